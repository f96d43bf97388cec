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

bool
lp_link_is_odd(struct lp_slice target)
{
    bool odd = target.len > LP_LINK_MAX;

    for (size_t i = 0; i < target.len && !odd; i++) {
        odd = target.data[i] < 0x20 || target.data[i] == 0x7f;
    }
    return odd;
}
