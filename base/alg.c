#include "base/alg.h"

static const struct {
    const char *word;
    size_t len;
    bool weak;
} algs[LP_ALG_COUNT] = {
    [LP_ALG_NONE] = {"none", 0, true},
    [LP_ALG_SHA256] = {"sha256", 32, false},
    [LP_ALG_MD5] = {"md5", 16, true},
    [LP_ALG_SHA1] = {"sha1", 20, true},
    [LP_ALG_SHA512] = {"sha512", 64, false},
    [LP_ALG_BLAKE2B] = {"blake2b", 64, false},
    [LP_ALG_BTV2] = {"btv2", 32, false},
    [LP_ALG_SHA384] = {"sha384", 48, false},
    [LP_ALG_CRC32] = {"crc32", 4, true},
};

const char *
lp_alg_word(enum lp_alg alg)
{
    return algs[alg].word;
}

enum lp_alg
lp_alg_by_word(struct lp_slice word)
{
    for (unsigned i = LP_ALG_NONE + 1; i < LP_ALG_COUNT; i++) {
        if (lp_slice_is(word, algs[i].word)) {
            return (enum lp_alg)i;
        }
    }
    return LP_ALG_NONE;
}

size_t
lp_alg_len(enum lp_alg alg)
{
    return algs[alg].len;
}

bool
lp_alg_weak(enum lp_alg alg)
{
    return algs[alg].weak;
}

unsigned
lp_alg_those_of(unsigned set, uint64_t size)
{
    return size == 0 ? set & ~(1U << LP_ALG_BTV2) : set;
}
