#include "formats/text_entity.h"

#include <stdlib.h>
#include <string.h>

#include "formats/text_entity_table.h"
#include "tests/unit/test.h"

/* A row of the table: ` name:hex`, perhaps `+hex`, perhaps `!`. Returns what
 * comes behind it. */
static const char *
check_name(const char *row, unsigned *legacy)
{
    const char *colon = strchr(row, ':');
    char *end = NULL;
    struct lp_slice name = {(const uint8_t *)row + 1,
                            (size_t)(colon - row) - 1};
    uint32_t points[2] = {0};
    uint32_t want[2] = {(uint32_t)strtoul(colon + 1, &end, 16), 0};
    bool open;

    if (*end == '+') {
        want[1] = (uint32_t)strtoul(end + 1, &end, 16);
    }
    open = *end == '!';
    CHECK(name.len <= LP_TEXT_ENTITY_MAX, row);
    CHECK(lp_text_entity(name, true, points) == name.len, row);
    CHECK(points[0] == want[0] && points[1] == want[1], row);
    CHECK((lp_text_entity(name, false, points) == name.len) == open, row);
    *legacy += open ? 1 : 0;
    return end + (open ? 1 : 0);
}

static const struct {
    const char *label;
    const char *name;
    bool closed;
    size_t used;
    uint32_t first;
} rows[] = {
    {"a name", "amp", true, 3, '&'},
    {"a name without its end", "amp", false, 3, '&'},
    {"a name that needs its end", "alpha", false, 0, 0},
    {"a name and more", "ampx", true, 3, '&'},
    {"a longer name in it", "notin", true, 5, 0x2209},
    {"the shorter one", "notin", false, 3, 0xac},
    {"nearly a name", "am", true, 0, 0},
    {"of the other case", "aMP", true, 0, 0},
    {"nothing", "", true, 0, 0},
    {"a digit", "1amp", true, 0, 0},
    {"before the first of a letter", "A", true, 0, 0},
    {"behind the last of a letter", "zzzz", true, 0, 0},
    {"a space is of no name", "amp ", true, 3, '&'},
    {"two names", "AMP AMPx", true, 3, '&'},
};

static const struct {
    uint32_t n;
    uint32_t is;
} numbers[] = {
    {0, 0xfffd},          {1, 1},
    {0x7f, 0x7f},         {0x80, 0x20ac},
    {0x81, 0x81},         {0x9f, 0x178},
    {0xa0, 0xa0},         {0xd7ff, 0xd7ff},
    {0xd800, 0xfffd},     {0xdfff, 0xfffd},
    {0xe000, 0xe000},     {0xffff, 0xffff},
    {0x10ffff, 0x10ffff}, {0x110000, 0xfffd},
    {UINT32_MAX, 0xfffd},
};

int
main(void)
{
    unsigned names = 0;
    unsigned legacy = 0;

    for (size_t i = 0; i < 52; i++) {
        const char *row = lp_text_entity_table[i];

        CHECK(row[1] == (char)(i < 26 ? 'A' + (int)i : 'a' + (int)i - 26),
              "the letter of a row");
        for (; row[1] != '\0'; names++) {
            row = check_name(row, &legacy);
        }
    }
    CHECK(names == 2125, "how many names");
    CHECK(legacy == 106, "how many that need no end");
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        uint32_t points[2] = {0};

        CHECK(lp_text_entity(lp_slice_str(rows[i].name), rows[i].closed,
                             points) == rows[i].used,
              rows[i].label);
        CHECK(points[0] == rows[i].first, rows[i].label);
    }
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        CHECK(lp_text_entity_number(numbers[i].n) == numbers[i].is,
              "what a number is");
    }
    return lp_test_failures != 0;
}
