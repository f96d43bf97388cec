#include "formats/from_find.h"

#include "tests/unit/test.h"

static const struct {
    const char *label;
    const char *in;
    size_t at;
    int found; /* -1: it is not there */
} rows[] = {
    {"nothing", "", 0, -1},
    {"at the start", "From a", 0, 0},
    {"the word alone", "From ", 0, 0},
    {"cut by its blank", "From", 0, -1},
    {"cut by one letter", "Fro ", 0, -1},
    {"behind other words in F", "F Fr Fro From x", 0, 9},
    {"in lower case", "from a", 0, -1},
    {"behind the place", "From a From b", 1, 7},
    {"none behind the place", "From a", 1, -1},
    {"at the very end", "abc From ", 0, 4},
    {"from the end on", "From ", 5, -1},
};

int
main(void)
{
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct lp_slice s = lp_slice_str(rows[i].in);
        const uint8_t *hit = lp_from_find(s, rows[i].at);

        CHECK(rows[i].found < 0 ? hit == NULL : hit == s.data + rows[i].found,
              rows[i].label);
    }
    return lp_test_failures != 0;
}
