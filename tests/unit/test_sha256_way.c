#include "crypto/sha256_way.h"

#include <openssl/evp.h>
#include <string.h>

#include "tests/unit/test.h"

#define LONG ((size_t)4096)

static uint8_t bytes[LONG + 64];

static void
expect(uint8_t digest[32], struct lp_slice of, const char *label)
{
    uint8_t want[32];

    CHECK(EVP_Digest(of.data, of.len, want, NULL, EVP_sha256(), NULL) == 1 &&
              memcmp(digest, want, 32) == 0,
          label);
}

/* Every length, at every alignment in turn. */
static void
test_one(const struct lp_sha256_way *way)
{
    uint8_t digest[32];

    for (size_t len = 0; len <= LONG; len++) {
        struct lp_slice of = {bytes + len % 64, len};

        lp_sha256_of(digest, way->one, of);
        expect(digest, of, way->name);
    }
}

/* A message of whole blocks in each lane, all different. */
static void
finish(const uint32_t state[8], const struct lp_sha256_way *way,
       struct lp_slice of)
{
    uint8_t last[128];
    uint8_t digest[32];
    uint32_t s[8];
    size_t n = lp_sha256_pad(last, (struct lp_slice){0}, of.len);

    memcpy(s, state, sizeof s);
    way->one(s, last, n);
    lp_sha256_write(digest, s);
    expect(digest, of, way->name);
}

static void
test_two(const struct lp_sha256_way *way, size_t blocks, size_t shift)
{
    struct lp_slice a = {bytes + shift, blocks * LP_SHA256_BLOCK};
    struct lp_slice b = {bytes + 63 - shift, blocks * LP_SHA256_BLOCK};
    uint32_t s[2][8];

    lp_sha256_start(s[0]);
    lp_sha256_start(s[1]);
    way->two(s[0], a.data, s[1], b.data, blocks);
    finish(s[0], way, a);
    finish(s[1], way, b);
}

static void
test_many(const struct lp_sha256_way *way, size_t blocks, size_t shift)
{
    uint32_t state[8][LP_SHA256_LANES] = {{0}};
    const uint8_t *at[LP_SHA256_LANES];
    uint32_t s[8];

    lp_sha256_start(s);
    for (unsigned l = 0; l < way->lanes; l++) {
        at[l] = bytes + (l * 7 + shift) % 64;
        for (size_t w = 0; w < 8; w++) {
            state[w][l] = s[w];
        }
    }
    /* Cut in two, so that a state goes out and in again. */
    way->many(state, at, blocks / 2);
    for (unsigned l = 0; l < way->lanes; l++) {
        at[l] += blocks / 2 * LP_SHA256_BLOCK;
    }
    way->many(state, at, blocks - blocks / 2);
    for (unsigned l = 0; l < way->lanes; l++) {
        for (size_t w = 0; w < 8; w++) {
            s[w] = state[w][l];
        }
        finish(s, way,
               (struct lp_slice){bytes + (l * 7 + shift) % 64,
                                 blocks * LP_SHA256_BLOCK});
    }
}

static void
test_way(const char *name)
{
    struct lp_sha256_way way;
    struct lp_err err = {0};

    if (lp_sha256_way(&way, name, &err) != LP_OK) {
        CHECK(err.code == LP_E_USAGE && err.text[0] != '\0', name);
        fprintf(stderr, "%s: %s\n", name, err.text);
        return;
    }
    CHECK(name == NULL || name[0] == 0 || strcmp(way.name, name) == 0,
          way.name);
    test_one(&way);
    for (size_t blocks = 1; blocks <= LONG / LP_SHA256_BLOCK; blocks++) {
        if (way.two != NULL) {
            test_two(&way, blocks, blocks % 64);
        }
        if (way.many != NULL) {
            test_many(&way, blocks, blocks);
        }
    }
    CHECK(way.many == NULL || (way.worth > 0 && way.worth <= way.lanes), name);
}

int
main(void)
{
    static const char *const names[] = {"portable", "openssl", "shani",
                                        "avx2",     "avx512",  NULL};
    struct lp_sha256_way way = {0};
    struct lp_err err = {0};
    uint32_t seed = 1;

    for (size_t i = 0; i < sizeof bytes; i++) {
        seed = seed * 1664525U + 1013904223U;
        bytes[i] = (uint8_t)(seed >> 24);
    }
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        test_way(names[i]);
    }
    test_way("");
    CHECK(lp_sha256_way(&way, "sse2", &err) == LP_E_USAGE && way.name == NULL,
          "a way that there is not");
    CHECK(lp_sha256_way(&way, "AVX2", NULL) == LP_E_USAGE, "words are small");
    return lp_test_failures != 0;
}
