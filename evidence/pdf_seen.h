#ifndef LP_EVIDENCE_PDF_SEEN_H
#define LP_EVIDENCE_PDF_SEEN_H

#include "evidence/pdf_same.h"

/* What is seen of a widget, and how much of a page it covers. Boxes are left,
 * bottom, right, top. */

/* What a field or a page has under `key`, itself or from those above it. */
LP_MUST_USE enum lp_code
lp_pdf_inherited(struct lp_pdf *pdf, const struct lp_pdf_value *field,
                 const char *key, struct lp_pdf_object *hold,
                 struct lp_pdf_value *out, struct lp_err *err);

/* The whole name of a field: its levels with dots. */
LP_MUST_USE enum lp_code lp_pdf_whole_name(struct lp_pdf *pdf,
                                           const struct lp_pdf_value *field,
                                           struct lp_buf *out,
                                           struct lp_err *err);

/* The part of a page that is shown; an empty box if nobody says. */
LP_MUST_USE enum lp_code lp_pdf_seen_page(struct lp_pdf *pdf,
                                          const struct lp_pdf_value *page,
                                          double box[4], struct lp_err *err);

/* The area that two boxes share. */
double lp_pdf_seen_area(const double a[4], const double b[4]);

/* Whether two values of /F show a widget alike, on screen and in print. */
LP_MUST_USE enum lp_code lp_pdf_seen_same(struct lp_pdf_same *d,
                                          const struct lp_pdf_value *old,
                                          const struct lp_pdf_value *now,
                                          bool *same, struct lp_err *err);

/* Whether something of the widget is seen, on screen or in print, and where. */
LP_MUST_USE enum lp_code lp_pdf_seen_box(struct lp_pdf *pdf,
                                         const struct lp_pdf_value *widget,
                                         double box[4], bool *seen,
                                         struct lp_err *err);

#endif
