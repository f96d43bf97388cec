#include "formats/entry.h"

const char *
lp_role_word(enum lp_role role)
{
    static const char *const words[LP_ROLE_COUNT] = {"file", "member",
                                                     "message", "part", "row"};

    return words[role];
}

const char *
lp_flag_word(unsigned bit)
{
    static const char *const words[LP_FLAG_COUNT] = {
        "duplicate-name", "encrypted",
        "name-not-utf8",  "name-unsafe",
        "sparse",         "empty-link",
        "not-opened",     "own-text",
        "bad-encoding",   "unknown-encoding",
        "bad-header",     "repeated-header",
        "bad-boundary",   "open-multipart",
        "no-text-layer",  "text-unread",
        "orphaned",       "store-password",
        "scant",
    };

    return bit < LP_FLAG_COUNT ? words[bit] : "";
}
