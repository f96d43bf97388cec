#include "formats/chunks.h"

#include <string.h>

#include "tests/unit/test.h"

#define COUNT(a) (sizeof(a) / sizeof(a)[0])
#define CHUNKS ((size_t)5)

/* `two` stands at a place of a text, and whether that is passed over. */
static const struct {
    const char *label;
    char two[2];
    bool plain;
    bool plain_no_cr;
    bool unmarked;
} rows[] = {
    {"letters", {'a', 'z'}, true, true, true},
    {"the first and the last that is printable", {' ', '~'}, true, true, true},
    {"DEL", {'a', 0x7f}, false, false, true},
    {"the last control", {'a', 0x1f}, false, false, true},
    {"NUL", {'a', 0}, false, false, true},
    {"no ASCII", {'a', (char)0x80}, false, false, true},
    {"the last byte", {'a', (char)0xff}, false, false, true},
    {"BS", {'a', '\b'}, false, false, true},
    {"TAB", {'a', '\t'}, true, true, true},
    {"LF", {'a', '\n'}, true, true, true},
    {"VT", {'a', '\v'}, false, false, true},
    {"FF", {'a', '\f'}, true, true, true},
    {"CR", {'a', '\r'}, true, false, true},
    {"SO", {'a', 0x0e}, false, false, true},
    {"a line of b", {'\n', 'b'}, true, true, false},
    {"a line of =", {'\n', '='}, true, true, false},
    {"a line behind CR", {'\r', 'b'}, true, false, false},
    {"a line of B", {'\n', 'B'}, true, true, true},
    {"a line of c", {'\n', 'c'}, true, true, true},
    {"b in a line", {'a', 'b'}, true, true, true},
    {"a line begins behind FF", {'\f', 'b'}, true, true, true},
};

/* What stands at `at` and behind it, in chunks from p[0] on. */
static void
check_at(unsigned way, size_t row, size_t at)
{
    uint8_t text[1 + CHUNKS * LP_CHUNK];
    uint8_t *p = text + 1;
    size_t first = at / LP_CHUNK;      /* chunk of the first byte */
    size_t last = (at + 1) / LP_CHUNK; /* ... and of the second */
    bool odd = !rows[row].plain;
    bool odd_no_cr = !rows[row].plain_no_cr;
    size_t chunks = 0;

    memset(text, 'x', sizeof text);
    memcpy(p + at, rows[row].two, 2);
    /* Only CR makes the first byte one that is not plain. */
    if (lp_chunks_plain_by(way, p, CHUNKS * LP_CHUNK, false, &chunks)) {
        CHECK(chunks == (odd ? last : CHUNKS), rows[row].label);
    }
    if (lp_chunks_plain_by(way, p, CHUNKS * LP_CHUNK, true, &chunks)) {
        CHECK(chunks == (!odd_no_cr                 ? CHUNKS
                         : rows[row].two[0] == '\r' ? first
                                                    : last),
              rows[row].label);
    }
    if (lp_chunks_unmarked_by(way, p, CHUNKS * LP_CHUNK, &chunks)) {
        CHECK(chunks == (rows[row].unmarked ? CHUNKS : last), rows[row].label);
    }
}

/* No way looks behind the last whole chunk. */
static void
check_lengths(unsigned way)
{
    uint8_t text[1 + CHUNKS * LP_CHUNK];

    for (size_t n = 0; n < CHUNKS * LP_CHUNK; n++) {
        size_t whole = n / LP_CHUNK * LP_CHUNK;
        size_t chunks = 0;

        memset(text, '\n', sizeof text);
        memset(text + 1 + whole, 'b', sizeof text - 1 - whole);
        if (lp_chunks_unmarked_by(way, text + 1, n, &chunks)) {
            CHECK(chunks == n / LP_CHUNK, "unmarked, of that length");
        }
        memset(text + 1 + whole, 0, sizeof text - 1 - whole);
        if (lp_chunks_plain_by(way, text + 1, n, false, &chunks)) {
            CHECK(chunks == n / LP_CHUNK, "plain, of that length");
        }
    }
}

int
main(void)
{
    for (unsigned way = 0; way < 2; way++) {
        for (size_t row = 0; row < COUNT(rows); row++) {
            for (size_t at = 0; at + 1 < CHUNKS * LP_CHUNK; at++) {
                check_at(way, row, at);
            }
        }
        check_lengths(way);
    }
    CHECK(!lp_chunks_plain_by(2, NULL, 0, false, NULL) &&
              !lp_chunks_unmarked_by(2, NULL, 0, NULL),
          "there is no third way");
    return lp_test_failures != 0;
}
