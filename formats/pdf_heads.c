#include "formats/pdf_heads.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#define WINDOW ((size_t)65536)
/* What a window shows of the one before it: two numbers and blanks. */
#define BEFORE ((size_t)64)
#define AFTER ((size_t)16)

struct finder {
    struct lp_pdf_heads *out;
    struct lp_pdf_seen_head now; /* the last head; at 0: none yet */
    bool any;
    bool ranged;
};

void
lp_pdf_heads_release(struct lp_pdf_heads *h)
{
    free(h->of);
    *h = (struct lp_pdf_heads){0};
}

/* The head that was met before is over: keep it, if it is wanted. */
static enum lp_code
settle(struct finder *f, struct lp_err *err)
{
    struct lp_pdf_heads *h = f->out;
    struct lp_pdf_seen_head *more;

    if (!f->any || (f->ranged && !f->now.ranged)) {
        return LP_OK;
    }
    if (h->n == LP_PDF_HEADS_MAX) {
        return lp_fail_at(err, LP_E_LIMIT, LP_RULE_LIMIT_ENTRIES, f->now.at,
                          "pdf: more objects than any document has");
    }
    more = lp_mem_grow(h->of, h->n, &h->cap, sizeof *more);
    if (more == NULL) {
        return lp_no_memory(err);
    }
    h->of = more;
    more[h->n++] = f->now;
    return LP_OK;
}

/* What begins at `i` of the window at `at` of the file. */
static enum lp_code
look(struct finder *f, struct lp_slice w, size_t i, uint64_t at,
     struct lp_err *err)
{
    struct lp_slice rest = lp_slice_from(w, i);
    uint64_t gen;
    uint64_t num;
    size_t k = i;
    enum lp_code rc = LP_OK;

    if (w.data[i] == '/') {
        f->now.ranged =
            f->now.ranged || lp_slice_begins(rest, lp_slice_str("/ByteRange"));
        return LP_OK;
    }
    if (w.data[i] != 'o' || !lp_slice_begins(rest, lp_slice_str("obj")) ||
        !lp_pdf_number_before(w.data, &k, UINT16_MAX, &gen) ||
        !lp_pdf_number_before(w.data, &k, INT32_MAX, &num)) {
        return LP_OK;
    }
    LP_TRY(settle(f, err));
    f->now = (struct lp_pdf_seen_head){at + k, (uint32_t)num, false};
    f->any = true;

done:
    return rc;
}

enum lp_code
lp_pdf_heads_find(struct lp_view *v, uint64_t from, bool ranged,
                  struct lp_pdf_work *w, struct lp_pdf_heads *out,
                  struct lp_err *err)
{
    struct finder f = {.out = out, .ranged = ranged};
    uint8_t *bytes = malloc(WINDOW);
    size_t before = 0;
    uint64_t at = from;
    size_t got;
    enum lp_code rc = LP_OK;

    if (bytes == NULL) {
        return lp_no_memory(err);
    }
    for (;;) {
        bool last;
        size_t to;

        LP_TRY(lp_view_read(v, at, bytes, WINDOW, &got, err));
        LP_TRY(lp_pdf_work_take(w, got, err));
        last = got < WINDOW;
        to = last ? got : WINDOW - AFTER;
        for (size_t i = before; i < to; i++) {
            LP_TRY(look(&f, (struct lp_slice){bytes, got}, i, at, err));
        }
        if (last) {
            break;
        }
        at += to - BEFORE;
        before = BEFORE;
    }
    LP_TRY(settle(&f, err));

done:
    free(bytes);
    return rc;
}
