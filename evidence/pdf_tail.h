#ifndef LP_EVIDENCE_PDF_TAIL_H
#define LP_EVIDENCE_PDF_TAIL_H

#include "evidence/pdf_change.h"

/* So many numbers of objects are told. */
#define LP_PDF_TAIL_WROTE 16

/* What stands behind the bytes that a signature covers. */
struct lp_pdf_tail {
    bool any;     /* something that is not blank */
    bool unknown; /* it could not be compared: it is encrypted ... */
    bool limit;   /* ... or there is too much of it */
    bool inside;  /* what is covered ends before its revision does */
    bool stray;   /* no table is in it: it belongs to nothing */
    bool hidden;  /* objects that no table names, or tables that are broken */
    struct lp_pdf_change change;
    uint32_t wrote[LP_PDF_TAIL_WROTE]; /* objects that are not as they were */
    size_t n_wrote;                    /* all of them, also those beyond */
};

/**
 * Look at what follows byte `end` of `v`: as a document that was whole up to
 * there and was saved again. `now` is the whole document, NULL if it is
 * encrypted; its work pays.
 */
LP_MUST_USE enum lp_code
lp_pdf_tail_look(struct lp_pdf_tail *out, struct lp_view *v, struct lp_pdf *now,
                 uint64_t end, const struct lp_pdf_policy *policy,
                 const struct lp_limits *limits, struct lp_err *err);

#endif
