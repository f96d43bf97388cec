#include "formats/rtf_packed.h"

#include "formats/rule.h"
#include "tests/unit/test.h"

#define COUNT(a) (sizeof(a) / sizeof(a)[0])
#define BYTES(s)                            \
    {                                       \
        (const uint8_t *)(s), sizeof(s) - 1 \
    }

/* The two examples of [MS-OXRTFCP] 3.1.1 and 3.1.2, and what is nearest. */
#define FIRST                                                                \
    "\x2d\0\0\0\x2b\0\0\0LZFu\xf1\xc5\xc7\xa7\x03\0\x0a\0rcpg125B2\x0a\xf3 " \
    "hel\x09\0 bw\x05\xb0ld}\x0a\x80\x0f\xa0"

static const struct {
    const char *label;
    struct lp_slice packed;
    const char *want; /* NULL: it is broken */
} rows[] = {
    {"a text", BYTES(FIRST),
     "{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n"},
    {"the window runs over what it writes",
     BYTES("\x1a\0\0\0\x1c\0\0\0LZFu\xe2\xd4\x4b\x51\x41\0\x04\x20WXYZ\x0d"
           "n}\x01\x0e\xb0"),
     "{\\rtf1 WXYZWXYZWXYZWXYZWXYZ}"},
    {"another checksum",
     BYTES("\x1a\0\0\0\x1c\0\0\0LZFu\xe3\xd4\x4b\x51\x41\0\x04\x20WXYZ\x0d"
           "n}\x01\x0e\xb0"),
     NULL},
    {"another length",
     BYTES("\x1a\0\0\0\x1d\0\0\0LZFu\xe2\xd4\x4b\x51\x41\0\x04\x20WXYZ\x0d"
           "n}\x01\x0e\xb0"),
     NULL},
    {"cut by a byte",
     BYTES("\x1a\0\0\0\x1c\0\0\0LZFu\xe2\xd4\x4b\x51\x41\0\x04\x20WXYZ\x0d"
           "n}\x01\x0e"),
     NULL},
    {"stored", BYTES("\x0d\0\0\0\x01\0\0\0MELA\0\0\0\0x"), "x"},
    {"stored, and cut", BYTES("\x0d\0\0\0\x02\0\0\0MELA\0\0\0\0x"), NULL},
    {"neither", BYTES("\x0d\0\0\0\x01\0\0\0MELB\0\0\0\0x"), NULL},
    {"nothing", BYTES(""), NULL},
};

int
main(void)
{
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct lp_buf to = {0};
        struct lp_err err = {0};
        enum lp_code rc = lp_rtf_unpack(&to, rows[i].packed, &err);

        if (rows[i].want == NULL) {
            CHECK(rc == LP_E_FORMAT && err.rule == LP_RULE_RTF_PACKED,
                  rows[i].label);
        } else {
            CHECK(rc == LP_OK && lp_slice_is(lp_buf_slice(&to), rows[i].want),
                  rows[i].label);
        }
        lp_buf_release(&to);
    }
    return lp_test_failures != 0;
}
