#include "evidence/pdf_say.h"

void
lp_pdf_say_change(struct lp_cms_claim *c, const struct lp_pdf_change *change)
{
    static const struct {
        unsigned bit;
        const char *words;
    } kinds[] = {
        {LP_PDF_DIFF_CONTENT, "page content was changed later"},
        {LP_PDF_DIFF_FONT, "fonts were changed later"},
        {LP_PDF_DIFF_PAGES, "pages were changed later"},
        {LP_PDF_DIFF_ANNOTATION, "annotations were changed later"},
        {LP_PDF_DIFF_APPEARANCE, "the appearance of fields was changed later"},
        {LP_PDF_DIFF_FIELD, "form fields were changed later"},
        {LP_PDF_DIFF_LAYER, "layers were changed later"},
        {LP_PDF_DIFF_CATALOG, "the catalog was changed later"},
        {LP_PDF_DIFF_SIGNATURE, "a signature was overwritten later"},
        {LP_PDF_DIFF_FALSE, "what was put in later as a signature is none"},
    };
    static const struct {
        unsigned bit;
        const char *words;
    } added[] = {
        {LP_PDF_ADDED_SIGNATURE, "signed again later"},
        {LP_PDF_ADDED_SEEN,
         "what a later signature shows may cover what stood there"},
        {LP_PDF_ADDED_STAMP, "timestamped later"},
        {LP_PDF_ADDED_VALIDATION, "validation data was added later"},
        {LP_PDF_ADDED_VALUES, "the form was filled in later"},
        {LP_PDF_ADDED_ABOUT, "metadata was changed later"},
        {LP_PDF_ADDED_TREE, "the structure tree was changed later"},
        {LP_PDF_ADDED_READ, "what is read aloud or copied was changed later"},
        {LP_PDF_ADDED_DRAWN, "readers shall draw the fields anew"},
    };

    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        if ((change->kinds & kinds[i].bit) != 0) {
            lp_cms_claim_say(c, kinds[i].words);
        }
    }
    for (size_t i = 0; i < sizeof added / sizeof added[0]; i++) {
        if ((change->added & added[i].bit) != 0) {
            lp_cms_claim_say(c, added[i].words);
        }
    }
}

void
lp_pdf_say_written(struct lp_cms_claim *c, const uint32_t *wrote, size_t n,
                   size_t cap)
{
    struct lp_buf text = {.max = 512};

    lp_buf_str(&text, "objects written later:");
    for (size_t i = 0; i < n && i < cap; i++) {
        lp_buf_printf(&text, " %u", (unsigned)wrote[i]);
    }
    if (n > cap) {
        lp_buf_printf(&text, " and %zu more", n - cap);
    }
    lp_buf_byte(&text, '\0');
    if (text.failed == LP_OK && n > 0) {
        lp_cms_claim_say(c, (const char *)text.data);
    }
    lp_buf_release(&text);
}
