#ifndef LP_FORMATS_PDF_PREDICT_H
#define LP_FORMATS_PDF_PREDICT_H

#include "base/err.h"
#include "base/slice.h"

/* Undoes the predictors of ISO 32000-1, 7.4.4.4: that of TIFF for components
 * of 8 bits, and those of PNG. */
struct lp_pdf_predict;

/* LP_E_FORMAT with LP_RULE_PDF_STREAM: such rows cannot be. */
LP_MUST_USE enum lp_code lp_pdf_predict_new(struct lp_pdf_predict **out,
                                            unsigned predictor, unsigned colors,
                                            unsigned bits, unsigned columns,
                                            struct lp_err *err);
void lp_pdf_predict_free(struct lp_pdf_predict *p); /* NULL is nothing */

/* Take from `in` and put up to `room` bytes to `out`; how many were put.
 * `last`: nothing follows `in`, so that a row may be short. */
size_t lp_pdf_predict(struct lp_pdf_predict *p, struct lp_slice *in,
                      uint8_t *out, size_t room, bool last);

#endif
