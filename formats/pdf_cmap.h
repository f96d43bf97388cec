#ifndef LP_FORMATS_PDF_CMAP_H
#define LP_FORMATS_PDF_CMAP_H

#include "base/buf.h"
#include "formats/pdf_filter.h"

/* A CMap (ISO 32000-1, 9.7.5 and 9.10.3): codes of a font, and the characters
 * or the CIDs that they stand for. Codes are compared as numbers: `<41>` and
 * `<0041>` are one. */

struct lp_pdf_cmap_space {
    unsigned width; /* bytes of a code: 1 to 4 */
    uint32_t low;
    uint32_t high;
};

struct lp_pdf_cmap_row {
    uint32_t low;
    uint32_t high;
    uint32_t to;  /* a CID, or where the UTF-16BE of `low` stands in `text` */
    uint32_t len; /* of that; 0 for a CID */
};

struct lp_pdf_cmap_rows {
    struct lp_pdf_cmap_row *of;
    size_t n;
    size_t cap;
};

#define LP_PDF_SPACES_MAX 64
#define LP_PDF_CMAP_ROWS_MAX ((size_t)131072)
#define LP_PDF_CMAP_BYTES ((size_t)8 << 20)

/* Zeroed, it is empty. */
struct lp_pdf_cmap {
    struct lp_pdf_cmap_space spaces[LP_PDF_SPACES_MAX];
    size_t n_spaces;
    struct lp_pdf_cmap_rows single; /* each for one code */
    struct lp_pdf_cmap_rows range;
    struct lp_buf text;
    bool identity; /* it builds on Identity: CID = code */
    bool vertical;
};

void lp_pdf_cmap_release(struct lp_pdf_cmap *m);
size_t lp_pdf_cmap_held(const struct lp_pdf_cmap *m); /* bytes */

/* Read the whole of a CMap. More rows than LP_PDF_CMAP_ROWS_MAX are dropped,
 * with `w->broken` set. */
LP_MUST_USE enum lp_code lp_pdf_cmap_read(struct lp_pdf_cmap *m,
                                          struct lp_slice bytes,
                                          struct lp_pdf_work *w,
                                          struct lp_err *err);

/* How many bytes the code at the head of `codes` has: that of the first space
 * that it lies in, else `other`. At most codes.len, at least 1. */
unsigned lp_pdf_cmap_width(const struct lp_pdf_cmap *m, struct lp_slice codes,
                           unsigned other);

/**
 * Append the characters of `code`; false if there are none.
 *
 * A row for this one code counts before a range. Of the ranges, the one that
 * begins last at or before `code` counts alone; of two that begin together,
 * the one that was defined last.
 */
bool lp_pdf_cmap_text(const struct lp_pdf_cmap *m, uint32_t code,
                      struct lp_buf *to);

/* The CID of `code`; 0 if there is none. */
uint32_t lp_pdf_cmap_cid(const struct lp_pdf_cmap *m, uint32_t code);

#endif
