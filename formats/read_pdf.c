#include "formats/read_pdf.h"

#include <stdlib.h>
#include <string.h>

#include "base/alg.h"
#include "formats/pdf_embedded.h"
#include "formats/summer.h"

struct pdf {
    struct lp_view *view;
    const struct lp_limits *limits;
    const struct lp_summer *summer;
    struct lp_pdf_embeddeds found;
    size_t i;
    struct lp_buf name;
};

/* A stream on its way out, with a budget of its own: it may be read elsewhere,
 * and later. */
struct stream {
    struct lp_source from;
    struct lp_pdf_work work;
    uint64_t at;
};

static enum lp_code
stream_pull(struct lp_source *s, struct lp_piece *out, struct lp_err *err)
{
    struct stream *b = s->self;
    enum lp_code rc = lp_source_pull(&b->from, out, err);

    if (rc == LP_OK && out->bytes.len == 0 && b->work.broken != LP_RULE_NONE) {
        return lp_fail_at(err, LP_E_FORMAT, b->work.broken, b->at,
                          "pdf: an embedded stream is broken");
    }
    return rc;
}

static void
stream_release(struct lp_source *s)
{
    struct stream *b = s->self;

    lp_source_release(&b->from);
    free(b);
}

static const struct lp_source_ops stream_ops = {stream_pull, stream_release};

/* How much may be read of, and come out of, a stream of `size` bytes. */
static uint64_t
most(uint64_t size, const struct lp_limits *limits)
{
    uint64_t n;

    if (__builtin_mul_overflow(size, limits->ratio, &n) ||
        __builtin_add_overflow(n, size + limits->ratio_grace, &n)) {
        n = UINT64_MAX;
    }
    return n;
}

/* The bytes of `e`: what filters undo is undone, up to the coding of a picture.
 * `*body` stays empty if a filter is not known here. */
static enum lp_code
open_stream(struct pdf *p, const struct lp_pdf_embedded *e,
            struct lp_source *body, struct lp_err *err)
{
    struct lp_slice filter = lp_pdf_embedded_filter(&p->found, e);
    struct lp_slice params = lp_pdf_embedded_params(&p->found, e);
    const struct lp_pdf_object o = {.at = e->at, .stream_at = e->at};
    struct lp_pdf_value undo;
    struct lp_pdf_value how;
    enum lp_pdf_stream_state state = LP_PDF_STREAM_NONE;
    struct stream *b = calloc(1, sizeof *b);
    size_t at = 0;
    size_t at_how = 0;
    enum lp_code rc;

    if (b == NULL) {
        return lp_no_memory(err);
    }
    (void)lp_pdf_value(filter, &at, &undo);
    (void)lp_pdf_value(params, &at_how, &how);
    b->at = e->at;
    b->work.left = most(e->size, p->limits);
    LP_TRY(lp_pdf_stream_open(p->view, &o, &undo, &how, e->size, &b->work,
                              &b->from, &state, err));
    if (state == LP_PDF_STREAM_READ) {
        *body = (struct lp_source){&stream_ops, b};
        b = NULL;
    }

done:
    if (b != NULL) {
        lp_source_release(&b->from);
    }
    free(b);
    return rc;
}

/* Whether the file has the checksum that is stated of it. It is read for that
 * alone, since a wrong one is found about the file, and does not close it. What
 * breaks off shows when it is read again. */
static enum lp_code
compare_sum(struct pdf *p, const struct lp_pdf_embedded *e, bool *differs,
            struct lp_err *err)
{
    struct lp_source s = {0};
    struct lp_sum *sum = NULL;
    struct lp_piece piece = {0};
    uint8_t digest[LP_ALG_LEN_MAX];
    enum lp_code rc;

    LP_TRY(open_stream(p, e, &s, err));
    if (s.ops == NULL) {
        goto done;
    }
    LP_TRY(p->summer->begin(&sum, LP_ALG_MD5, err));
    do {
        struct lp_err why = {0};

        rc = lp_source_pull(&s, &piece, &why);
        if (rc == LP_E_FORMAT || rc == LP_E_LIMIT) {
            rc = LP_OK;
            goto done;
        }
        if (rc != LP_OK) {
            *err = why;
            goto done;
        }
        LP_TRY(p->summer->feed(sum, piece.bytes, err));
    } while (piece.bytes.len > 0);
    rc = p->summer->end(sum, digest, err);
    sum = NULL;
    *differs = rc == LP_OK && memcmp(digest, e->sum, sizeof e->sum) != 0;

done:
    p->summer->drop(sum);
    lp_source_release(&s);
    return rc;
}

static enum lp_code
put_name(struct pdf *p, const struct lp_pdf_embedded *e, struct lp_entry *entry,
         struct lp_err *err)
{
    lp_buf_clear(&p->name);
    lp_buf_put(&p->name, lp_pdf_embedded_name(&p->found, e));
    if (p->name.len == 0 && e->holds == LP_PDF_HOLDS_FILE) {
        lp_buf_printf(&p->name, "object %u", e->num);
    } else if (p->name.len == 0) {
        lp_buf_printf(&p->name, "image %u.%s", e->num,
                      e->holds == LP_PDF_HOLDS_JPEG ? "jpg" : "jp2");
    }
    entry->name = lp_buf_slice(&p->name);
    return lp_buf_check(&p->name, err);
}

static enum lp_code
pdf_next(struct lp_reader *r, struct lp_entry *entry, struct lp_source *body,
         bool *end, struct lp_err *err)
{
    struct pdf *p = r->state;
    const struct lp_pdf_embedded *e;
    enum lp_code rc;

    if (p->i == p->found.n) {
        *end = true;
        return LP_OK;
    }
    e = &p->found.of[p->i++];
    LP_TRY(put_name(p, e, entry, err));
    entry->packed = e->size;
    entry->front = e->at + e->size;
    entry->closed = e->closed;
    if (e->closed == LP_RULE_NONE && e->summed && p->summer != NULL) {
        bool differs = false;

        LP_TRY(compare_sum(p, e, &differs, err));
        if (differs) {
            lp_findings_add(&entry->found, LP_RULE_PDF_SUM, e->at);
        }
    }
    if (e->closed == LP_RULE_NONE) {
        LP_TRY(open_stream(p, e, body, err));
        entry->closed =
            body->ops == NULL ? LP_RULE_UNSUPPORTED_METHOD : LP_RULE_NONE;
    }

done:
    return rc;
}

/* As who reads the text does: if the tables lead to objects that are not there,
 * look for the objects themselves. */
static enum lp_code
find(struct pdf *p, struct lp_pdf *pdf, struct lp_err *err)
{
    enum lp_code rc;

    LP_TRY(lp_pdf_embedded_find(&p->found, pdf, lp_pdf_revisions(pdf) - 1,
                                p->limits, err));
    if (lp_pdf_damaged(pdf) && !lp_pdf_rebuilt(pdf)) {
        lp_pdf_embedded_release(&p->found);
        LP_TRY(lp_pdf_look_again(pdf, err));
        LP_TRY(lp_pdf_embedded_find(&p->found, pdf, lp_pdf_revisions(pdf) - 1,
                                    p->limits, err));
    }

done:
    return rc;
}

static enum lp_code
pdf_open(struct lp_reader *r, const struct lp_input *in, struct lp_err *err)
{
    struct pdf *p = calloc(1, sizeof *p);
    struct lp_pdf *pdf = NULL;
    struct lp_err why = {0};
    enum lp_code rc;

    if (p == NULL) {
        return lp_no_memory(err);
    }
    r->state = p;
    p->view = in->view;
    p->limits = in->limits;
    p->summer = in->summer;
    rc = lp_pdf_open(&pdf, in->view, in->limits, &why);
    if (rc == LP_E_FORMAT && why.rule == LP_RULE_NONE) {
        return LP_OK;
    }
    if (rc == LP_OK) {
        rc = find(p, pdf, &why);
    }
    if (rc != LP_OK && err != NULL) {
        *err = why;
    }
    /* Its tables are large, and what lies in it may be such a document. */
    lp_pdf_free(pdf);
    return rc;
}

static void
pdf_release(struct lp_reader *r)
{
    struct pdf *p = r->state;

    if (p != NULL) {
        lp_pdf_embedded_release(&p->found);
        lp_buf_release(&p->name);
        free(p);
    }
    r->state = NULL;
}

const struct lp_reader_ops lp_read_pdf = {
    .name = "pdf-1",
    .kind = LP_KIND_PDF,
    .access = LP_ACCESS_SEEK,
    .within = true,
    .open = pdf_open,
    .next = pdf_next,
    .release = pdf_release,
};
