#ifndef LP_FORMATS_PDF_PAGE_H
#define LP_FORMATS_PDF_PAGE_H

#include "formats/pdf_scope.h"
#include "formats/pdf_show.h"

#define LP_PDF_FORMS_MAX 16 /* forms inside forms */

/* What shows the pages of a document, one after the other. */
struct lp_pdf_page {
    struct lp_pdf *pdf;
    size_t revision;
    struct lp_pdf_fonts fonts;
    struct lp_pdf_show show;
    struct lp_pdf_state *kept; /* by q */
    size_t n_kept;
    size_t cap_kept;
    uint32_t forms[LP_PDF_FORMS_MAX]; /* those that are being shown */
    unsigned n_forms;
};

void lp_pdf_page_init(struct lp_pdf_page *p, struct lp_pdf *pdf,
                      size_t revision, struct lp_pdf_lines *lines);
void lp_pdf_page_release(struct lp_pdf_page *p);

/**
 * Show the page with the dictionary `page`, whose resources, its own or
 * inherited, are `resources`. LP_E_LIMIT: the work is used up; what is broken
 * or left out is told by the work.
 */
LP_MUST_USE enum lp_code lp_pdf_page_show(struct lp_pdf_page *p,
                                          const struct lp_pdf_value *page,
                                          const struct lp_pdf_value *resources,
                                          struct lp_err *err);

#endif
