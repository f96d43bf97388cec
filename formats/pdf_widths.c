#include "formats/pdf_widths.h"

#include <stdlib.h>

#include "base/mem.h"

#define WIDTHS_MAX ((size_t)131072)
#define WIDTH_OTHER 500.0

void
lp_pdf_widths_release(struct lp_pdf_widths *t)
{
    free(t->of);
    *t = (struct lp_pdf_widths){0};
}

static enum lp_code
add_width(struct lp_pdf_widths *t, uint32_t low, uint32_t high, double width,
          struct lp_err *err)
{
    struct lp_pdf_width *more;

    if (t->n >= WIDTHS_MAX || low > high) {
        return LP_OK;
    }
    more = lp_mem_grow(t->of, t->n, &t->cap, sizeof *more);
    if (more == NULL) {
        return lp_no_memory(err);
    }
    t->of = more;
    more[t->n++] = (struct lp_pdf_width){low, high, width * 0.001};
    return LP_OK;
}

static int
order(const void *a, const void *b)
{
    const struct lp_pdf_width *x = a;
    const struct lp_pdf_width *y = b;

    if (x->low != y->low) {
        return x->low < y->low ? -1 : 1;
    }
    if (x->high != y->high) {
        return x->high < y->high ? -1 : 1;
    }
    return (x->width > y->width) - (x->width < y->width);
}

enum lp_code
lp_pdf_widths_read(struct lp_pdf_widths *t, struct lp_pdf *pdf, size_t revision,
                   const struct lp_pdf_value *array, struct lp_err *err)
{
    struct lp_pdf_walk w = lp_pdf_walk(array);
    struct lp_pdf_object hold = {0};
    struct lp_pdf_value first;
    struct lp_pdf_value v;
    enum lp_code rc = LP_OK;

    while (lp_pdf_item(&w, &first) && lp_pdf_item(&w, &v)) {
        uint32_t code = (uint32_t)lp_pdf_integer(&first, 0, INT32_MAX, 0);

        LP_TRY(lp_pdf_follow(pdf, revision, &v, &hold, &v, err));
        if (v.kind == LP_PDF_ARRAY) {
            struct lp_pdf_walk each = lp_pdf_walk(&v);
            struct lp_pdf_value width;

            while (lp_pdf_item(&each, &width)) {
                LP_TRY(add_width(t, code, code,
                                 lp_pdf_number(&width, WIDTH_OTHER), err));
                code++;
            }
        } else {
            uint32_t last = (uint32_t)lp_pdf_integer(&v, 0, INT32_MAX, 0);

            (void)lp_pdf_item(&w, &v);
            LP_TRY(
                add_width(t, code, last, lp_pdf_number(&v, WIDTH_OTHER), err));
        }
    }
    if (t->n > 0) {
        qsort(t->of, t->n, sizeof t->of[0], order);
    }

done:
    lp_pdf_object_release(&hold);
    return rc;
}

double
lp_pdf_widths_of(const struct lp_pdf_widths *t, uint32_t cid)
{
    size_t low = 0;
    size_t high = t->n;

    while (low < high) {
        size_t mid = low + (high - low) / 2;

        if (t->of[mid].low <= cid) {
            low = mid + 1;
        } else {
            high = mid;
        }
    }
    return low > 0 && t->of[low - 1].high >= cid ? t->of[low - 1].width
                                                 : t->other;
}
