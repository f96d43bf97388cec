/* Reads any bytes as a PDF: the text of its newest revision, and every object
 * of its first. What is given must be whole characters of UTF-8. */
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "formats/pdf_file.h"
#include "formats/text_pdf.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define OBJECTS_MAX 256

struct bytes {
    struct lp_view base;
    struct lp_slice all;
};

static enum lp_code
bytes_read(struct lp_view *v, uint64_t at, uint8_t *to, size_t n, size_t *got,
           struct lp_err *err)
{
    const struct bytes *b = (const struct bytes *)v;

    (void)err;
    memcpy(to, b->all.data + at, n);
    *got = n;
    return LP_OK;
}

static void
bytes_free(struct lp_view *v)
{
    free(v);
}

static const struct lp_view_ops bytes_ops = {bytes_read, bytes_free};

static void
need(bool holds)
{
    if (!holds) {
        abort();
    }
}

static void
on_text(void *who, struct lp_slice utf8)
{
    uint64_t *n = who;

    need(lp_text_utf8(utf8));
    *n += utf8.len;
}

static void
read_objects(struct lp_view *v)
{
    struct lp_pdf *pdf = NULL;
    struct lp_err err = {0};
    size_t last;

    if (lp_pdf_open(&pdf, v, &lp_limits_default, &err) != LP_OK) {
        return;
    }
    last = lp_pdf_revisions(pdf) - 1;
    for (size_t i = 0; i < lp_pdf_table(pdf)->n && i < OBJECTS_MAX; i++) {
        const struct lp_pdf_entry e = lp_pdf_table(pdf)->entries[i];
        struct lp_pdf_object o = {0};
        enum lp_code rc =
            lp_pdf_object(pdf, i % 2 == 0 ? 0 : last, e.num, e.gen, &o, &err);

        need(lp_pdf_table_revision(lp_pdf_table(pdf), &e) <= last);
        need(rc == LP_OK || rc == LP_E_LIMIT);
        lp_pdf_object_release(&o);
    }
    lp_pdf_free(pdf);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct bytes *b = malloc(sizeof *b);
    struct lp_text_pdf_result out = {0};
    struct lp_err err = {0};
    uint64_t n = 0;
    enum lp_code rc;

    need(b != NULL);
    *b = (struct bytes){{&bytes_ops, size, 1}, {data, size}};
    rc = lp_text_pdf(&b->base, (struct lp_text_sink){on_text, NULL, &n},
                     &lp_limits_default, &out, &err);
    need(rc == LP_OK || (rc == LP_E_FORMAT && err.rule == LP_RULE_ENC_PDF));
    need(out.characters <= n);
    read_objects(&b->base);
    lp_view_unref(&b->base);
    return 0;
}
