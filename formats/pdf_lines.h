#ifndef LP_FORMATS_PDF_LINES_H
#define LP_FORMATS_PDF_LINES_H

#include "base/buf.h"
#include "formats/text_sink.h"

/*
 * Text that is shown at places of a page becomes words and lines: a jump
 * between where one piece ended and the next begins is a blank or an end of
 * line. Zeroed but for `sink`, it is at the beginning of a page.
 */

struct lp_pdf_point {
    double x;
    double y;
};

struct lp_pdf_lines {
    struct lp_text_sink sink;
    uint64_t characters; /* not blank, that were put */
    bool placed;         /* something was shown on this page */
    struct lp_pdf_point end;
    size_t n;
    uint8_t bytes[4096]; /* on their way to the sink */
};

/**
 * What is put next begins at `at`. `em` is one em along the line, and `up` one
 * em away from it. A distance of more than half an em across the line is an
 * end of line; one along it of more than a fifth of an em, or back by more
 * than a whole one, is a blank.
 */
void lp_pdf_lines_move(struct lp_pdf_lines *l, struct lp_pdf_point at,
                       struct lp_pdf_point em, struct lp_pdf_point up);

/* Whole characters. Fewer bytes than half of the struct's 4096. */
void lp_pdf_lines_put(struct lp_pdf_lines *l, struct lp_slice utf8);

/* Where what was put has ended. */
void lp_pdf_lines_end(struct lp_pdf_lines *l, struct lp_pdf_point at);

/* Another page begins: ends the line, and tells the sink. */
void lp_pdf_lines_page(struct lp_pdf_lines *l);

/* Hand over all that was put. */
void lp_pdf_lines_flush(struct lp_pdf_lines *l);

#endif
