#include "bundle/verdict.h"

const char *
lp_verdict_word(enum lp_verdict v)
{
    static const char *const words[LP_VERDICT_COUNT] = {
        [LP_VERDICT_NONE] = "NONE",         [LP_VERDICT_EXACT] = "EXACT",
        [LP_VERDICT_DECODED] = "DECODED",   [LP_VERDICT_WEAK] = "EXACT-WEAK",
        [LP_VERDICT_MESSAGE] = "MESSAGE",   [LP_VERDICT_TEXT] = "TEXT",
        [LP_VERDICT_PROBABLE] = "PROBABLE", [LP_VERDICT_NEAR] = "NEAR",
        [LP_VERDICT_PARTIAL] = "PARTIAL",   [LP_VERDICT_NEW] = "NEW",
        [LP_VERDICT_TRIVIAL] = "TRIVIAL",   [LP_VERDICT_UNKNOWN] = "UNKNOWN",
    };

    return words[v];
}

bool
lp_verdict_public(enum lp_verdict v)
{
    return v >= LP_VERDICT_EXACT && v <= LP_VERDICT_TEXT;
}

bool
lp_verdict_holds(enum lp_verdict v)
{
    return v >= LP_VERDICT_EXACT && v <= LP_VERDICT_MESSAGE;
}

bool
lp_verdict_alike(enum lp_verdict v)
{
    return v >= LP_VERDICT_PROBABLE && v <= LP_VERDICT_PARTIAL;
}

const char *
lp_trivial_word(enum lp_trivial t)
{
    static const char *const words[LP_TRIVIAL_COUNT] = {
        "", "empty", "recurring", "software", "scant"};

    return words[t];
}
