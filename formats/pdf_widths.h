#ifndef LP_FORMATS_PDF_WIDTHS_H
#define LP_FORMATS_PDF_WIDTHS_H

#include "formats/pdf_file.h"

/* The widths of the CIDs of a font (ISO 32000-1, 9.7.4.3), in em. */

struct lp_pdf_width {
    uint32_t low;
    uint32_t high;
    double width;
};

/* Zeroed, it is empty. */
struct lp_pdf_widths {
    struct lp_pdf_width *of; /* ordered by low */
    size_t n;
    size_t cap;
    double other; /* of the CIDs that no row reaches */
};

void lp_pdf_widths_release(struct lp_pdf_widths *t);

/* Read /W: `c [w1 w2 ...]` and `from to w`. Rows past the 131072nd are
 * dropped. */
LP_MUST_USE enum lp_code lp_pdf_widths_read(struct lp_pdf_widths *t,
                                            struct lp_pdf *pdf, size_t revision,
                                            const struct lp_pdf_value *array,
                                            struct lp_err *err);

/* That of the row that begins last at or before `cid`, if it reaches it. */
double lp_pdf_widths_of(const struct lp_pdf_widths *t, uint32_t cid);

#endif
