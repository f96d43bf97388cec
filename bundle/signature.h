#ifndef LP_BUNDLE_SIGNATURE_H
#define LP_BUNDLE_SIGNATURE_H

#include "bundle/trust.h"
#include "crypto/sign.h"

/* What the signature of a file says, judged against trusted keys. */
enum lp_sig_verdict {
    LP_SIG_NONE, /* there is no signature file */
    LP_SIG_GOOD,
    LP_SIG_BAD,         /* this is not what the key signed */
    LP_SIG_BAD_COMMENT, /* likewise for the trusted comment */
    LP_SIG_MALFORMED,   /* the signature file breaks its grammar: `reason` */
    LP_SIG_LEGACY,      /* of the kind that is not accepted */
    LP_SIG_UNKNOWN_KEY, /* of a key that is not trusted */
};

struct lp_signature {
    enum lp_sig_verdict verdict;
    char *path;            /* where it was looked for */
    char id[17];           /* of the key it names */
    struct lp_buf signer;  /* GOOD: what the user calls that key */
    struct lp_buf comment; /* GOOD: the trusted comment */
    char reason[400];
};

/**
 * Judge the detached signature PATH.minisig of `bytes`, which were read from
 * PATH. Whether it is good is an answer, not an error.
 */
LP_MUST_USE enum lp_code lp_signature_judge(struct lp_signature *s,
                                            const char *path,
                                            struct lp_slice bytes,
                                            const struct lp_trust *trust,
                                            struct lp_err *err);

/* Likewise of a file of any length, by its lp_sign_hash. */
LP_MUST_USE enum lp_code
lp_signature_judge_hash(struct lp_signature *s, const char *path,
                        const uint8_t hash[LP_SIGN_HASH_LEN],
                        const struct lp_trust *trust, struct lp_err *err);
void lp_signature_release(struct lp_signature *s);

#endif
