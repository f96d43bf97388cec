#include "crypto/key.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "crypto/rand.h"

#define SEED_LEN 32
#define SUM_LEN 32

/* What a sealed key's box holds. Bytes only, so that it has the layout of the
 * file and may lie anywhere in guarded memory. */
struct contents {
    uint8_t keynum[8];
    uint8_t secret[64];
    uint8_t sum[SUM_LEN];
};

struct lp_key {
    struct lp_key_public pub;
    uint8_t secret[64]; /* the seed, then the public key */
};

_Static_assert(sizeof(struct contents) == 104, "no padding");
_Static_assert(sizeof(((struct lp_key *)0)->secret) ==
                   crypto_sign_SECRETKEYBYTES,
               "Ed25519");
_Static_assert(LP_KEY_OPSLIMIT ==
                       crypto_pwhash_scryptsalsa208sha256_OPSLIMIT_SENSITIVE &&
                   LP_KEY_MEMLIMIT ==
                       crypto_pwhash_scryptsalsa208sha256_MEMLIMIT_SENSITIVE,
               "the defaults of minisign");

enum lp_code
lp_key_import(struct lp_key_public *out, const uint8_t keynum[8],
              const uint8_t bytes[32], struct lp_err *err)
{
    /* Canonical, on the curve, not of small order, in the main subgroup. */
    if (crypto_core_ed25519_is_valid_point(bytes) != 1) {
        return lp_fail(err, LP_E_TRUST,
                       "not a usable Ed25519 key: anyone could forge "
                       "signatures for it, or nobody make them");
    }
    memcpy(out->keynum, keynum, sizeof out->keynum);
    memcpy(out->bytes, bytes, sizeof out->bytes);
    return LP_OK;
}

void
lp_key_id(char to[17], const uint8_t keynum[8])
{
    struct lp_cursor c = lp_cursor_over((struct lp_slice){keynum, 8});

    (void)snprintf(to, 17, "%016llX", (unsigned long long)lp_cursor_le64(&c));
}

enum lp_code
lp_key_from_seed(struct lp_key **out, const uint8_t seed[32],
                 const uint8_t keynum[8], struct lp_err *err)
{
    struct lp_key *key = sodium_malloc(sizeof *key);
    enum lp_code rc;

    if (key == NULL) {
        return lp_no_memory(err);
    }
    if (crypto_sign_seed_keypair(key->pub.bytes, key->secret, seed) != 0) {
        rc = lp_fail(err, LP_E_ENGINE, "cannot make a key pair");
        goto done;
    }
    LP_TRY(lp_key_import(&key->pub, keynum, key->secret + SEED_LEN, err));
    (void)sodium_mprotect_readonly(key);
    *out = key;
    key = NULL;

done:
    lp_key_free(key);
    return rc;
}

enum lp_code
lp_key_generate(struct lp_key **out, struct lp_err *err)
{
    uint8_t seed[SEED_LEN];
    uint8_t keynum[8];
    enum lp_code rc;

    lp_rand_bytes(seed, sizeof seed);
    lp_rand_bytes(keynum, sizeof keynum);
    rc = lp_key_from_seed(out, seed, keynum, err);
    sodium_memzero(seed, sizeof seed);
    return rc;
}

void
lp_key_free(struct lp_key *key)
{
    sodium_free(key); /* wipes */
}

const struct lp_key_public *
lp_key_public(const struct lp_key *key)
{
    return &key->pub;
}

static void
checksum(uint8_t to[SUM_LEN], const struct contents *c)
{
    crypto_generichash_state state;

    (void)crypto_generichash_init(&state, NULL, 0, SUM_LEN);
    (void)crypto_generichash_update(&state, (const uint8_t *)"Ed", 2);
    (void)crypto_generichash_update(&state, c->keynum, sizeof c->keynum);
    (void)crypto_generichash_update(&state, c->secret, sizeof c->secret);
    (void)crypto_generichash_final(&state, to, SUM_LEN);
    sodium_memzero(&state, sizeof state);
}

/* The key stream of a box; false if the memory for it cannot be had. */
static bool
stretch(uint8_t to[104], struct lp_slice passphrase,
        const struct lp_key_sealed *sealed)
{
    const char *words =
        passphrase.len == 0 ? "" : (const char *)passphrase.data;

    return crypto_pwhash_scryptsalsa208sha256(to, 104, words, passphrase.len,
                                              sealed->salt, sealed->opslimit,
                                              (size_t)sealed->memlimit) == 0;
}

static void
mix(uint8_t *to, const uint8_t *stream, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        to[i] ^= stream[i];
    }
}

enum lp_code
lp_key_seal(struct lp_key_sealed *out, const struct lp_key *key,
            struct lp_slice passphrase, uint64_t opslimit, uint64_t memlimit,
            struct lp_err *err)
{
    struct lp_key_sealed s = {
        .encrypted = true, .opslimit = opslimit, .memlimit = memlimit};
    struct contents *c = sodium_malloc(sizeof *c);
    uint8_t *stream = sodium_malloc(104);
    enum lp_code rc = LP_OK;

    if (c == NULL || stream == NULL) {
        rc = lp_no_memory(err);
        goto done;
    }
    lp_rand_bytes(s.salt, sizeof s.salt);
    while (!stretch(stream, passphrase, &s)) {
        s.opslimit /= 2;
        s.memlimit /= 2;
        if (s.opslimit < crypto_pwhash_scryptsalsa208sha256_OPSLIMIT_MIN ||
            s.memlimit < crypto_pwhash_scryptsalsa208sha256_MEMLIMIT_MIN) {
            rc = lp_fail(err, LP_E_MEMORY,
                         "not enough memory to protect the key");
            goto done;
        }
    }
    memcpy(c->keynum, key->pub.keynum, sizeof c->keynum);
    memcpy(c->secret, key->secret, sizeof c->secret);
    checksum(c->sum, c);
    memcpy(s.box, c, sizeof s.box);
    mix(s.box, stream, sizeof s.box);
    *out = s;

done:
    sodium_free(stream);
    sodium_free(c);
    return rc;
}

void
lp_key_bare(struct lp_key_sealed *out, const struct lp_key *key)
{
    /* minisign leaves the checksum of a bare key zero, and so do we. */
    *out = (struct lp_key_sealed){0};
    memcpy(out->box, key->pub.keynum, sizeof key->pub.keynum);
    memcpy(out->box + sizeof key->pub.keynum, key->secret, sizeof key->secret);
}

static enum lp_code
decrypt(struct contents *c, const struct lp_key_sealed *sealed,
        struct lp_slice passphrase, struct lp_err *err)
{
    uint8_t *stream = sodium_malloc(sizeof *c);
    uint8_t sum[SUM_LEN];
    enum lp_code rc = LP_OK;

    if (stream == NULL) {
        return lp_no_memory(err);
    }
    if (!stretch(stream, passphrase, sealed)) {
        rc = lp_fail(err, LP_E_MEMORY,
                     "opening this key takes %llu MiB of memory, which cannot "
                     "be had",
                     (unsigned long long)(sealed->memlimit >> 20));
        goto done;
    }
    mix((uint8_t *)c, stream, sizeof *c);
    checksum(sum, c);
    if (sodium_memcmp(sum, c->sum, sizeof sum) != 0) {
        rc = lp_fail(err, LP_E_TRUST, "wrong passphrase");
    }

done:
    sodium_free(stream);
    return rc;
}

enum lp_code
lp_key_open(struct lp_key **out, const struct lp_key_sealed *sealed,
            struct lp_slice passphrase, struct lp_err *err)
{
    struct contents *c = NULL;
    struct lp_key *key = NULL;
    enum lp_code rc;

    if (sealed->encrypted && (sealed->opslimit > LP_KEY_OPSLIMIT ||
                              sealed->memlimit > LP_KEY_MEMLIMIT)) {
        return lp_fail(err, LP_E_LIMIT,
                       "the key file asks for more work or memory than any "
                       "key needs (work %llu, memory %llu)",
                       (unsigned long long)sealed->opslimit,
                       (unsigned long long)sealed->memlimit);
    }
    c = sodium_malloc(sizeof *c);
    if (c == NULL) {
        return lp_no_memory(err);
    }
    memcpy(c, sealed->box, sizeof *c);
    if (sealed->encrypted) {
        LP_TRY(decrypt(c, sealed, passphrase, err));
    }
    LP_TRY(lp_key_from_seed(&key, c->secret, c->keynum, err));
    /* Signing under a public half that is not the seed's own would give the
     * secret away: two such signatures suffice to compute it. */
    if (sodium_memcmp(key->secret, c->secret, sizeof c->secret) != 0) {
        rc = lp_fail(err, LP_E_TRUST,
                     "the halves of the secret key do not belong together");
        goto done;
    }
    *out = key;
    key = NULL;

done:
    lp_key_free(key);
    sodium_free(c);
    return rc;
}

void
lp_key_sealed_release(struct lp_key_sealed *sealed)
{
    sodium_memzero(sealed, sizeof *sealed);
}

enum lp_code
lp_key_sign(const struct lp_key *key, uint8_t sig[64], struct lp_slice message,
            struct lp_err *err)
{
    if (crypto_sign_detached(sig, NULL, message.data, message.len,
                             key->secret) != 0) {
        return lp_fail(err, LP_E_ENGINE, "cannot sign");
    }
    return LP_OK;
}

bool
lp_key_signed(const struct lp_key_public *key, const uint8_t sig[64],
              struct lp_slice message)
{
    return crypto_sign_verify_detached(sig, message.data, message.len,
                                       key->bytes) == 0;
}
