#include "formats/ids.h"

const char *
lp_id_word(enum lp_id id)
{
    static const char *const words[LP_ID_COUNT] = {
        [LP_ID_MESSAGE] = "message",     [LP_ID_BODY] = "message-body",
        [LP_ID_LOOSE] = "message-loose", [LP_ID_MIH] = "mih",
        [LP_ID_TEXT] = "text",           [LP_ID_LETTERS] = "letters",
    };

    return words[id];
}

size_t
lp_id_len(enum lp_id id)
{
    return id == LP_ID_MIH ? 16 : LP_ID_LEN_MAX;
}
