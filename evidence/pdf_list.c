#include "evidence/pdf_list.h"

#include <stdlib.h>

#include "base/mem.h"

void
lp_pdf_list_release(struct lp_pdf_list *l)
{
    free(l->refs);
    *l = (struct lp_pdf_list){0};
}

static int
order(const void *a, const void *b)
{
    const struct lp_pdf_value *x = a;
    const struct lp_pdf_value *y = b;

    return (x->num > y->num) - (x->num < y->num);
}

enum lp_code
lp_pdf_list_read(struct lp_pdf_list *l, struct lp_pdf_work *w,
                 struct lp_err *err)
{
    struct lp_pdf_walk walk = lp_pdf_walk(&l->of);
    struct lp_pdf_value v;
    enum lp_code rc;

    LP_TRY(lp_pdf_work_take(w, 4 * l->of.raw.len, err));
    l->others = walk;
    while (lp_pdf_item(&walk, &v)) {
        struct lp_pdf_value *more;

        if (v.kind != LP_PDF_REF) {
            continue;
        }
        more = lp_mem_grow(l->refs, l->n, &l->cap, sizeof *more);
        if (more == NULL) {
            return lp_no_memory(err);
        }
        l->refs = more;
        more[l->n++] = v;
    }
    if (l->n > 0) {
        qsort(l->refs, l->n, sizeof *l->refs, order);
    }

done:
    return rc;
}

struct lp_pdf_value
lp_pdf_list_find(struct lp_pdf_list *l, const struct lp_pdf_value *v)
{
    struct lp_pdf_value out = {0};
    const struct lp_pdf_value *found;

    if (v->kind != LP_PDF_REF) {
        do {
            (void)lp_pdf_item(&l->others, &out);
        } while (out.kind == LP_PDF_REF);
        return out;
    }
    found = l->n == 0 ? NULL : bsearch(v, l->refs, l->n, sizeof *v, order);
    return found == NULL ? out : *found;
}
