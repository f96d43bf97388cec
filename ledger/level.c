#include "ledger/level.h"

static const char *const words[LP_LEVEL_COUNT] = {
    [LP_LEVEL_NONE] = "none",
    [LP_LEVEL_RAW] = "raw",
};

const char *
lp_level_word(enum lp_level level)
{
    return words[level];
}

enum lp_level
lp_level_by_word(struct lp_slice word)
{
    for (unsigned i = LP_LEVEL_NONE + 1; i < LP_LEVEL_COUNT; i++) {
        if (lp_slice_is(word, words[i])) {
            return (enum lp_level)i;
        }
    }
    return LP_LEVEL_NONE;
}
