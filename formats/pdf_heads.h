#ifndef LP_FORMATS_PDF_HEADS_H
#define LP_FORMATS_PDF_HEADS_H

#include "formats/pdf_object.h"

/* The heads of objects, `N G obj`, as they stand in the bytes of a file,
 * whether a table names them or not. */

struct lp_pdf_seen_head {
    uint64_t at;
    uint32_t num;
    bool ranged; /* /ByteRange stands between it and the next head */
};

/* More of them are not told. */
#define LP_PDF_HEADS_MAX ((size_t)1 << 20)

/* Zeroed, it is empty. */
struct lp_pdf_heads {
    struct lp_pdf_seen_head *of; /* as they stand in the file */
    size_t n;
    size_t cap;
};

/**
 * Look for heads in the file from `from` on; those that have a /ByteRange
 * behind them alone if `ranged`. Draws on `w`; LP_E_LIMIT if that is used up
 * or there are too many.
 */
LP_MUST_USE enum lp_code lp_pdf_heads_find(struct lp_view *v, uint64_t from,
                                           bool ranged, struct lp_pdf_work *w,
                                           struct lp_pdf_heads *out,
                                           struct lp_err *err);
void lp_pdf_heads_release(struct lp_pdf_heads *h);

#endif
