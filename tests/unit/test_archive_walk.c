#include "formats/archive_walk.h"

#include "tests/unit/test.h"
#include "tests/unit/view_box.h"

#define S(literal) literal, sizeof(literal) - 1
#define SEVEN(at, size) \
    "7z\xbc\xaf\x27\x1c\0\4crc." at "\0\0\0\0\0\0\0" size "\0\0\0\0\0\0\0crc2"
#define CAB(size) "MSCF\0\0\0\0" size "\0\0\0"
#define Z8 "\0\0\0\0\0\0\0\0"
#define SIGNED(at)                                                        \
    "MSCF\0\0\0\0\x40\0\0\0" Z8 "\0\0\0\0"                                \
    "\3\1\1\0\1\0\4\0\0\0\0\0\x14\0\0\0\0\0\x10\0" at "\0\0\0\4\0\0\0" Z8 \
    "\0\0\0\0"
#define AR(size) "name            0           0     0     644     " size "`\n"
#define RAR4_END "\xc4\x3d\x7b\0\x40\7\0"
#define RAR5_END "\x1d\x77\x56\x51\3\5\4\0"

/* 22 bytes: size and sum, packed size, level. */
#define LHA(size, packed, level) \
    size "-lh0-" packed "\0\0\0\0\0\0\0\0\0\0\0\x20" level "\0"

static const struct {
    const char *label;
    enum lp_kind kind;
    const char *bytes;
    size_t len;
    bool whole;
    bool trailing;
    uint64_t end;
} rows[] = {
    {"7z", LP_KIND_7Z, S(SEVEN("\3", "\2") "abcde"), true, false, 37},
    {"... and more", LP_KIND_7Z, S(SEVEN("\3", "\2") "abcdef"), true, true, 37},
    {"... and zeros", LP_KIND_7Z, S(SEVEN("\3", "\2") "abcde\0\0"), true, false,
     37},
    {"... zeros and more", LP_KIND_7Z, S(SEVEN("\3", "\2") "abcde\0\0x"), true,
     true, 37},
    {"... of nothing", LP_KIND_7Z, S(SEVEN("\0", "\0")), true, false, 32},
    {"... cut", LP_KIND_7Z, S(SEVEN("\3", "\2") "abcd"), false, false, 36},
    {"... without a list", LP_KIND_7Z, S(SEVEN("\3", "\2") "ab"), false, false,
     34},
    {"... of 31 bytes", LP_KIND_7Z, SEVEN("\3", "\2"), 31, false, false, 31},
    {"... that says it is huge", LP_KIND_7Z,
     S("7z\xbc\xaf\x27\x1c\0\4crc.\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff"
       "\xff\xff\xff\xff\xff"
       "crc2"),
     false, false, 32},
    {"a cabinet", LP_KIND_CAB, S(CAB("\16") "ab"), true, false, 14},
    {"... and more", LP_KIND_CAB, S(CAB("\15") "ab"), true, true, 13},
    {"... cut", LP_KIND_CAB, S(CAB("\17") "ab"), false, false, 15},
    {"... that is signed", LP_KIND_CAB, S(SIGNED("\x40") "0abc"), true, false,
     68},
    {"... with a signature elsewhere", LP_KIND_CAB, S(SIGNED("\x41") "0abc"),
     true, true, 64},
    {"... with none", LP_KIND_CAB, S(SIGNED("\x40") "abcd"), true, true, 64},
    {"ar", LP_KIND_AR, S("!<arch>\n" AR("2         ") "ab"), true, false, 70},
    {"... and no block", LP_KIND_AR, S("!<arch>\n" AR("2         ") "abx"),
     false, false, 71},
    {"LHA, level 0", LP_KIND_LHA, S(LHA("\x16\0", "\2", "\0") "\0\0ab\0"), true,
     false, 27},
    {"... level 1, with more headers in what follows", LP_KIND_LHA,
     S(LHA("\x19\0", "\7", "\1") "\0\0U\5\0"
                                 "\1a\0\0"
                                 "ab\0\0"),
     true, false, 35},
    {"... level 2, and a second", LP_KIND_LHA,
     S(LHA("\x1a\0", "\1", "\2") "\0U\0\0"
                                 "a" LHA("\x1a\0", "\1", "\2") "\0U\0\0"
                                                               "b\0"),
     true, false, 55},
    {"... a zero that may begin a header", LP_KIND_LHA,
     S(LHA("\0\1", "\0", "\2") "\0U\0\0"), true, true, 1},
    {"... a folder", LP_KIND_LHA,
     S("\x1a\0-lhd-\0\0\0\0\0\0\0\0\0\0\0\0\x20\2\0\0U\0\0\0"), true, false,
     27},
    {"... a folder with data", LP_KIND_LHA,
     S("\x1a\0-lhd-\1\0\0\0\0\0\0\0\0\0\0\0\x20\2\0\0U\0\0x\0"), false, false,
     28},
    {"... level 3", LP_KIND_LHA,
     S(LHA("\4\0", "\1", "\3") "\0U\x20\0\0\0\0\0\0\0"
                               "a\0"),
     true, false, 34},
    {"... and more", LP_KIND_LHA, S(LHA("\x16\0", "\2", "\0") "\0\0ab\0\0x"),
     true, true, 27},
    {"... without its end", LP_KIND_LHA, S(LHA("\x16\0", "\2", "\0") "\0\0ab"),
     false, false, 26},
    {"... cut", LP_KIND_LHA, S(LHA("\x16\0", "\2", "\0") "\0\0a"), false, false,
     25},
    {"... and no header", LP_KIND_LHA, S(LHA("\x16\0", "\2", "\0") "\0\0abx"),
     false, false, 27},
    {"RAR 4", LP_KIND_RAR, S("Rar!\x1a\7\0" RAR4_END), true, false, 14},
    {"... and more", LP_KIND_RAR, S("Rar!\x1a\7\0" RAR4_END "x"), true, true,
     14},
    {"... without its end", LP_KIND_RAR, S("Rar!\x1a\7\0"), false, false, 7},
    {"RAR 5", LP_KIND_RAR, S("Rar!\x1a\7\1\0" RAR5_END), true, false, 16},
    {"... and more", LP_KIND_RAR, S("Rar!\x1a\7\1\0" RAR5_END "x"), true, true,
     16},
    {"another kind", LP_KIND_PST, S("!BDN"), true, false, 4},
};

static void
check_row(size_t i)
{
    struct view_box box = view_box(
        (struct lp_slice){(const uint8_t *)rows[i].bytes, rows[i].len});
    struct lp_archive_extent e = {0};

    CHECK(lp_archive_walk(rows[i].kind, &box.base, &lp_limits_default, &e,
                          NULL) == LP_OK &&
              e.whole == rows[i].whole && e.trailing == rows[i].trailing &&
              (!e.whole || e.end == rows[i].end),
          rows[i].label);
}

int
main(void)
{
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        check_row(i);
    }
    return lp_test_failures != 0;
}
