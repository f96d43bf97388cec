#ifndef LP_CRYPTO_KEY_H
#define LP_CRYPTO_KEY_H

#include "base/err.h"
#include "base/slice.h"

/*
 * Ed25519 keys. There is one implementation of Ed25519 in the project,
 * libsodium's, because implementations disagree about crooked keys and
 * signatures. lp_crypto_start comes first.
 */

/* A public key that lp_key_import found good, and the eight random bytes that
 * help to find it again. Those are a hint: only `bytes` is an identity. */
struct lp_key_public {
    uint8_t keynum[8];
    uint8_t bytes[32];
};

/* A secret key at rest, as its file has it. */
struct lp_key_sealed {
    bool encrypted; /* false: `box` is the secret itself */
    uint8_t salt[32];
    uint64_t opslimit;
    uint64_t memlimit;
    uint8_t box[104];
};

/* The cost of a passphrase guess: 1 GiB and some seconds. */
#define LP_KEY_OPSLIMIT ((uint64_t)33554432)
#define LP_KEY_MEMLIMIT ((uint64_t)1073741824)

/* A secret key ready for use, in memory that is locked, fenced, read-only and
 * wiped when given back. */
struct lp_key;

/**
 * Take a public key in.
 *
 * LP_E_TRUST for a key that signatures could be forged for or that verifiers
 * disagree about: not canonical, not on the curve, of small order, or outside
 * the main subgroup. `out` is then untouched.
 */
LP_MUST_USE enum lp_code lp_key_import(struct lp_key_public *out,
                                       const uint8_t keynum[8],
                                       const uint8_t bytes[32],
                                       struct lp_err *err);

/* The key id as minisign prints it, 16 digits and a NUL. */
void lp_key_id(char to[17], const uint8_t keynum[8]);

/* A new random key pair, or the pair of a given seed. */
LP_MUST_USE enum lp_code lp_key_generate(struct lp_key **out,
                                         struct lp_err *err);
LP_MUST_USE enum lp_code lp_key_from_seed(struct lp_key **out,
                                          const uint8_t seed[32],
                                          const uint8_t keynum[8],
                                          struct lp_err *err);
void lp_key_free(struct lp_key *key); /* NULL is nothing */

/* Lives as long as `key`. */
const struct lp_key_public *lp_key_public(const struct lp_key *key);

/**
 * Encrypt `key` under `passphrase`, at the cost of LP_KEY_OPSLIMIT and
 * LP_KEY_MEMLIMIT (tests ask for less). Both are halved until the memory can
 * be had; the caller may compare what `out` says with what was asked.
 */
LP_MUST_USE enum lp_code lp_key_seal(struct lp_key_sealed *out,
                                     const struct lp_key *key,
                                     struct lp_slice passphrase,
                                     uint64_t opslimit, uint64_t memlimit,
                                     struct lp_err *err);

/* As above without encryption: `out` is a secret until it is released. */
void lp_key_bare(struct lp_key_sealed *out, const struct lp_key *key);

/**
 * Open a key at rest. The passphrase does not matter if it is not encrypted.
 *
 * LP_E_TRUST "wrong passphrase" (a damaged file cannot be told from that), or
 * if the halves of the key do not belong together; LP_E_LIMIT if the file
 * asks for more than LP_KEY_OPSLIMIT or LP_KEY_MEMLIMIT; LP_E_MEMORY if what
 * it asks for cannot be had here.
 */
LP_MUST_USE enum lp_code lp_key_open(struct lp_key **out,
                                     const struct lp_key_sealed *sealed,
                                     struct lp_slice passphrase,
                                     struct lp_err *err);

/* Wipe. */
void lp_key_sealed_release(struct lp_key_sealed *sealed);

/* The bare Ed25519 signature; crypto/sign.h is what signs files. */
LP_MUST_USE enum lp_code lp_key_sign(const struct lp_key *key, uint8_t sig[64],
                                     struct lp_slice message,
                                     struct lp_err *err);

/* Whether `sig` is `key`'s signature of `message`. */
LP_MUST_USE bool lp_key_signed(const struct lp_key_public *key,
                               const uint8_t sig[64], struct lp_slice message);

#endif
