#include "formats/doc_dates.h"

#include <string.h>

#include "formats/mail_date.h"
#include "formats/office_package.h"
#include "formats/pdf_file.h"
#include "formats/pdf_value.h"

#define XMP_MAX ((size_t)1 << 20)
#define DATE_MAX ((size_t)64)

static bool
is_digit(uint8_t c)
{
    return c >= '0' && c <= '9';
}

/* ---------------------------------------------------------------- the
 * spellings */

bool
lp_iso_date(struct lp_slice text, int64_t *seconds)
{
    struct lp_buf date = {.max = DATE_MAX};
    bool good;

    while (text.len > 0 && text.data[0] <= ' ') {
        text = lp_slice_from(text, 1);
    }
    while (text.len > 0 && text.data[text.len - 1] <= ' ') {
        text.len--;
    }
    if (text.len < 16 || text.data[10] != 'T' || text.len > DATE_MAX) {
        return false;
    }
    /* The seconds may be left out, or have a fraction. */
    lp_buf_put(&date, lp_slice_head(text, 16));
    text = lp_slice_from(text, 16);
    if (text.len > 0 && text.data[0] == ':') {
        lp_buf_put(&date, lp_slice_head(text, 3));
        text = lp_slice_from(text, 3);
    } else {
        lp_buf_str(&date, ":00");
    }
    if (text.len > 0 && (text.data[0] == '.' || text.data[0] == ',')) {
        do {
            text = lp_slice_from(text, 1);
        } while (text.len > 0 && is_digit(text.data[0]));
    }
    lp_buf_put(&date, text.len > 0 ? text : lp_slice_str("Z"));
    good = date.failed == LP_OK && lp_mail_date(seconds, lp_buf_slice(&date));
    lp_buf_release(&date);
    return good;
}

/* D:YYYYMMDDHHmmSSOHH'mm'. What leaves out the time of day is too coarse. */
bool
lp_pdf_date(struct lp_slice text, int64_t *seconds)
{
    struct lp_buf date = {.max = DATE_MAX};
    const char *p;
    bool good;

    if (text.len < 16 || text.len > DATE_MAX ||
        !lp_slice_begins(text, lp_slice_str("D:"))) {
        return false;
    }
    for (size_t i = 2; i < 16; i++) {
        if (!is_digit(text.data[i])) {
            return false;
        }
    }
    p = (const char *)text.data;
    lp_buf_printf(&date, "%.4s-%.2s-%.2sT%.2s:%.2s:%.2s", p + 2, p + 6, p + 8,
                  p + 10, p + 12, p + 14);
    text = lp_slice_from(text, 16);
    if (text.len > 2 && text.data[0] != 'Z') {
        lp_buf_put(&date, lp_slice_head(text, 3));
        lp_buf_byte(&date, ':');
        lp_buf_put(&date, text.len >= 6 && is_digit(text.data[4]) &&
                                  is_digit(text.data[5])
                              ? (struct lp_slice){text.data + 4, 2}
                              : lp_slice_str("00"));
    }
    good = lp_iso_date(lp_buf_slice(&date), seconds);
    lp_buf_release(&date);
    return good;
}

/* ------------------------------------------------------------------------- PDF
 */

static enum lp_code
read_one(struct lp_pdf *pdf, const struct lp_pdf_value *info, const char *key,
         int64_t *out, struct lp_err *err)
{
    struct lp_pdf_value v = lp_pdf_get(info, key);
    struct lp_pdf_object hold = {0};
    struct lp_buf text = {.max = DATE_MAX};
    enum lp_code rc =
        lp_pdf_follow(pdf, lp_pdf_revisions(pdf) - 1, &v, &hold, &v, err);

    if (rc == LP_OK && v.kind == LP_PDF_STRING) {
        lp_pdf_bytes_of(&text, &v);
        if (text.failed == LP_OK && !lp_pdf_date(lp_buf_slice(&text), out)) {
            *out = 0;
        }
    }
    lp_buf_release(&text);
    lp_pdf_object_release(&hold);
    return rc;
}

/* The value of an XMP property, as an element or an attribute. */
static void
read_xmp(struct lp_slice xmp, const char *name, int64_t *out)
{
    size_t n = strlen(name);

    while (xmp.len > n) {
        const uint8_t *at = memmem(xmp.data, xmp.len, name, n);
        size_t end = 0;

        if (at == NULL) {
            return;
        }
        xmp = lp_slice_from(xmp, (size_t)(at - xmp.data) + n);
        if (lp_slice_begins(xmp, lp_slice_str("=\""))) {
            xmp = lp_slice_from(xmp, 2);
        } else if (lp_slice_begins(xmp, lp_slice_str(">"))) {
            xmp = lp_slice_from(xmp, 1);
        } else {
            continue;
        }
        while (end < xmp.len && end < DATE_MAX && xmp.data[end] != '<' &&
               xmp.data[end] != '"') {
            end++;
        }
        if (!lp_iso_date(lp_slice_head(xmp, end), out)) {
            *out = 0;
        }
        return;
    }
}

static enum lp_code
read_metadata(struct lp_pdf *pdf, const struct lp_pdf_value *trailer,
              struct lp_doc_dates *out, struct lp_err *err)
{
    size_t newest = lp_pdf_revisions(pdf) - 1;
    struct lp_pdf_value v = lp_pdf_get(trailer, "Root");
    struct lp_pdf_object hold[2] = {0};
    struct lp_source bytes = {0};
    enum lp_pdf_stream_state state = LP_PDF_STREAM_NONE;
    struct lp_buf xmp = {.max = XMP_MAX};
    enum lp_code rc;

    LP_TRY(lp_pdf_follow(pdf, newest, &v, &hold[0], &v, err));
    v = lp_pdf_get(&v, "Metadata");
    LP_TRY(lp_pdf_follow(pdf, newest, &v, &hold[1], &v, err));
    LP_TRY(lp_pdf_stream(pdf, newest, &hold[1], &bytes, &state, err));
    if (state == LP_PDF_STREAM_READ) {
        LP_TRY(lp_pdf_drain(&bytes, XMP_MAX, &xmp, err));
        read_xmp(lp_buf_slice(&xmp), ":CreateDate", &out->again_created);
        read_xmp(lp_buf_slice(&xmp), ":ModifyDate", &out->again_modified);
    }

done:
    lp_source_release(&bytes);
    lp_buf_release(&xmp);
    lp_pdf_object_release(&hold[0]);
    lp_pdf_object_release(&hold[1]);
    return rc;
}

static enum lp_code
read_pdf(struct lp_doc_dates *out, struct lp_view *view,
         const struct lp_limits *limits, struct lp_err *err)
{
    struct lp_pdf *pdf = NULL;
    struct lp_pdf_object hold = {0};
    const struct lp_pdf_value *trailer;
    struct lp_pdf_value info;
    enum lp_code rc;

    LP_TRY(lp_pdf_open(&pdf, view, limits, err));
    trailer = &lp_pdf_revision(pdf, lp_pdf_revisions(pdf) - 1)->trailer.value;
    info = lp_pdf_get(trailer, "Info");
    LP_TRY(lp_pdf_follow(pdf, lp_pdf_revisions(pdf) - 1, &info, &hold, &info,
                         err));
    LP_TRY(read_one(pdf, &info, "CreationDate", &out->created, err));
    LP_TRY(read_one(pdf, &info, "ModDate", &out->modified, err));
    LP_TRY(read_metadata(pdf, trailer, out, err));

done:
    lp_pdf_object_release(&hold);
    lp_pdf_free(pdf);
    return rc;
}

/* ------------------------------------------------------------ office documents
 */

enum { TAG_CREATED = 1, TAG_MODIFIED };

/* dcterms:created and dcterms:modified of OOXML; meta:creation-date and dc:date
 * of ODF. */
static const struct lp_office_word words[] = {
    {LP_OFFICE_OTHER, TAG_CREATED, "created"},
    {LP_OFFICE_OTHER, TAG_MODIFIED, "modified"},
    {LP_OFFICE_OTHER, TAG_CREATED, "creation-date"},
    {LP_OFFICE_OTHER, TAG_MODIFIED, "date"},
    {LP_OFFICE_NONE, 0, NULL},
};

struct reading {
    struct lp_doc_dates *out;
    struct lp_buf text;
};

static void
on_start(struct lp_office_xml *x, unsigned tag)
{
    struct reading *r = lp_office_xml_who(x);

    (void)tag;
    lp_buf_clear(&r->text);
}

static void
on_text(struct lp_office_xml *x, struct lp_slice utf8)
{
    struct reading *r = lp_office_xml_who(x);

    if (lp_office_xml_tag(x, 0) != 0) {
        lp_buf_put(&r->text, utf8);
    }
}

static void
on_end(struct lp_office_xml *x, unsigned tag)
{
    struct reading *r = lp_office_xml_who(x);
    int64_t *to = tag == TAG_CREATED ? &r->out->created : &r->out->modified;
    int64_t at = 0;

    if (*to == 0 && r->text.failed == LP_OK &&
        lp_iso_date(lp_buf_slice(&r->text), &at)) {
        *to = at;
    }
    lp_buf_clear(&r->text);
}

static const struct lp_office_grammar grammar = {
    .words = words, .start = on_start, .end = on_end, .text = on_text};

static enum lp_code
read_office(struct lp_doc_dates *out, struct lp_view *view, bool ooxml,
            const struct lp_limits *limits, struct lp_err *err)
{
    struct lp_office_package p = {0};
    const struct lp_text_sink nowhere = {0};
    struct reading r = {.out = out, .text.max = DATE_MAX};
    bool there;
    enum lp_code rc;

    LP_TRY(lp_office_package_open(&p, view, ooxml, limits, nowhere, err));
    rc = lp_office_package_read(
        &p, lp_slice_str(ooxml ? "docprops/core.xml" : "meta.xml"), &grammar,
        &r, &there, err);

done:
    lp_buf_release(&r.text);
    lp_office_package_release(&p);
    return rc;
}

enum lp_code
lp_doc_dates(struct lp_doc_dates *out, struct lp_view *view, enum lp_kind kind,
             const struct lp_limits *limits, struct lp_err *err)
{
    struct lp_err why = {0};
    enum lp_code rc = LP_OK;

    *out = (struct lp_doc_dates){0};
    if (kind == LP_KIND_PDF) {
        rc = read_pdf(out, view, limits, &why);
    } else if (kind == LP_KIND_OOXML || kind == LP_KIND_ODF) {
        rc = read_office(out, view, kind == LP_KIND_OOXML, limits, &why);
    }
    if (rc == LP_E_FORMAT || rc == LP_E_LIMIT) {
        *out = (struct lp_doc_dates){0};
        rc = LP_OK;
    } else if (rc != LP_OK && err != NULL) {
        *err = why;
    }
    return rc;
}
