#ifndef LP_FORMATS_CLOSED_H
#define LP_FORMATS_CLOSED_H

#include "formats/kind.h"
#include "formats/rule.h"

/**
 * What a leaf is, by its first bytes: for what no reader bids for.
 *
 * `head` is as for a reader's bid (LP_HEAD_MAX bytes, or the whole file if it
 * is shorter). `*closed` is the rule that says why nothing inside can be seen:
 * a container that we do not open, or ciphertext that says so itself; NONE
 * for all else. LP_KIND_OTHER if the bytes say nothing.
 */
enum lp_kind lp_leaf_kind(struct lp_slice head, enum lp_rule *closed);

/*
 * What only the whole of a leaf can tell: whether a PDF or an office document
 * is encrypted. Fed with all its bytes from the first, in pieces of any size;
 * other kinds cost nothing. Zeroed, it is a scan of kind OTHER. Holds nothing
 * that must be released.
 */
struct lp_closed_scan {
    enum lp_kind kind;
    bool found;
    unsigned state;
    uint64_t at;
};

void lp_closed_scan_init(struct lp_closed_scan *s, enum lp_kind kind);
void lp_closed_scan_feed(struct lp_closed_scan *s, struct lp_slice bytes);

/* LP_RULE_ENC_PDF, LP_RULE_ENC_OFFICE or LP_RULE_NONE, once all was fed. */
enum lp_rule lp_closed_scan_verdict(const struct lp_closed_scan *s);

#endif
