#ifndef LP_EVIDENCE_HEAD_DIGEST_H
#define LP_EVIDENCE_HEAD_DIGEST_H

#include "crypto/digest.h"
#include "formats/header_list.h"
#include "formats/mail_sig.h"

/* Fields that are read as if they said something else. */
#define LP_HEAD_SWAPS_MAX 16

struct lp_head_swap {
    size_t field;        /* which one */
    struct lp_slice raw; /* what it is read as; data is NULL: as not there */
};

struct lp_head_swaps {
    struct lp_head_swap of[LP_HEAD_SWAPS_MAX];
    size_t n;
};

/* One reading of a header. */
struct lp_head_how {
    struct lp_headers *headers;
    const struct lp_head_swaps *swaps; /* NULL: none */
    enum lp_canon canon;
    bool keep;    /* the blanks around b= */
    bool in_list; /* DomainKeys: in the order of h=, not of the message */
    bool above;   /* ... with those above where there are none below */
};

/**
 * Append to `to` what the signature in field `own` signs of the header. True
 * if there are blanks around b= (for `keep`), or h= has another order than the
 * message (for `in_list`). The time taken is that of what is appended, and of
 * h=.
 */
bool lp_head_text(struct lp_buf *to, const struct lp_head_how *how,
                  const struct lp_mail_sig *sig, size_t own);

/* Whether a DomainKeys signature signs that field; `above`: also one above it,
 * if h= names it and none of its name is below (RFC 4870, 3.3). */
bool lp_head_old_signs(const struct lp_headers *h,
                       const struct lp_mail_sig *sig, size_t own, size_t field,
                       bool above);

/* Of the shown fields (1 << enum lp_shown) those that are there, and of which
 * not every one is covered by `sig`. */
unsigned lp_head_unsigned(struct lp_headers *h, const struct lp_mail_sig *sig,
                          size_t own);

/* ... adds those that are there, and those that are there more than once. */
void lp_head_shown(struct lp_headers *h, unsigned *there, unsigned *twice);

#endif
