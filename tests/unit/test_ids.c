#include "formats/ids.h"

#include <string.h>

#include "tests/unit/test.h"

static const struct {
    const char *word;
    size_t len;
} ids[] = {
    {"message", 32}, {"message-body", 32}, {"message-loose", 32},
    {"mih", 16},     {"text", 32},         {"letters", 32},
};

int
main(void)
{
    CHECK(sizeof ids / sizeof ids[0] == LP_ID_COUNT, "a row for each");
    for (unsigned i = 0; i < sizeof ids / sizeof ids[0]; i++) {
        CHECK(strcmp(lp_id_word((enum lp_id)i), ids[i].word) == 0, ids[i].word);
        CHECK(lp_id_len((enum lp_id)i) == ids[i].len, ids[i].word);
        CHECK(ids[i].len <= LP_ID_LEN_MAX, "it fits");
    }
    return lp_test_failures != 0;
}
