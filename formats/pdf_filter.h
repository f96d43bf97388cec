#ifndef LP_FORMATS_PDF_FILTER_H
#define LP_FORMATS_PDF_FILTER_H

#include "base/source.h"
#include "formats/rule.h"

/*
 * What may still be read and unpacked for one document, and what was found
 * broken meanwhile. All that is done for a document draws on one of these.
 */
struct lp_pdf_work {
    uint64_t left;       /* bytes to read or unpack */
    enum lp_rule broken; /* the first thing that ended before its time */
};

/* Take `n` from the work; LP_E_LIMIT (LP_RULE_LIMIT_RATIO) if that is more
 * than there is. */
LP_MUST_USE enum lp_code lp_pdf_work_take(struct lp_pdf_work *w, uint64_t n,
                                          struct lp_err *err);
void lp_pdf_work_broken(struct lp_pdf_work *w, enum lp_rule rule);

/* ISO 32000-1, 7.4. What makes pictures is not decoded. */
enum lp_pdf_coding {
    LP_PDF_FLATE,
    LP_PDF_LZW,
    LP_PDF_HEX,
    LP_PDF_A85,
    LP_PDF_RUNS,
    LP_PDF_PREDICTED, /* 7.4.4.4, the second half of FLATE and LZW */
};

/* DecodeParms of FLATE and LZW. */
struct lp_pdf_params {
    unsigned predictor; /* 1: none */
    unsigned colors;
    unsigned bits;
    unsigned columns;
    bool late; /* LZW: EarlyChange is 0 */
};

/**
 * Put a decoder over `*io`: it then gives the decoded bytes, and owns what it
 * was. On failure `*io` is unchanged.
 *
 * Broken data ends the stream where it breaks, with `w->broken` set; what came
 * out before is given. LP_E_LIMIT: the work is used up. `w` outlives `*io`.
 */
LP_MUST_USE enum lp_code lp_pdf_filter(struct lp_source *io,
                                       enum lp_pdf_coding coding,
                                       const struct lp_pdf_params *params,
                                       struct lp_pdf_work *w,
                                       struct lp_err *err);

#endif
