#include "bundle/verdict.h"

const char *
lp_verdict_word(enum lp_verdict v)
{
    static const char *const words[LP_VERDICT_COUNT] = {
        "NONE", "EXACT", "DECODED", "EXACT-WEAK", "NEW", "TRIVIAL", "UNKNOWN"};

    return words[v];
}

bool
lp_verdict_public(enum lp_verdict v)
{
    return v == LP_VERDICT_EXACT || v == LP_VERDICT_DECODED ||
           v == LP_VERDICT_WEAK;
}

const char *
lp_trivial_word(enum lp_trivial t)
{
    static const char *const words[] = {"", "empty", "recurring", "software"};

    return words[t];
}
