#include "crypto/sha256_way.h"

#include <openssl/sha.h>
#include <string.h>

/* Its assembler, for processors that have no way of their own here. Of all of
 * its calls these alone take a state, and allocate nothing. */
static void
by_openssl(uint32_t state[8], const uint8_t *bytes, size_t blocks)
{
    SHA256_CTX c;

    (void)SHA256_Init(&c);
    memcpy(c.h, state, sizeof c.h);
    (void)SHA256_Update(&c, bytes, blocks * LP_SHA256_BLOCK);
    memcpy(state, c.h, sizeof c.h);
}

lp_sha256_one *
lp_sha256_best(void)
{
    return lp_sha256_can(LP_SHA256_SHANI) ? lp_sha256_shani : by_openssl;
}

/*
 * The fastest first. Where they pay was measured, in GB/s: 3.3 for sixteen
 * lanes, 1.25 for eight; 2.2 for two messages by the SHA instructions, 1.5 for
 * one; 0.45 for one without them.
 */
static const struct {
    struct lp_sha256_way way; /* without `one`: the best */
    unsigned needs;
    unsigned worth_beside_shani;
} ways[] = {
    {{"avx512", NULL, NULL, lp_sha256_avx512, 16, 3}, LP_SHA256_AVX512, 11},
    {{"shani", NULL, NULL, NULL, 0, 0}, LP_SHA256_SHANI, 0},
    {{"avx2", NULL, NULL, lp_sha256_avx2, 8, 3}, LP_SHA256_AVX2, 8},
    {{"openssl", by_openssl, NULL, NULL, 0, 0}, 0, 0},
    {{"portable", lp_sha256_portable, NULL, NULL, 0, 0}, 0, 0},
};

enum lp_code
lp_sha256_way(struct lp_sha256_way *out, const char *name, struct lp_err *err)
{
    bool any = name == NULL || name[0] == '\0';
    size_t i = 0;

    while (i < sizeof ways / sizeof ways[0] &&
           (any ? !lp_sha256_can(ways[i].needs)
                : strcmp(ways[i].way.name, name) != 0)) {
        i++;
    }
    if (i == sizeof ways / sizeof ways[0]) {
        return lp_fail(err, LP_E_USAGE,
                       "there is no way of SHA-256 called %s: portable, "
                       "openssl, shani, avx2, avx512",
                       name);
    }
    if (!lp_sha256_can(ways[i].needs)) {
        return lp_fail(err, LP_E_USAGE,
                       "this processor has no way of SHA-256 called %s", name);
    }
    *out = ways[i].way;
    if (out->one == NULL) {
        out->one = lp_sha256_best();
        if (lp_sha256_can(LP_SHA256_SHANI)) {
            out->two = lp_sha256_shani2;
            out->worth = ways[i].worth_beside_shani;
        }
    }
    return LP_OK;
}
