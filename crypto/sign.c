#include "crypto/sign.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

struct lp_sign_hash {
    crypto_generichash_state state;
};

_Static_assert(LP_SIGN_HASH_LEN == crypto_generichash_BYTES_MAX, "BLAKE2b-512");

enum lp_code
lp_sign_hash_new(struct lp_sign_hash **out, struct lp_err *err)
{
    /* The state is over-aligned, and malloc would not know. */
    struct lp_sign_hash *h =
        aligned_alloc(_Alignof(struct lp_sign_hash), sizeof *h);

    if (h == NULL) {
        return lp_no_memory(err);
    }
    (void)crypto_generichash_init(&h->state, NULL, 0, LP_SIGN_HASH_LEN);
    *out = h;
    return LP_OK;
}

void
lp_sign_hash_feed(struct lp_sign_hash *h, struct lp_slice bytes)
{
    (void)crypto_generichash_update(&h->state, bytes.data, bytes.len);
}

void
lp_sign_hash_finish(struct lp_sign_hash *h, uint8_t to[LP_SIGN_HASH_LEN])
{
    (void)crypto_generichash_final(&h->state, to, LP_SIGN_HASH_LEN);
}

void
lp_sign_hash_free(struct lp_sign_hash *h)
{
    free(h);
}

void
lp_sign_hash_of(uint8_t to[LP_SIGN_HASH_LEN], struct lp_slice bytes)
{
    (void)crypto_generichash(to, LP_SIGN_HASH_LEN, bytes.data, bytes.len, NULL,
                             0);
}

/* What the global signature signs. */
struct tied {
    uint8_t bytes[64 + LP_SIGN_COMMENT_MAX];
    size_t len;
};

static bool
tie(struct tied *to, const uint8_t sig[64], struct lp_slice comment)
{
    if (comment.len > LP_SIGN_COMMENT_MAX) {
        return false;
    }
    memcpy(to->bytes, sig, 64);
    if (comment.len > 0) {
        memcpy(to->bytes + 64, comment.data, comment.len);
    }
    to->len = 64 + comment.len;
    return true;
}

static struct lp_slice
tied_slice(const struct tied *t)
{
    return (struct lp_slice){t->bytes, t->len};
}

enum lp_code
lp_sign_make(struct lp_sign_sig *out, const struct lp_key *key,
             const uint8_t hash[LP_SIGN_HASH_LEN], struct lp_slice comment,
             struct lp_err *err)
{
    const struct lp_key_public *pub = lp_key_public(key);
    const struct lp_sign_subject subject = {.hash = hash};
    struct lp_sign_sig s = {.comment = comment};
    struct tied t;
    enum lp_code rc;

    memcpy(s.keynum, pub->keynum, sizeof s.keynum);
    LP_TRY(lp_key_sign(key, s.sig, (struct lp_slice){hash, LP_SIGN_HASH_LEN},
                       err));
    if (!tie(&t, s.sig, comment)) {
        return lp_fail(err, LP_E_USAGE, "the trusted comment is too long");
    }
    LP_TRY(lp_key_sign(key, s.global, tied_slice(&t), err));
    /* A computer that slipped once while signing makes a signature that may
     * give the key away. Such a one must not leave. */
    if (lp_sign_verify(&subject, &s, pub, 1, (struct lp_sign_policy){0},
                       NULL) != LP_SIGN_GOOD) {
        return lp_fail(err, LP_E_ENGINE,
                       "the new signature does not verify: this computer "
                       "miscalculates");
    }
    *out = s;

done:
    return rc;
}

static enum lp_sign_verdict
judge(const struct lp_sign_subject *subject, const struct lp_sign_sig *sig,
      const struct lp_key_public *key)
{
    struct lp_slice message = {subject->hash, LP_SIGN_HASH_LEN};
    struct tied t;

    if (sig->legacy) {
        message = *subject->bytes;
    } else if (subject->hash == NULL) {
        return LP_SIGN_BAD;
    }
    if (!lp_key_signed(key, sig->sig, message)) {
        return LP_SIGN_BAD;
    }
    if (!tie(&t, sig->sig, sig->comment) ||
        !lp_key_signed(key, sig->global, tied_slice(&t))) {
        return LP_SIGN_BAD_COMMENT;
    }
    return LP_SIGN_GOOD;
}

enum lp_sign_verdict
lp_sign_verify(const struct lp_sign_subject *subject,
               const struct lp_sign_sig *sig, const struct lp_key_public *keys,
               size_t n, struct lp_sign_policy policy, size_t *which)
{
    enum lp_sign_verdict verdict = LP_SIGN_UNKNOWN_KEY;
    size_t found = n;

    if (sig->legacy && (!policy.legacy || subject->bytes == NULL)) {
        return LP_SIGN_LEGACY_REFUSED;
    }
    for (size_t i = 0; i < n && verdict != LP_SIGN_GOOD; i++) {
        enum lp_sign_verdict one;

        if (memcmp(keys[i].keynum, sig->keynum, sizeof sig->keynum) != 0) {
            continue;
        }
        one = judge(subject, sig, &keys[i]);
        if (one != LP_SIGN_BAD) {
            verdict = one;
            found = i;
        } else if (verdict == LP_SIGN_UNKNOWN_KEY) {
            verdict = LP_SIGN_BAD;
        }
    }
    if (which != NULL && found < n) {
        *which = found;
    }
    return verdict;
}
