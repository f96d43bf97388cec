#include "formats/xls_record.h"

enum { WIDE = 1, EXTENDED = 4, RICH = 8 };

bool
lp_xls_next(struct lp_xls *x)
{
    struct lp_cursor c = lp_cursor_over(x->rest);
    unsigned type = lp_cursor_le16(&c);
    struct lp_slice data = lp_cursor_take(&c, lp_cursor_le16(&c));

    if (c.failed || *x->left == 0) {
        x->cut = x->rest.len > 0;
        x->rest = (struct lp_slice){0};
        return false;
    }
    --*x->left;
    x->type = type;
    x->data = data;
    x->rest = c.rest;
    return true;
}

bool
lp_xls_follows(const struct lp_xls *x, unsigned type)
{
    return x->rest.len >= 2 && lp_get_le16(x->rest.data) == type;
}

struct lp_xls_run
lp_xls_run(struct lp_xls *x)
{
    return (struct lp_xls_run){.from = x, .rest = x->data};
}

/* Have a byte at hand. */
static bool
have(struct lp_xls_run *r)
{
    while (r->rest.len == 0 && !r->failed) {
        if (!lp_xls_follows(r->from, LP_XLS_CONTINUE) ||
            !lp_xls_next(r->from)) {
            r->failed = true;
        }
        r->rest = r->failed ? r->rest : r->from->data;
    }
    return !r->failed;
}

uint32_t
lp_xls_run_number(struct lp_xls_run *r, unsigned bytes)
{
    uint32_t n = 0;

    for (unsigned i = 0; i < bytes && have(r); i++) {
        n |= (uint32_t)r->rest.data[0] << 8 * i;
        r->rest = lp_slice_from(r->rest, 1);
    }
    return r->failed ? 0 : n;
}

void
lp_xls_run_skip(struct lp_xls_run *r, uint64_t n)
{
    while (n > 0 && have(r)) {
        size_t here = r->rest.len < n ? r->rest.len : (size_t)n;

        r->rest = lp_slice_from(r->rest, here);
        n -= here;
    }
}

void
lp_xls_run_chars(struct lp_xls_run *r, uint32_t count, unsigned flags,
                 void (*put)(void *who, uint16_t unit), void *who)
{
    while (count > 0) {
        bool wide;
        size_t size;

        if (r->rest.len == 0) {
            flags = lp_xls_run_number(r, 1);
        }
        if (r->failed) {
            return;
        }
        wide = (flags & WIDE) != 0;
        size = wide ? 2 : 1;
        for (; count > 0 && r->rest.len >= size; count--) {
            put(who, wide ? lp_get_le16(r->rest.data) : r->rest.data[0]);
            r->rest = lp_slice_from(r->rest, size);
        }
        if (count > 0 && r->rest.len > 0) {
            r->failed = true; /* half a character at the end of a record */
            return;
        }
    }
}

void
lp_xls_run_string(struct lp_xls_run *r, void (*put)(void *who, uint16_t unit),
                  void *who)
{
    uint32_t count = lp_xls_run_number(r, 2);
    unsigned flags = lp_xls_run_number(r, 1);
    uint64_t runs = (flags & RICH) != 0 ? lp_xls_run_number(r, 2) : 0;
    uint64_t more = (flags & EXTENDED) != 0 ? lp_xls_run_number(r, 4) : 0;

    lp_xls_run_chars(r, count, flags, put, who);
    lp_xls_run_skip(r, 4 * runs + more);
}
