#include "formats/entry.h"

const char *
lp_flag_word(unsigned bit)
{
    static const char *const words[LP_FLAG_COUNT] = {
        "duplicate-name", "encrypted",  "name-not-utf8", "name-unsafe",
        "sparse",         "empty-link", "not-opened",
    };

    return bit < LP_FLAG_COUNT ? words[bit] : "";
}
