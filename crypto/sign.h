#ifndef LP_CRYPTO_SIGN_H
#define LP_CRYPTO_SIGN_H

#include "crypto/key.h"

/*
 * Signatures of files, as minisign makes them: Ed25519 over BLAKE2b-512 of
 * the file, and a second signature that ties a comment to the first.
 */

#define LP_SIGN_HASH_LEN 64
#define LP_SIGN_COMMENT_MAX ((size_t)8192)

/* The hash of a file that is fed piece by piece. */
struct lp_sign_hash;

LP_MUST_USE enum lp_code lp_sign_hash_new(struct lp_sign_hash **out,
                                          struct lp_err *err);
void lp_sign_hash_feed(struct lp_sign_hash *h, struct lp_slice bytes);
/* Yield the hash; `h` may then only be freed. */
void lp_sign_hash_finish(struct lp_sign_hash *h, uint8_t to[LP_SIGN_HASH_LEN]);
void lp_sign_hash_free(struct lp_sign_hash *h); /* NULL is nothing */

/* All at once. */
void lp_sign_hash_of(uint8_t to[LP_SIGN_HASH_LEN], struct lp_slice bytes);

/* What a signature file says. The comment is borrowed. */
struct lp_sign_sig {
    bool legacy; /* over the file itself, not over its hash */
    uint8_t keynum[8];
    uint8_t sig[64];
    uint8_t global[64];
    struct lp_slice comment;
};

/**
 * Sign the file that has `hash`, and `comment` with it.
 *
 * out->comment borrows `comment`, whose grammar the caller has checked. Both
 * signatures were verified before they are handed out: LP_E_ENGINE if that
 * failed, LP_E_USAGE for a comment over LP_SIGN_COMMENT_MAX; `out` is then
 * untouched.
 */
LP_MUST_USE enum lp_code lp_sign_make(struct lp_sign_sig *out,
                                      const struct lp_key *key,
                                      const uint8_t hash[LP_SIGN_HASH_LEN],
                                      struct lp_slice comment,
                                      struct lp_err *err);

enum lp_sign_verdict {
    LP_SIGN_UNDECIDED = 0,  /* never an answer: a zeroed verdict is not good */
    LP_SIGN_GOOD,           /* a trusted key signed the file and the comment */
    LP_SIGN_BAD,            /* the trusted key of that id did not sign this */
    LP_SIGN_BAD_COMMENT,    /* it signed the file, but not the comment */
    LP_SIGN_LEGACY_REFUSED, /* a legacy signature, which was not allowed */
    LP_SIGN_UNKNOWN_KEY,    /* no trusted key has that id */
};

/* The signed file. Either may be NULL: a signature that needs what is not
 * there is not good. */
struct lp_sign_subject {
    const uint8_t *hash;          /* LP_SIGN_HASH_LEN bytes */
    const struct lp_slice *bytes; /* the whole file, for legacy signatures */
};

struct lp_sign_policy {
    bool legacy; /* accept legacy signatures */
};

/**
 * Judge `sig` against `n` trusted keys.
 *
 * Every key with the id of the signature is tried, since ids may collide by
 * accident or design. If the answer is LP_SIGN_GOOD or LP_SIGN_BAD_COMMENT
 * and `which` is not NULL, it gets the index of the key; otherwise it is
 * untouched.
 */
LP_MUST_USE enum lp_sign_verdict
lp_sign_verify(const struct lp_sign_subject *subject,
               const struct lp_sign_sig *sig, const struct lp_key_public *keys,
               size_t n, struct lp_sign_policy policy, size_t *which);

#endif
