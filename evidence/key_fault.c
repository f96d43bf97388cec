#include "evidence/key_fault.h"

#include "crypto/rsa_weak.h"

/* Longer keys of ROCA are said to be out of reach. */
#define ROCA_BITS 2048

static const struct lp_key_fault_info infos[LP_KEY_FAULTS] = {
    [LP_FAULT_ROCA] =
        {"F0930", "ROCA-KEY",
         "The key has the fingerprint of a library that made weak primes "
         "(ROCA, CVE-2017-15361): up to 2048 bits its private half can be "
         "computed with rented machines."},
    [LP_FAULT_SHARED] =
        {"F0931", "SHARED-PRIME",
         "The key has a prime in common with another key, so that anybody can "
         "compute the private halves of both."},
    [LP_FAULT_EXPONENT] =
        {"F0932", "BAD-EXPONENT",
         "The public exponent of the key is 1 or even: anybody can sign with "
         "it, or nobody."},
    [LP_FAULT_PUBLIC] =
        {"F0933", "KNOWN-BAD-KEY",
         "The key is on a list of keys that are known to be bad: what it "
         "signed proves nothing from the day on that the list names, and "
         "before that only with proof that it was there earlier."},
    [LP_FAULT_FACTOR] =
        {"F0934", "SMALL-FACTOR",
         "The modulus of the key can be divided by a small number: it was "
         "damaged or made wrongly, and can often be taken apart."},
};

const struct lp_key_fault_info *
lp_key_fault_info(unsigned fault)
{
    return fault < LP_KEY_FAULTS ? &infos[fault] : NULL;
}

static unsigned
faults_of(unsigned weak)
{
    const unsigned exponent = LP_RSA_EXPONENT_ONE | LP_RSA_EXPONENT_EVEN;
    unsigned faults = 0;

    faults |= (weak & LP_RSA_ROCA) != 0 ? LP_FAULT_BIT(LP_FAULT_ROCA) : 0;
    faults |= (weak & exponent) != 0 ? LP_FAULT_BIT(LP_FAULT_EXPONENT) : 0;
    faults |=
        (weak & LP_RSA_SMALL_FACTOR) != 0 ? LP_FAULT_BIT(LP_FAULT_FACTOR) : 0;
    return faults;
}

static void
put_known(struct lp_key_faults *out, const struct lp_bad_keys *bad,
          const struct lp_bad_key_entry *found)
{
    if (found != NULL) {
        out->bits |= LP_FAULT_BIT(LP_FAULT_PUBLIC);
        out->public_from = found->from;
        out->why = lp_buf_part(&bad->words, found->why, found->why_len);
    }
}

enum lp_code
lp_key_faults_find(struct lp_key_faults *out, const struct lp_mail_key *key,
                   const struct lp_key_look *look, struct lp_bad_keys *bad,
                   struct lp_err *err)
{
    const struct lp_bad_key_entry *found = NULL;
    enum lp_code rc = LP_OK;

    *out = (struct lp_key_faults){0};
    if (look->rsa.modulus.len > 0) {
        out->bits = faults_of(lp_rsa_weak(&look->rsa));
    }
    if (bad != NULL) {
        LP_TRY(lp_bad_keys_find(bad, key, &found, err));
        put_known(out, bad, found);
    }

done:
    return rc;
}

void
lp_key_faults_of_cert(struct lp_key_faults *out,
                      const struct lp_cert_facts *cert, struct lp_bad_keys *bad)
{
    *out = (struct lp_key_faults){.bits = faults_of(cert->key_weak)};
    if (bad != NULL) {
        put_known(out, bad, lp_bad_keys_known(bad, cert->key_digest));
    }
}

enum lp_strength
lp_key_faults_strength(unsigned bits, unsigned faults, enum lp_strength before)
{
    const unsigned open = LP_FAULT_BIT(LP_FAULT_SHARED) |
                          LP_FAULT_BIT(LP_FAULT_EXPONENT) |
                          LP_FAULT_BIT(LP_FAULT_FACTOR);
    bool roca = (faults & LP_FAULT_BIT(LP_FAULT_ROCA)) != 0;

    if ((faults & LP_FAULT_BIT(LP_FAULT_PUBLIC)) != 0) {
        return LP_STRENGTH_PUBLISHED;
    }
    if ((faults & open) != 0 || (roca && bits <= ROCA_BITS)) {
        return LP_STRENGTH_FORGEABLE;
    }
    return roca && before == LP_STRENGTH_STRONG ? LP_STRENGTH_WEAK : before;
}

bool
lp_key_faults_tell(const struct lp_evidence *e)
{
    return e->key_faults != 0 && (e->result == LP_RESULT_MATCH || e->undone);
}

/* The earliest time at which all bytes of the document are proven to have been
 * there; 0: none is. */
static int64_t
proven_at(const struct lp_evidence *of, size_t n)
{
    int64_t at = 0;

    for (size_t i = 0; i < n; i++) {
        bool stamp = (of[i].method == LP_METHOD_TIMESTAMP ||
                      of[i].method == LP_METHOD_OPENTIMESTAMPS) &&
                     of[i].covered == of[i].total && of[i].key_faults == 0;

        if (stamp && of[i].result == LP_RESULT_MATCH &&
            of[i].signed_at_proven && of[i].signed_at != 0 &&
            (at == 0 || of[i].signed_at < at)) {
            at = of[i].signed_at;
        }
    }
    return at;
}

void
lp_key_faults_settle(struct lp_evidence *of, size_t n)
{
    const unsigned public = LP_FAULT_BIT(LP_FAULT_PUBLIC);
    int64_t all = proven_at(of, n);

    for (size_t i = 0; i < n; i++) {
        int64_t own = of[i].signed_at_proven ? of[i].signed_at : 0;
        int64_t at = all == 0 || (own != 0 && own < all) ? own : all;

        if ((of[i].key_faults & public) != 0 && at != 0 &&
            of[i].key_bad_from != 0 && at < of[i].key_bad_from) {
            of[i].key_faults &= ~public;
            of[i].strength = of[i].strength == LP_STRENGTH_PUBLISHED
                                 ? of[i].strength_before
                                 : of[i].strength;
            lp_evidence_say(of[i].note, LP_EVIDENCE_NOTE_MAX,
                            "a timestamp proves that it is older than that");
        }
    }
}
