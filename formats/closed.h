#ifndef LP_FORMATS_CLOSED_H
#define LP_FORMATS_CLOSED_H

#include "formats/closed_program.h"
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
 * is encrypted, and whether a program holds an archive. Fed with all its bytes
 * from the first, in pieces of any size; other kinds cost nothing. Zeroed, it
 * is a scan of nothing. Holds nothing that must be released.
 */
struct lp_closed_scan {
    enum lp_kind kind;
    bool found;
    unsigned state;
    uint64_t at;
    bool program;
    bool script;
    enum lp_kind inner; /* of a program: the archive in it, or OTHER */
    size_t kept;        /* of a program: what the last piece ended with */
    uint8_t end[2 * LP_PROGRAM_SHOWS];
};

/* `head` is as for lp_leaf_kind, which gave `kind`. */
void lp_closed_scan_init(struct lp_closed_scan *s, enum lp_kind kind,
                         struct lp_slice head);
void lp_closed_scan_feed(struct lp_closed_scan *s, struct lp_slice bytes);

/* LP_RULE_ENC_PDF, LP_RULE_ENC_OFFICE or LP_RULE_NONE, once all was fed. */
enum lp_rule lp_closed_scan_verdict(const struct lp_closed_scan *s);

/* The archive that a program holds, once all was fed; else OTHER. */
enum lp_kind lp_closed_scan_program(const struct lp_closed_scan *s);

#endif
