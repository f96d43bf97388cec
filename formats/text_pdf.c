#include "formats/text_pdf.h"

#include <stdlib.h>

#include "formats/pdf_page.h"
#include "formats/pdf_tree.h"

struct reading {
    struct lp_pdf *pdf;
    struct lp_pdf_page page;
    struct lp_pdf_lines lines;
    uint64_t pages;
};

static enum lp_code
count_page(void *who, const struct lp_pdf_value *page,
           const struct lp_pdf_value *resources, struct lp_err *err)
{
    uint64_t *n = who;

    (void)page;
    (void)resources;
    (void)err;
    (*n)++;
    return LP_OK;
}

static enum lp_code
show_page(void *who, const struct lp_pdf_value *page,
          const struct lp_pdf_value *resources, struct lp_err *err)
{
    struct reading *r = who;

    r->pages++;
    lp_pdf_lines_page(&r->lines);
    return lp_pdf_page_show(&r->page, page, resources, err);
}

static size_t
newest(const struct lp_pdf *pdf)
{
    return lp_pdf_revisions(pdf) - 1;
}

/* If the tables lead to no page, or to objects that are not there, look for
 * the objects themselves: before the first character is given away. */
static enum lp_code
try_tree(struct lp_pdf *pdf, struct lp_err *err)
{
    uint64_t n = 0;
    enum lp_code rc;

    LP_TRY(lp_pdf_tree(pdf, newest(pdf), count_page, &n, err));
    if (n == 0 || lp_pdf_damaged(pdf)) {
        lp_pdf_work(pdf)->broken = LP_RULE_NONE;
        LP_TRY(lp_pdf_look_again(pdf, err));
    }

done:
    return rc;
}

static void
sum_up(const struct reading *r, struct lp_text_pdf_result *out)
{
    const struct lp_pdf_work *w = lp_pdf_work(r->pdf);

    out->pages = r->pages;
    out->characters = r->lines.characters;
    out->unmapped = r->page.show.unmapped;
    out->rebuilt = lp_pdf_rebuilt(r->pdf);
    out->unusable = out->unmapped > out->characters;
    if (out->rule == LP_RULE_NONE) {
        out->rule = w->broken;
    }
    if (out->rule == LP_RULE_NONE &&
        (r->pages == 0 || lp_pdf_damaged(r->pdf))) {
        out->rule = LP_RULE_TRUNCATED;
    }
    if (out->rule != LP_RULE_NONE) {
        out->state = LP_TEXT_PDF_PARTLY;
    } else if (out->characters == 0 && out->unmapped == 0) {
        out->state = LP_TEXT_PDF_NO_LAYER;
    }
}

static enum lp_code
read_all(struct reading *r, struct lp_text_sink sink,
         struct lp_text_pdf_result *out, struct lp_err *err)
{
    enum lp_code rc;

    r->lines.sink = sink;
    LP_TRY(try_tree(r->pdf, err));
    lp_pdf_page_init(&r->page, r->pdf, newest(r->pdf), &r->lines);
    LP_TRY(lp_pdf_tree(r->pdf, newest(r->pdf), show_page, r, err));

done:
    lp_pdf_lines_flush(&r->lines);
    if (rc == LP_E_LIMIT) {
        out->rule = err->rule;
        rc = LP_OK;
    }
    if (rc == LP_OK) {
        sum_up(r, out);
    }
    lp_pdf_page_release(&r->page);
    return rc;
}

enum lp_code
lp_text_pdf(struct lp_view *view, struct lp_text_sink sink,
            const struct lp_limits *limits, struct lp_text_pdf_result *out,
            struct lp_err *err)
{
    struct reading *r = calloc(1, sizeof *r);
    struct lp_text_pdf_result result = {0};
    struct lp_err own = {0};
    enum lp_code rc;

    if (r == NULL) {
        return lp_no_memory(err);
    }
    err = err == NULL ? &own : err;
    rc = lp_pdf_open(&r->pdf, view, limits, err);
    if (rc == LP_E_LIMIT) {
        result.state = LP_TEXT_PDF_PARTLY;
        result.rule = err->rule;
        rc = LP_OK;
    } else if (rc == LP_E_FORMAT && err->rule != LP_RULE_ENC_PDF) {
        result.state = LP_TEXT_PDF_OPAQUE;
        rc = LP_OK;
    } else if (rc == LP_OK) {
        rc = read_all(r, sink, &result, err);
    }
    if (rc == LP_OK) {
        *out = result;
    }
    lp_pdf_free(r->pdf);
    free(r);
    return rc;
}
