#ifndef LP_BUNDLE_DO_AUTH_H
#define LP_BUNDLE_DO_AUTH_H

#include "bundle/inputs.h"
#include "bundle/tally.h"
#include "evidence/evidence.h"
#include "evidence/hint.h"
#include "evidence/key_fault.h"
#include "evidence/pgp_code.h"
#include "evidence/proof.h"
#include "evidence/seal_code.h"

/* What is said of one document; borrowed for the call. */
struct lp_auth_item {
    const struct lp_record *record;
    const struct lp_where *at;
    const struct lp_evidence *evidence;
    size_t n;
    const struct lp_hints *hints; /* what it says of itself and does not fit */
    uint64_t passed_over;         /* signatures that were not looked at */
    bool judged; /* else it is told for what is wrong with it alone */
    enum lp_proof proof;
    unsigned absent; /* bits 1 << enum lp_method: required, and no match */
};

typedef enum lp_code lp_auth_told(void *who, const struct lp_auth_item *item,
                                  struct lp_err *err);

struct lp_auth_options {
    const char *const *paths;
    size_t n;
    const char *const *keys; /* files of key records */
    size_t keys_n;
    const char *const *bad_keys; /* lists of keys that are known to be bad */
    size_t bad_keys_n;
    const char *const *roots; /* files of trusted certificates and CRLs (PEM) */
    size_t roots_n;
    const char *const *pgp_keys; /* keyrings of OpenPGP */
    size_t pgp_keys_n;
    const char *blocks; /* a file of block headers, for OpenTimestamps; NULL */
    struct lp_walk_how how;
    int64_t now;
    unsigned require; /* bits 1 << enum lp_method: of every message */
    lp_auth_told *told;
    void *who;
};

struct lp_auth_report {
    struct lp_tally tally;
    uint64_t judged;
    uint64_t proofs[LP_PROOFS];
    uint64_t absent; /* messages that lack a required match */
    uint64_t signatures;
    uint64_t passed_over;
    uint64_t hints;  /* contradictions in what documents say of themselves */
    uint64_t faults; /* matches by a key that is worth nothing, or less */
    uint64_t flaws;  /* findings in what is signed of office packages */
    uint64_t codes;  /* codes of OpenPGP that are findings by themselves */
    bool compared;   /* the keys, for shared primes; else they were too many */
    size_t keys;     /* records that there were */
    size_t roots;    /* trusted certificates that there were */
    size_t pgp_keys; /* keys of OpenPGP that there were, without subkeys */
};

/**
 * Walk the paths and say what is proven of each document: of messages at every
 * depth, and of files and members of archives that are no parts of a message.
 * docs/FORMAT-evidence.md.
 */
LP_MUST_USE enum lp_code lp_do_auth(const struct lp_auth_options *o,
                                    const struct lp_listener *listener,
                                    struct lp_auth_report *report,
                                    struct lp_err *err);

#endif
