#ifndef LP_PDF_BOX_H
#define LP_PDF_BOX_H

#include <string.h>

#include "base/buf.h"
#include "base/view.h"
#include "formats/pdf_filter.h"
#include "tests/unit/test.h"

/* Bytes in memory as a document. */
struct pdf_bytes {
    struct lp_view base;
    struct lp_slice all;
};

static inline enum lp_code
pdf_bytes_read(struct lp_view *v, uint64_t at, uint8_t *to, size_t n,
               size_t *got, struct lp_err *err)
{
    const struct pdf_bytes *b = (const struct pdf_bytes *)v;

    (void)err;
    memcpy(to, b->all.data + at, n);
    *got = n;
    return LP_OK;
}

static inline void
pdf_bytes_free(struct lp_view *v)
{
    (void)v;
}

static inline struct pdf_bytes
pdf_bytes(struct lp_slice all)
{
    static const struct lp_view_ops ops = {pdf_bytes_read, pdf_bytes_free};

    return (struct pdf_bytes){{&ops, all.len, 1}, all};
}

/* A document that is written from its beginning, and where the objects of the
 * revision stand that is being written. */
struct pdf_made {
    struct lp_buf out;
    uint64_t at[32]; /* 0: not in this revision */
    uint64_t prev;   /* the table before; 0: none */
};

static inline void
pdf_object(struct pdf_made *m, unsigned num, const char *body)
{
    m->at[num] = m->out.len;
    lp_buf_printf(&m->out, "%u 0 obj %s endobj\n", num, body);
}

/* A stream of what is no more than text. */
static inline void
pdf_stream(struct pdf_made *m, unsigned num, const char *dict, const char *data)
{
    m->at[num] = m->out.len;
    lp_buf_printf(&m->out,
                  "%u 0 obj <<%s/Length %zu>> stream\n%s\nendstream endobj\n",
                  num, dict, strlen(data), data);
}

/* The table of this revision, its trailer and its end. Returns where the
 * table is. */
static inline uint64_t
pdf_end(struct pdf_made *m, const char *trailer)
{
    uint64_t at = m->out.len;

    lp_buf_str(&m->out, "xref\n");
    for (unsigned i = 0; i < 32; i++) {
        if (m->at[i] > 0) {
            lp_buf_printf(&m->out, "%u 1\n%010llu 00000 n \n", i,
                          (unsigned long long)m->at[i]);
        }
        m->at[i] = 0;
    }
    lp_buf_printf(&m->out, "trailer <</Size 32%s", trailer);
    if (m->prev > 0) {
        lp_buf_printf(&m->out, "/Prev %llu", (unsigned long long)m->prev);
    }
    lp_buf_printf(&m->out, ">>\nstartxref\n%llu\n%%%%EOF\n",
                  (unsigned long long)at);
    m->prev = at;
    return at;
}

#endif
