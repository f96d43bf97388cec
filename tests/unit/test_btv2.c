#include "crypto/btv2.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "crypto/digest.h"
#include "tests/unit/test.h"

#define COUNT(a) (sizeof(a) / sizeof(a)[0])
#define MIB ((size_t)1 << 20)

/* Bytes that count up to 250, and what libtorrent 2.0.8 makes of them. */
static const struct {
    const char *label;
    size_t size;
    const char *root;
} roots[] = {
    {"one byte", 1,
     "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"},
    {"one block", LP_BTV2_BLOCK,
     "4348e3b98e8a327b34ced39c1da9e67cdb4cd5e48e4d7960607a3ae403d35f0c"},
    {"a byte more", LP_BTV2_BLOCK + 1,
     "9d7887c65d577a0237fb3c0998b87b3a62762d03796889a2caea01db914ccbb8"},
    {"a byte more than three", 3 * LP_BTV2_BLOCK + 1,
     "6b89f318fea750cf67e57b363445ebce1fef3958f2d8a82247d477ecb6890df4"},
    {"five blocks", 5 * LP_BTV2_BLOCK,
     "ecc31c9c67d9c7b8c7f2540df72208ac59a0dc2f7b2477b26638db313a245ca4"},
    {"as many as are hashed at a time", 16 * LP_BTV2_BLOCK,
     "936f20cb9f0648c16ce2556795f1cc50ad21a3e3ec53ed8a6e554a75f8a4357f"},
    {"one and a byte more than that", 17 * LP_BTV2_BLOCK + 1,
     "c5ee7a501d96e56e295122b00a144a9e155ec98aece3ef8796be9e6ed511aae3"},
    {"a byte more than a piece", MIB + 1,
     "c764e3ed4ebac5f61ce59e1c78b804a6b9c02350917800126926d903f8d3dc27"},
    {"three pieces and five bytes", 3 * MIB + 5,
     "2023cc264092ef5c310b42a5b4fc3b33937de91b1353e8af22f1b525f9875527"},
};

static uint8_t *
make_bytes(size_t size)
{
    uint8_t *bytes = malloc(size + 1);

    for (size_t i = 0; bytes != NULL && i < size; i++) {
        bytes[i] = (uint8_t)(i % 251);
    }
    return bytes;
}

static bool
root_in_steps(const uint8_t *bytes, size_t size, size_t step, uint8_t *root)
{
    struct lp_btv2 t = {0};

    for (size_t at = 0; at < size; at += step) {
        size_t n = size - at < step ? size - at : step;

        lp_btv2_feed(&t, (struct lp_slice){bytes + at, n});
    }
    return lp_btv2_root(&t, root);
}

static void
test_roots(void)
{
    static const size_t steps[] = {SIZE_MAX / 2,  1 << 18,
                                   LP_BTV2_BLOCK, LP_BTV2_BLOCK - 1,
                                   999,           5 * LP_BTV2_BLOCK + 3};

    for (size_t i = 0; i < COUNT(roots); i++) {
        uint8_t *bytes = make_bytes(roots[i].size);
        uint8_t want[LP_BTV2_LEN];

        CHECK(bytes != NULL &&
                  lp_text_unhex(lp_slice_str(roots[i].root), want, sizeof want),
              roots[i].label);
        for (size_t k = 0; k < COUNT(steps); k++) {
            uint8_t got[LP_BTV2_LEN] = {0};

            CHECK(root_in_steps(bytes, roots[i].size, steps[k], got) &&
                      memcmp(got, want, sizeof got) == 0,
                  roots[i].label);
        }
        free(bytes);
    }
}

static void
test_nothing(void)
{
    struct lp_btv2 t = {0};
    uint8_t root[LP_BTV2_LEN];

    lp_btv2_feed(&t, (struct lp_slice){0});
    CHECK(!lp_btv2_root(&t, root), "no bytes have no root");
}

/* The roots of subtrees lead to that of the whole. */
static void
test_layer(size_t row, const uint8_t *bytes, unsigned height)
{
    size_t size = roots[row].size;
    size_t piece = LP_BTV2_BLOCK << height;
    uint8_t layer[256 * LP_BTV2_LEN];
    uint8_t want[LP_BTV2_LEN];
    uint8_t got[LP_BTV2_LEN] = {0};
    size_t n = 0;

    for (size_t at = 0; at < size; at += piece) {
        struct lp_btv2 t = {0};

        lp_btv2_feed(&t,
                     (struct lp_slice){bytes + at,
                                       size - at < piece ? size - at : piece});
        lp_btv2_subtree(&t, height, layer + n++ * LP_BTV2_LEN);
    }
    lp_btv2_join((struct lp_slice){layer, n * LP_BTV2_LEN}, height, got);
    CHECK(lp_text_unhex(lp_slice_str(roots[row].root), want, sizeof want) &&
              memcmp(got, want, sizeof got) == 0,
          roots[row].label);
}

static void
test_layers(void)
{
    for (size_t i = 0; i < COUNT(roots); i++) {
        uint8_t *bytes = make_bytes(roots[i].size);

        CHECK(bytes != NULL, roots[i].label);
        for (unsigned height = 0; bytes != NULL && height < 8; height++) {
            /* A piece alone would be filled up. */
            if (roots[i].size > LP_BTV2_BLOCK << height) {
                test_layer(i, bytes, height);
            }
        }
        free(bytes);
    }
}

/* The two hashes below a root have it too: why lengths are compared. */
static void
test_two_lengths(void)
{
    const size_t size = 2 * LP_BTV2_BLOCK;
    uint8_t *bytes = make_bytes(size);
    struct lp_digest half[2];
    uint8_t pair[2 * LP_BTV2_LEN];
    uint8_t root[2][LP_BTV2_LEN] = {{0}, {1}};

    CHECK(bytes != NULL, "memory");
    for (size_t i = 0; bytes != NULL && i < 2; i++) {
        CHECK(lp_digest_of(
                  &half[i], LP_ALG_SHA256,
                  (struct lp_slice){bytes + i * LP_BTV2_BLOCK, LP_BTV2_BLOCK},
                  NULL) == LP_OK,
              "digest");
        memcpy(pair + i * LP_BTV2_LEN, half[i].bytes, LP_BTV2_LEN);
    }
    CHECK(root_in_steps(bytes, size, size, root[0]) &&
              root_in_steps(pair, sizeof pair, sizeof pair, root[1]) &&
              memcmp(root[0], root[1], sizeof root[0]) == 0,
          "64 bytes and 32 KiB");
    free(bytes);
}

int
main(void)
{
    test_roots();
    test_nothing();
    test_layers();
    test_two_lengths();
    return lp_test_failures != 0;
}
