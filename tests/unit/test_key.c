#include "crypto/key.h"

#include <string.h>

#include "base/text.h"
#include "crypto/rand.h"
#include "tests/unit/test.h"

#define COUNT(a) (sizeof(a) / sizeof(a)[0])

/* The least that scrypt does: a real passphrase costs 1 GiB. */
#define CHEAP_OPS ((uint64_t)32768)
#define CHEAP_MEM ((uint64_t)16777216)

static const uint8_t keynum[8] = {0xec, 0xba, 0xd3, 0x36,
                                  0x21, 0x32, 0x38, 0xc1};

static const struct {
    const char *label;
    const char *hex;
    bool good;
} points[] = {
    {"the base point",
     "5866666666666666666666666666666666666666666666666666666666666666", true},
    {"RFC 8032, test 1",
     "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", true},
    {"the base point and a point of order 8",
     "98519eadf35b995233b51b5cd23e9cc5a28b639b5a4af0ec903cb960d81b7819", false},
    {"the identity",
     "0100000000000000000000000000000000000000000000000000000000000000", false},
    {"the identity with a sign",
     "0100000000000000000000000000000000000000000000000000000000000080", false},
    {"order 2",
     "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f", false},
    {"order 4",
     "0000000000000000000000000000000000000000000000000000000000000000", false},
    {"order 4, the other",
     "0000000000000000000000000000000000000000000000000000000000000080", false},
    {"order 8",
     "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a", false},
    {"not on the curve",
     "0200000000000000000000000000000000000000000000000000000000000000", false},
    {"p for 0",
     "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f", false},
    {"p + 1 for 1",
     "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f", false},
    {"p + 3 for 3",
     "f0ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f", false},
    {"all bits",
     "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff", false},
};

static void
check_import(void)
{
    for (size_t i = 0; i < COUNT(points); i++) {
        struct lp_key_public pub = {0};
        struct lp_err err = {0};
        uint8_t bytes[32];
        enum lp_code want = points[i].good ? LP_OK : LP_E_TRUST;

        CHECK(lp_text_unhex(lp_slice_str(points[i].hex), bytes, 32),
              points[i].label);
        CHECK(lp_key_import(&pub, keynum, bytes, &err) == want &&
                  err.code == want,
              points[i].label);
        CHECK(pub.keynum[0] == (points[i].good ? 0xec : 0), points[i].label);
    }
}

static void
check_id(void)
{
    static const uint8_t small[8] = {1};
    char id[17];

    lp_key_id(id, keynum);
    CHECK(strcmp(id, "C138322136D3BAEC") == 0, "as minisign prints it");
    lp_key_id(id, small);
    CHECK(strcmp(id, "0000000000000001") == 0, "with its zeros");
}

/* RFC 8032, section 7.1, test 2. */
static void
check_vector(void)
{
    static const char seed_hex[] =
        "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb";
    static const char pub_hex[] =
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c";
    static const char sig_hex[] =
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
        "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00";
    const struct lp_slice message = {(const uint8_t *)"\x72", 1};
    struct lp_key *key = NULL;
    uint8_t seed[32];
    uint8_t pub[32];
    uint8_t sig[64];
    uint8_t made[64];

    CHECK(lp_text_unhex(lp_slice_str(seed_hex), seed, 32) &&
              lp_text_unhex(lp_slice_str(pub_hex), pub, 32) &&
              lp_text_unhex(lp_slice_str(sig_hex), sig, 64),
          "vector");
    CHECK(lp_key_from_seed(&key, seed, keynum, NULL) == LP_OK, "vector");
    CHECK(memcmp(lp_key_public(key)->bytes, pub, 32) == 0 &&
              memcmp(lp_key_public(key)->keynum, keynum, 8) == 0,
          "public half");
    CHECK(lp_key_sign(key, made, message, NULL) == LP_OK &&
              memcmp(made, sig, 64) == 0,
          "signature");
    CHECK(lp_key_signed(lp_key_public(key), sig, message), "verifies");
    CHECK(!lp_key_signed(lp_key_public(key), sig, lp_slice_str("s")),
          "not for another message");
    for (size_t i = 0; i < 64 * 8; i++) {
        made[i / 8] ^= (uint8_t)(1u << i % 8);
        CHECK(!lp_key_signed(lp_key_public(key), made, message),
              "not with a bit turned");
        made[i / 8] ^= (uint8_t)(1u << i % 8);
    }
    lp_key_free(key);
    lp_key_free(NULL);
}

static bool
same_key(const struct lp_key *a, const struct lp_key *b)
{
    uint8_t of_a[64] = {0};
    uint8_t of_b[64] = {1};

    return memcmp(lp_key_public(a), lp_key_public(b),
                  sizeof *lp_key_public(a)) == 0 &&
           lp_key_sign(a, of_a, lp_slice_str("x"), NULL) == LP_OK &&
           lp_key_sign(b, of_b, lp_slice_str("x"), NULL) == LP_OK &&
           memcmp(of_a, of_b, 64) == 0;
}

static const struct {
    const char *label;
    const char *passphrase;
    const char *tried;
    bool opens;
} passphrases[] = {
    {"the right one", "correct horse", "correct horse", true},
    {"another", "correct horse", "correct horsf", false},
    {"a blank more", "correct horse", "correct horse ", false},
    {"none", "correct horse", "", false},
    {"an empty one", "", "", true},
    {"not an empty one", "", "x", false},
    {"bytes of any kind", "\xff\x01\n", "\xff\x01\n", true},
};

static void
check_passphrases(void)
{
    struct lp_key *key = NULL;

    CHECK(lp_key_generate(&key, NULL) == LP_OK, "generate");
    for (size_t i = 0; i < COUNT(passphrases); i++) {
        struct lp_key_sealed sealed = {0};
        struct lp_key *opened = NULL;
        struct lp_err err = {0};
        enum lp_code want = passphrases[i].opens ? LP_OK : LP_E_TRUST;

        CHECK(lp_key_seal(&sealed, key, lp_slice_str(passphrases[i].passphrase),
                          CHEAP_OPS, CHEAP_MEM, NULL) == LP_OK,
              passphrases[i].label);
        CHECK(sealed.encrypted && sealed.opslimit == CHEAP_OPS &&
                  sealed.memlimit == CHEAP_MEM,
              "the cost is recorded");
        CHECK(lp_key_open(&opened, &sealed, lp_slice_str(passphrases[i].tried),
                          &err) == want,
              passphrases[i].label);
        if (passphrases[i].opens) {
            CHECK(same_key(key, opened), passphrases[i].label);
        } else {
            CHECK(opened == NULL && strcmp(err.text, "wrong passphrase") == 0,
                  passphrases[i].label);
        }
        lp_key_free(opened);
        lp_key_sealed_release(&sealed);
    }
    lp_key_free(key);
}

static void
check_two_seals(void)
{
    struct lp_key *key = NULL;
    struct lp_key *other = NULL;
    struct lp_key_sealed a = {0};
    struct lp_key_sealed b = {0};

    CHECK(lp_key_generate(&key, NULL) == LP_OK &&
              lp_key_generate(&other, NULL) == LP_OK && !same_key(key, other),
          "keys differ");
    CHECK(lp_key_seal(&a, key, lp_slice_str("x"), CHEAP_OPS, CHEAP_MEM, NULL) ==
                  LP_OK &&
              lp_key_seal(&b, key, lp_slice_str("x"), CHEAP_OPS, CHEAP_MEM,
                          NULL) == LP_OK &&
              memcmp(a.salt, b.salt, 32) != 0 && memcmp(a.box, b.box, 104) != 0,
          "the same key under the same passphrase is sealed anew");
    for (size_t i = 0; i < 104; i += 13) {
        struct lp_key *opened = NULL;

        b = a;
        b.box[i] ^= 0x10;
        CHECK(lp_key_open(&opened, &b, lp_slice_str("x"), NULL) == LP_E_TRUST,
              "a changed box does not open");
    }
    lp_key_free(key);
    lp_key_free(other);
}

static const struct {
    const char *label;
    uint64_t ops;
    uint64_t mem;
} costs[] = {
    {"one more than the most work", LP_KEY_OPSLIMIT + 1, CHEAP_MEM},
    {"one more than the most memory", CHEAP_OPS, LP_KEY_MEMLIMIT + 1},
    {"all there is", UINT64_MAX, UINT64_MAX},
};

static void
check_costs(void)
{
    for (size_t i = 0; i < COUNT(costs); i++) {
        struct lp_key_sealed sealed = {.encrypted = true,
                                       .opslimit = costs[i].ops,
                                       .memlimit = costs[i].mem};
        struct lp_key *opened = NULL;
        struct lp_err err = {0};

        CHECK(lp_key_open(&opened, &sealed, lp_slice_str("x"), &err) ==
                      LP_E_LIMIT &&
                  opened == NULL && err.text[0] != '\0',
              costs[i].label);
    }
}

/* The key of test_keyfile.c, made by minisign -W. */
static void
check_bare(void)
{
    static const char secret[] =
        "4b0979fc92c310eb7e2f238e9ec1220eb12fd9eeb84ee9e5f3a79fb1893a8c55"
        "63cf7beeefb230db558418cf1385f2f99fde0714cfeb5a4154b2da7c787817b3";
    static const struct lp_key_sealed zero;
    struct lp_key_sealed sealed = {0};
    struct lp_key_sealed again = {0};
    struct lp_key *key = NULL;
    struct lp_err err = {0};

    memcpy(sealed.box, keynum, 8);
    CHECK(lp_text_unhex(lp_slice_str(secret), sealed.box + 8, 64), "secret");
    CHECK(lp_key_open(&key, &sealed, lp_slice_str("any"), NULL) == LP_OK,
          "no passphrase and no checksum are asked for");
    CHECK(lp_key_public(key)->bytes[0] == 0x63, "its public half");
    lp_key_bare(&again, key);
    CHECK(!again.encrypted && memcmp(again.box, sealed.box, 104) == 0,
          "as minisign has it");
    lp_key_sealed_release(&again);
    CHECK(memcmp(again.box, zero.box, 104) == 0, "wiped");
    lp_key_free(key);
    for (size_t i = 8; i < 8 + 64; i++) {
        key = NULL;
        sealed.box[i] ^= 1;
        CHECK(lp_key_open(&key, &sealed, lp_slice_str(""), &err) ==
                      LP_E_TRUST &&
                  key == NULL,
              "halves that do not belong together");
        sealed.box[i] ^= 1;
    }
}

static void
check_rand(void)
{
    uint8_t a[32] = {0};
    uint8_t b[32] = {0};

    lp_rand_bytes(a, sizeof a);
    lp_rand_bytes(b, sizeof b);
    CHECK(memcmp(a, b, sizeof a) != 0, "random bytes differ");
    lp_rand_bytes(a, 0);
}

int
main(void)
{
    if (lp_crypto_start(NULL) != LP_OK || lp_crypto_start(NULL) != LP_OK) {
        return 1;
    }
    check_import();
    check_id();
    check_vector();
    check_passphrases();
    check_two_seals();
    check_costs();
    check_bare();
    check_rand();
    return lp_test_failures != 0;
}
