#ifndef LP_EVIDENCE_PDF_LIST_H
#define LP_EVIDENCE_PDF_LIST_H

#include "formats/pdf_file.h"

/* The items of an array: references by their numbers, and the others in their
 * order. Zeroed but for `of`, it is ready to be read; borrows from `of`. */
struct lp_pdf_list {
    struct lp_pdf_value of;
    struct lp_pdf_value *refs;
    size_t n;
    size_t cap;
    struct lp_pdf_walk others; /* the next that is no reference */
};

LP_MUST_USE enum lp_code lp_pdf_list_read(struct lp_pdf_list *l,
                                          struct lp_pdf_work *w,
                                          struct lp_err *err);
void lp_pdf_list_release(struct lp_pdf_list *l);

/* What stands for `v` in another list: the same reference, or, if `v` is none,
 * the next that is none. NONE: nothing does. */
struct lp_pdf_value lp_pdf_list_find(struct lp_pdf_list *l,
                                     const struct lp_pdf_value *v);

#endif
