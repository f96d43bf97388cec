#include "crypto/sign.h"

#include <string.h>

#include "base/buf.h"
#include "base/text.h"
#include "crypto/rand.h"
#include "tests/unit/test.h"

#define COUNT(a) (sizeof(a) / sizeof(a)[0])

/* What minisign 0.11 made of the key of test_keyfile.c. Ed25519 is the same
 * each time, so that we must make the same bytes. */
#define MESSAGE "Signed, sealed, delivered.\n"
#define COMMENT "name:test\tcount:1"
#define SEED "4b0979fc92c310eb7e2f238e9ec1220eb12fd9eeb84ee9e5f3a79fb1893a8c55"
#define SIG                                                            \
    "c2150289ab44aca607d25d6704b9be836a03ce9e08e679ebcc517c70a66c3f44" \
    "d08fe50cb743101767a5730c713acba6d72ed6cae2c38d38f32386390745a001"
#define GLOBAL                                                         \
    "f0f355a0d0437d07b8c98f79ee4421fc84cdf95dc8de05c5b8a048c8dcdc0c44" \
    "6da286410cbb6740caa8ab213b05e684e0ddb4a76b665e5f406ba70f6d24da09"
#define LEGACY_COMMENT "an old one"
#define LEGACY_SIG                                                     \
    "43af06b3c530148a22dd0dd0d7321ee58472bb7d6e1acb36350cc9d81fbd1baa" \
    "e09e8386158424dc98fcd373332b31583ed7b74499cb55a093f8943822abbb06"
#define LEGACY_GLOBAL                                                  \
    "8f837a81107d1e3bd0a5866aa77c170464fd42e8b486ad384c4d08ac9b6497b9" \
    "405683117a1fb96fd46ed90c4b6c6ee8b928817270f247dfcffe5542678ec404"

static const uint8_t keynum[8] = {0xec, 0xba, 0xd3, 0x36,
                                  0x21, 0x32, 0x38, 0xc1};
static const uint8_t other_keynum[8] = {1, 2, 3, 4, 5, 6, 7, 8};

/* The signing key, and strangers: one with its id, one with another. */
static struct lp_key *own;
static struct lp_key *twin;
static struct lp_key *other;

static void
make_keys(void)
{
    static const uint8_t twin_seed[32] = {1};
    static const uint8_t other_seed[32] = {2};
    uint8_t seed[32];

    CHECK(lp_text_unhex(lp_slice_str(SEED), seed, 32) &&
              lp_key_from_seed(&own, seed, keynum, NULL) == LP_OK &&
              lp_key_from_seed(&twin, twin_seed, keynum, NULL) == LP_OK &&
              lp_key_from_seed(&other, other_seed, other_keynum, NULL) == LP_OK,
          "keys");
}

static struct lp_sign_sig
minisigned(bool legacy)
{
    struct lp_sign_sig s = {
        .legacy = legacy,
        .comment = lp_slice_str(legacy ? LEGACY_COMMENT : COMMENT)};

    memcpy(s.keynum, keynum, 8);
    CHECK(lp_text_unhex(lp_slice_str(legacy ? LEGACY_SIG : SIG), s.sig, 64) &&
              lp_text_unhex(lp_slice_str(legacy ? LEGACY_GLOBAL : GLOBAL),
                            s.global, 64),
          "hex");
    return s;
}

static void
check_hash(void)
{
    static const char want[] =
        "efdebbbc09824f48106008363d52c86088f153a88871d44ff433294c65040f79"
        "d6b88088e7b62ace20d234b69f4c21ebdfda41c3c0931ab0c374c86cc2a12fcc";
    struct lp_slice message = lp_slice_str(MESSAGE);
    uint8_t whole[64];
    uint8_t expected[64] = {0};

    lp_sign_hash_of(whole, message);
    CHECK(lp_text_unhex(lp_slice_str(want), expected, 64) &&
              memcmp(whole, expected, 64) == 0,
          "BLAKE2b-512");
    for (size_t step = 1; step <= message.len; step++) {
        struct lp_sign_hash *h = NULL;
        uint8_t pieces[64] = {0};

        CHECK(lp_sign_hash_new(&h, NULL) == LP_OK, "hash");
        for (size_t i = 0; i < message.len; i += step) {
            lp_sign_hash_feed(h,
                              lp_slice_head(lp_slice_from(message, i), step));
        }
        lp_sign_hash_feed(h, (struct lp_slice){0});
        lp_sign_hash_finish(h, pieces);
        lp_sign_hash_free(h);
        CHECK(memcmp(whole, pieces, 64) == 0, "pieces do not matter");
    }
    lp_sign_hash_free(NULL);
}

static void
check_make(void)
{
    struct lp_sign_sig want = minisigned(false);
    struct lp_sign_sig made = {0};
    uint8_t hash[64];
    struct lp_buf comment = {0};

    lp_sign_hash_of(hash, lp_slice_str(MESSAGE));
    CHECK(lp_sign_make(&made, own, hash, lp_slice_str(COMMENT), NULL) == LP_OK,
          "sign");
    CHECK(!made.legacy && memcmp(made.keynum, want.keynum, 8) == 0 &&
              memcmp(made.sig, want.sig, 64) == 0 &&
              memcmp(made.global, want.global, 64) == 0 &&
              lp_slice_is(made.comment, COMMENT),
          "byte by byte as minisign");
    for (size_t i = 0; i < LP_SIGN_COMMENT_MAX; i++) {
        lp_buf_byte(&comment, 'c');
    }
    CHECK(lp_sign_make(&made, own, hash, lp_buf_slice(&comment), NULL) == LP_OK,
          "the longest comment");
    made = (struct lp_sign_sig){0};
    lp_buf_byte(&comment, 'c');
    CHECK(lp_sign_make(&made, own, hash, lp_buf_slice(&comment), NULL) ==
                  LP_E_USAGE &&
              made.sig[0] == 0,
          "a byte longer");
    lp_buf_release(&comment);
}

enum change {
    NOTHING,
    MESSAGE_CHANGED,
    NO_HASH,
    NO_BYTES,
    SIG_CHANGED,
    GLOBAL_CHANGED,
    COMMENT_CHANGED,
    COMMENT_CUT,
    KEYNUM_CHANGED,
    CALLED_LEGACY,
    CALLED_HASHED,
};

/* Keys: o the signer's own, t its twin by id, x another. */
static const struct {
    const char *label;
    bool legacy;
    bool allowed;
    enum change change;
    const char *keys;
    enum lp_sign_verdict want;
    size_t which;
} rows[] = {
    {"good", false, false, NOTHING, "o", LP_SIGN_GOOD, 0},
    {"good where legacy is allowed", false, true, NOTHING, "o", LP_SIGN_GOOD,
     0},
    {"good without the bytes", false, false, NO_BYTES, "o", LP_SIGN_GOOD, 0},
    {"good, the key among others", false, false, NOTHING, "xxox", LP_SIGN_GOOD,
     2},
    {"good, after a key with the same id", false, false, NOTHING, "to",
     LP_SIGN_GOOD, 1},
    {"good, before a key with the same id", false, false, NOTHING, "ot",
     LP_SIGN_GOOD, 0},
    {"good, between several of them", false, false, NOTHING, "txtotx",
     LP_SIGN_GOOD, 3},
    {"good, the same key twice", false, false, NOTHING, "oo", LP_SIGN_GOOD, 0},
    {"another file", false, false, MESSAGE_CHANGED, "o", LP_SIGN_BAD, 9},
    {"no file", false, false, NO_HASH, "o", LP_SIGN_BAD, 9},
    {"another signature", false, false, SIG_CHANGED, "o", LP_SIGN_BAD, 9},
    {"a twin's id alone", false, false, NOTHING, "t", LP_SIGN_BAD, 9},
    {"another comment signature", false, false, GLOBAL_CHANGED, "o",
     LP_SIGN_BAD_COMMENT, 0},
    {"another comment", false, false, COMMENT_CHANGED, "xo",
     LP_SIGN_BAD_COMMENT, 1},
    {"a comment cut short", false, false, COMMENT_CUT, "to",
     LP_SIGN_BAD_COMMENT, 1},
    {"a bad comment is not made worse by a twin", false, false, COMMENT_CHANGED,
     "ot", LP_SIGN_BAD_COMMENT, 0},
    {"no key", false, false, NOTHING, "", LP_SIGN_UNKNOWN_KEY, 9},
    {"another key", false, false, NOTHING, "x", LP_SIGN_UNKNOWN_KEY, 9},
    {"another id", false, false, KEYNUM_CHANGED, "ot", LP_SIGN_UNKNOWN_KEY, 9},
    {"legacy", true, false, NOTHING, "o", LP_SIGN_LEGACY_REFUSED, 9},
    {"legacy of an unknown key", true, false, NOTHING, "",
     LP_SIGN_LEGACY_REFUSED, 9},
    {"legacy, allowed", true, true, NOTHING, "to", LP_SIGN_GOOD, 1},
    {"legacy, allowed, without the hash", true, true, NO_HASH, "o",
     LP_SIGN_GOOD, 0},
    {"legacy, allowed, without the bytes", true, true, NO_BYTES, "o",
     LP_SIGN_LEGACY_REFUSED, 9},
    {"legacy, allowed, another file", true, true, MESSAGE_CHANGED, "o",
     LP_SIGN_BAD, 9},
    {"legacy, allowed, another comment", true, true, COMMENT_CHANGED, "o",
     LP_SIGN_BAD_COMMENT, 0},
    {"legacy that says it is not", true, true, CALLED_HASHED, "o", LP_SIGN_BAD,
     9},
    {"not legacy, but says so", false, false, CALLED_LEGACY, "o",
     LP_SIGN_LEGACY_REFUSED, 9},
    {"not legacy, but says so, allowed", false, true, CALLED_LEGACY, "o",
     LP_SIGN_BAD, 9},
};

static void
apply(enum change change, struct lp_sign_sig *sig, struct lp_sign_subject *of)
{
    switch (change) {
    case NO_HASH:
        of->hash = NULL;
        break;
    case NO_BYTES:
        of->bytes = NULL;
        break;
    case SIG_CHANGED:
        sig->sig[63] ^= 1;
        break;
    case GLOBAL_CHANGED:
        sig->global[0] ^= 1;
        break;
    case COMMENT_CHANGED:
        sig->comment = lp_slice_str("name:test\tcount:2");
        break;
    case COMMENT_CUT:
        sig->comment.len--;
        break;
    case KEYNUM_CHANGED:
        sig->keynum[7] ^= 1;
        break;
    case CALLED_LEGACY:
    case CALLED_HASHED:
        sig->legacy = !sig->legacy;
        break;
    default:
        break;
    }
}

static size_t
gather(struct lp_key_public *to, const char *letters)
{
    size_t n = 0;

    for (; letters[n] != '\0'; n++) {
        to[n] = *lp_key_public(letters[n] == 'o'   ? own
                               : letters[n] == 't' ? twin
                                                   : other);
    }
    return n;
}

static void
check_verify(void)
{
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct lp_slice message = lp_slice_str(
            rows[i].change == MESSAGE_CHANGED ? "Sealed." : MESSAGE);
        uint8_t hash[64];
        struct lp_sign_subject of = {hash, &message};
        struct lp_sign_sig sig = minisigned(rows[i].legacy);
        struct lp_key_public keys[8];
        size_t n = gather(keys, rows[i].keys);
        size_t which = 9;
        struct lp_sign_policy policy = {rows[i].allowed};

        lp_sign_hash_of(hash, message);
        apply(rows[i].change, &sig, &of);
        CHECK(lp_sign_verify(&of, &sig, keys, n, policy, &which) ==
                  rows[i].want,
              rows[i].label);
        CHECK(which == rows[i].which, rows[i].label);
        CHECK(lp_sign_verify(&of, &sig, keys, n, policy, NULL) == rows[i].want,
              "nobody need ask which");
    }
}

/* Every bit of what is signed matters. */
static void
check_bits(void)
{
    struct lp_sign_sig good = minisigned(false);
    struct lp_key_public keys[1] = {*lp_key_public(own)};
    struct lp_slice message = lp_slice_str(MESSAGE);
    uint8_t hash[64];
    struct lp_sign_subject of = {hash, &message};
    char comment[] = COMMENT;

    lp_sign_hash_of(hash, message);
    for (size_t i = 0; i < 64 * 8; i++) {
        uint8_t bit = (uint8_t)(1u << i % 8);
        struct lp_sign_sig s = good;

        s.sig[i / 8] ^= bit;
        CHECK(lp_sign_verify(&of, &s, keys, 1, (struct lp_sign_policy){0},
                             NULL) == LP_SIGN_BAD,
              "a bit of the signature");
        s = good;
        s.global[i / 8] ^= bit;
        CHECK(lp_sign_verify(&of, &s, keys, 1, (struct lp_sign_policy){0},
                             NULL) == LP_SIGN_BAD_COMMENT,
              "a bit of the comment's signature");
        hash[i / 8] ^= bit;
        CHECK(lp_sign_verify(&of, &good, keys, 1, (struct lp_sign_policy){0},
                             NULL) == LP_SIGN_BAD,
              "a bit of the hash");
        hash[i / 8] ^= bit;
    }
    for (size_t i = 0; i < (sizeof comment - 1) * 8; i++) {
        struct lp_sign_sig s = good;

        comment[i / 8] = (char)(comment[i / 8] ^ (1 << i % 8));
        s.comment =
            (struct lp_slice){(const uint8_t *)comment, sizeof comment - 1};
        CHECK(lp_sign_verify(&of, &s, keys, 1, (struct lp_sign_policy){0},
                             NULL) == LP_SIGN_BAD_COMMENT,
              "a bit of the comment");
        comment[i / 8] = (char)(comment[i / 8] ^ (1 << i % 8));
    }
}

int
main(void)
{
    if (lp_crypto_start(NULL) != LP_OK) {
        return 1;
    }
    make_keys();
    check_hash();
    check_make();
    check_verify();
    check_bits();
    lp_key_free(own);
    lp_key_free(twin);
    lp_key_free(other);
    return lp_test_failures != 0;
}
