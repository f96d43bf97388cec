#ifndef LP_EVIDENCE_KEY_FAULT_H
#define LP_EVIDENCE_KEY_FAULT_H

#include "crypto/roots.h"
#include "evidence/bad_keys.h"
#include "evidence/evidence.h"

/* What makes a key worth nothing, or less: bits of lp_evidence.key_faults. */
enum lp_key_fault {
    LP_FAULT_ROCA,
    LP_FAULT_SHARED,
    LP_FAULT_EXPONENT,
    LP_FAULT_PUBLIC,
    LP_FAULT_FACTOR,
    LP_KEY_FAULTS
};

#define LP_FAULT_BIT(f) (1U << (f))

struct lp_key_fault_info {
    const char *code;
    const char *word;
    const char *text;
};

/* NULL for what is none. */
const struct lp_key_fault_info *lp_key_fault_info(unsigned fault);

/* What is the matter with one key. */
struct lp_key_faults {
    unsigned bits;        /* LP_FAULT_BIT */
    int64_t public_from;  /* of LP_FAULT_PUBLIC, since when; 0: not said */
    struct lp_slice why;  /* of the same, in the list's words */
    struct lp_slice with; /* of LP_FAULT_SHARED, the name of another key that
                             has the prime; empty: not known */
};

/* Look at a key alone; `bad` may be NULL, and `look` is that of `key`. The rest
 * of `out` is borrowed from `bad`. */
LP_MUST_USE enum lp_code lp_key_faults_find(struct lp_key_faults *out,
                                            const struct lp_mail_key *key,
                                            const struct lp_key_look *look,
                                            struct lp_bad_keys *bad,
                                            struct lp_err *err);

/* The same of the key of a certificate. */
void lp_key_faults_of_cert(struct lp_key_faults *out,
                           const struct lp_cert_facts *cert,
                           struct lp_bad_keys *bad);

/* The worst that they make of a signature by a key of so many bits, and no
 * better than `before`. */
enum lp_strength lp_key_faults_strength(unsigned bits, unsigned faults,
                                        enum lp_strength before);

/* Whether the key makes less of a match: a finding. */
bool lp_key_faults_tell(const struct lp_evidence *e);

/**
 * Of the entries of one document: a timestamp of all its bytes, or of one
 * signature, that holds and leads to a trusted root proves that the signatures
 * were there at its time. If that is before their key was known to be bad, they
 * are worth what they were.
 */
void lp_key_faults_settle(struct lp_evidence *of, size_t n);

#endif
