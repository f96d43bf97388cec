#ifndef LP_FORMATS_PDF_SHOW_H
#define LP_FORMATS_PDF_SHOW_H

#include "formats/pdf_content.h"
#include "formats/pdf_fonts.h"
#include "formats/pdf_lines.h"

/* The state of text (ISO 32000-1, 9.3 and 9.4), and what showing a string in
 * it puts on the page. */

/* [a b 0; c d 0; e f 1] */
struct lp_pdf_matrix {
    double a, b, c, d, e, f;
};

extern const struct lp_pdf_matrix lp_pdf_unit;

/* What q and Q keep. */
struct lp_pdf_state {
    struct lp_pdf_matrix ctm;
    struct lp_pdf_font *font; /* NULL: its codes are unknown */
    double size;
    double char_space;
    double word_space;
    double scale; /* 1 is 100 % */
    double leading;
    double rise;
};

struct lp_pdf_show {
    struct lp_pdf_lines *lines;
    struct lp_pdf_state now;
    struct lp_pdf_matrix text; /* Tm */
    struct lp_pdf_matrix line; /* Tlm */
    struct lp_buf codes;
    uint64_t unmapped;
    /* Marked content (14.9.4): how deep it is, where an /ActualText that
     * stands for all within was begun, and that text until it is put. */
    size_t marks;
    size_t actual_at; /* 0: none */
    bool waiting;
    struct lp_buf actual;
};

void lp_pdf_show_init(struct lp_pdf_show *s, struct lp_pdf_lines *lines);
void lp_pdf_show_release(struct lp_pdf_show *s);

/* `m` becomes `before` times `m`. */
void lp_pdf_show_matrix(struct lp_pdf_matrix *m,
                        const struct lp_pdf_matrix *before);

/* Operators: BT, Td, T*, Tj, and the number in a TJ array. */
void lp_pdf_show_begin(struct lp_pdf_show *s);
void lp_pdf_show_next(struct lp_pdf_show *s, double x, double y);
LP_MUST_USE enum lp_code lp_pdf_show_string(struct lp_pdf_show *s,
                                            struct lp_slice raw,
                                            struct lp_err *err);
void lp_pdf_show_gap(struct lp_pdf_show *s, double thousandths);

/* BMC and BDC; `actual` is the raw form of its /ActualText, or empty. EMC. */
LP_MUST_USE enum lp_code lp_pdf_show_mark(struct lp_pdf_show *s,
                                          struct lp_slice actual,
                                          struct lp_err *err);
void lp_pdf_show_unmark(struct lp_pdf_show *s);

#endif
