#ifndef LP_EVIDENCE_ARC_DIGEST_H
#define LP_EVIDENCE_ARC_DIGEST_H

#include "crypto/digest.h"
#include "formats/header_list.h"
#include "formats/mail_sig.h"

/* The fields of one ARC set (RFC 8617, 4.2); SIZE_MAX: not there. */
struct lp_arc_set {
    size_t results;
    size_t message;
    size_t seal;
};

/* The sets of a message. */
struct lp_arc_sets {
    struct lp_arc_set of[LP_ARC_MOST + 1]; /* by instance, from 1 */
    unsigned n;                            /* the highest instance */
    bool any;                              /* there is a field of ARC */
    char why[120]; /* what breaks their structure (5.2, 3); or empty */
};

void lp_arc_sets_find(struct lp_arc_sets *s, struct lp_headers *h);

/* What a seal signs, from set to set. Zeroed, it is closed. */
struct lp_arc_chain {
    struct lp_engine *engine;
    struct lp_headers *headers;
    struct lp_hasher *before; /* has seen all sets before the next */
    struct lp_buf text;
};

LP_MUST_USE enum lp_code lp_arc_chain_open(struct lp_arc_chain *c,
                                           struct lp_engine *e,
                                           struct lp_headers *h,
                                           struct lp_err *err);

/* The digest that the seal of the next set signs (5.1.1): of all sets up to
 * it, or, if it says that the chain failed, of its own alone. `again` has the
 * same with the blanks around b=; `*two` if that is another. */
LP_MUST_USE enum lp_code lp_arc_chain_next(struct lp_arc_chain *c,
                                           const struct lp_arc_set *set,
                                           bool alone, struct lp_digest *out,
                                           struct lp_digest *again, bool *two,
                                           struct lp_err *err);
void lp_arc_chain_release(struct lp_arc_chain *c);

#endif
