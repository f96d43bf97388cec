#include "ledger/level.h"

#include <string.h>

static const struct {
    const char *word;
    enum lp_alg alg;
} levels[LP_LEVEL_COUNT] = {
    [LP_LEVEL_NONE] = {"none", LP_ALG_NONE},
    [LP_LEVEL_RAW] = {"raw", LP_ALG_SHA256},
    [LP_LEVEL_DECODED] = {"decoded", LP_ALG_SHA256},
    [LP_LEVEL_SHA512] = {"sha512", LP_ALG_SHA512},
    [LP_LEVEL_BLAKE2B] = {"blake2b", LP_ALG_BLAKE2B},
    [LP_LEVEL_SHA1] = {"sha1", LP_ALG_SHA1},
    [LP_LEVEL_MD5] = {"md5", LP_ALG_MD5},
};

void
lp_set_key_make(struct lp_set_key *out, struct lp_slice digest, uint64_t size)
{
    struct lp_slice part = lp_slice_head(digest, LP_KEY_SIZE);

    *out = (struct lp_set_key){.size = size};
    if (part.len > 0) {
        memcpy(out->digest, part.data, part.len);
    }
}

const char *
lp_level_word(enum lp_level level)
{
    return levels[level].word;
}

enum lp_level
lp_level_by_word(struct lp_slice word)
{
    for (unsigned i = LP_LEVEL_NONE + 1; i < LP_LEVEL_COUNT; i++) {
        if (lp_slice_is(word, levels[i].word)) {
            return (enum lp_level)i;
        }
    }
    return LP_LEVEL_NONE;
}

enum lp_alg
lp_level_alg(enum lp_level level)
{
    return levels[level].alg;
}

enum lp_level
lp_level_of_alg(enum lp_alg alg)
{
    for (unsigned i = LP_LEVEL_NONE + 1; i < LP_LEVEL_COUNT; i++) {
        if (levels[i].alg == alg && i != LP_LEVEL_DECODED) {
            return (enum lp_level)i;
        }
    }
    return LP_LEVEL_NONE;
}

bool
lp_level_weak(enum lp_level level)
{
    return lp_alg_weak(levels[level].alg);
}
