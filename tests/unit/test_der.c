#include "crypto/der.h"

#include "tests/unit/test.h"

static const struct {
    const char *label;
    const char *bytes;
    size_t len;
    size_t content; /* SIZE_MAX: none */
    size_t rest;
} cases[] = {
    {"empty content", "\x30\x00", 2, 0, 0},
    {"one byte and a rest", "\x30\x01xyz", 5, 1, 2},
    {"long form", "\x30\x81\x02xyz", 6, 2, 1},
    {"cut content", "\x30\x03xy", 4, SIZE_MAX, 0},
    {"cut head", "\x30", 1, SIZE_MAX, 0},
    {"another tag", "\x31\x01x", 3, SIZE_MAX, 0},
    {"indefinite length", "\x30\x80\x00\x00", 4, SIZE_MAX, 0},
    {"five bytes of length", "\x30\x85\x00\x00\x00\x00\x01x", 8, SIZE_MAX, 0},
    {"a length that overflows", "\x30\x84\xff\xff\xff\xff", 6, SIZE_MAX, 0},
    {"nothing", "", 0, SIZE_MAX, 0},
};

int
main(void)
{
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct lp_slice s = {(const uint8_t *)cases[i].bytes, cases[i].len};
        struct lp_slice got = lp_der_take(&s, LP_DER_SEQUENCE);

        CHECK((got.data == NULL) == (cases[i].content == SIZE_MAX),
              cases[i].label);
        CHECK(got.data == NULL || got.len == cases[i].content, cases[i].label);
        CHECK(s.len == cases[i].rest, cases[i].label);
    }
    return lp_test_failures != 0;
}
