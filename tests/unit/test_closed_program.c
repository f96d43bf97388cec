#include "formats/closed_program.h"

#include <string.h>

#include "formats/closed.h"
#include "formats/crc32.h"
#include "tests/unit/test.h"

#define ROOM 1024
#define S(literal) literal, sizeof(literal) - 1

/* What an archive begins with, and where its CRC-32 (0: none) of so many bytes
 * is to be put. */
static const struct {
    const char *label;
    const char *bytes;
    size_t len;
    size_t sum;
    size_t half; /* 2: only so many bytes of it */
    size_t from;
    size_t of;
    enum lp_kind kind;
} rows[] = {
    {"7z", S("7z\xbc\xaf\x27\x1c\0\4....12345678abcdefghQRST"), 8, 4, 12, 20,
     LP_KIND_7Z},
    {"... with another sum",
     S("7z\xbc\xaf\x27\x1c\0\4....12345678abcdefghQRST"), 0, 0, 0, 0,
     LP_KIND_OTHER},
    {"... of a later version",
     S("7z\xbc\xaf\x27\x1c\1\4....12345678abcdefghQRST"), 8, 4, 12, 20,
     LP_KIND_OTHER},
    {"RAR 4", S("Rar!\x1a\7\0..\x73\0\0\15\0......"), 7, 2, 9, 11, LP_KIND_RAR},
    {"... with another sum", S("Rar!\x1a\7\0..\x73\0\0\15\0......"), 0, 0, 0, 0,
     LP_KIND_OTHER},
    {"... with another block", S("Rar!\x1a\7\0..\x74\0\0\15\0......"), 7, 2, 9,
     11, LP_KIND_OTHER},
    {"RAR 5", S("Rar!\x1a\7\1\0....\3\1\0\0"), 8, 4, 12, 4, LP_KIND_RAR},
    {"... with another sum", S("Rar!\x1a\7\1\0....\3\1\0\0"), 0, 0, 0, 0,
     LP_KIND_OTHER},
    {"a cabinet",
     S("MSCF\0\0\0\0\x40\0\0\0keep\x24\0\0\0keep\3\1\1\0\1\0\0\0idno\0\0"), 0,
     0, 0, 0, LP_KIND_CAB},
    {"... of another version",
     S("MSCF\0\0\0\0\x40\0\0\0keep\x24\0\0\0keep\3\2\1\0\1\0\0\0idno\0\0"), 0,
     0, 0, 0, LP_KIND_OTHER},
    {"... whose files begin behind it",
     S("MSCF\0\0\0\0\x40\0\0\0keep\x40\0\0\0keep\3\1\1\0\1\0\0\0idno\0\0"), 0,
     0, 0, 0, LP_KIND_OTHER},
    {"ZIP", S("PK\5\6\0\0\0\0\1\0\1\0\x2e\0\0\0\0\0\0\0\0\0"), 0, 0, 0, 0,
     LP_KIND_ZIP},
    {"... whose list is too short",
     S("PK\5\6\0\0\0\0\1\0\1\0\x2d\0\0\0\0\0\0\0\0\0"), 0, 0, 0, 0,
     LP_KIND_OTHER},
    {"... of two disks", S("PK\5\6\0\0\0\0\1\0\2\0\x5c\0\0\0\0\0\0\0\0\0"), 0,
     0, 0, 0, LP_KIND_OTHER},
    {"a magic alone", S("7z\xbc\xaf\x27\x1c"), 0, 0, 0, 0, LP_KIND_OTHER},
};

static enum lp_kind
scan(struct lp_slice all, size_t piece)
{
    struct lp_closed_scan s;

    lp_closed_scan_init(&s, LP_KIND_OTHER, all);
    for (; all.len > 0; all = lp_slice_from(all, piece)) {
        lp_closed_scan_feed(&s, lp_slice_head(all, piece));
    }
    return lp_closed_scan_program(&s);
}

/* Wherever it lies in a program, and however that comes. */
static void
check_row(size_t row, size_t at)
{
    static const size_t pieces[] = {1, 7, 160, 161, 333, ROOM};
    uint8_t room[ROOM];
    uint8_t *to = room + at;

    memset(room, 'x', sizeof room);
    memcpy(room, "MZ", 2);
    memcpy(to, rows[row].bytes, rows[row].len);
    if (rows[row].sum > 0) {
        uint32_t crc =
            lp_crc32(0, (struct lp_slice){to + rows[row].from, rows[row].of});

        for (size_t i = 0; i < rows[row].half; i++) {
            to[rows[row].sum + i] = (uint8_t)(crc >> (8 * i));
        }
    }
    for (size_t i = 0; i < sizeof pieces / sizeof pieces[0]; i++) {
        CHECK(scan((struct lp_slice){room, sizeof room}, pieces[i]) ==
                  rows[row].kind,
              rows[row].label);
    }
    room[0] = 'm';
    CHECK(scan((struct lp_slice){room, sizeof room}, ROOM) == LP_KIND_OTHER,
          "no program");
}

/* What only scripts hold. */
static void
check_scripts(void)
{
    static const struct {
        const char *bytes;
        size_t len;
        enum lp_kind kind;
    } packed[] = {
        {S("\x1f\x8b\x08\0....\0\3..........."), LP_KIND_GZIP},
        {S("\x1f\x8b\x08\x20....\0\3..........."), LP_KIND_OTHER},
        {S("\xfd"
           "7zXZ\0\0\4\xe6\xd6\xb4\x46"),
         LP_KIND_XZ},
        {S("\xfd"
           "7zXZ\0\0\1\xe6\xd6\xb4\x46"),
         LP_KIND_OTHER},
        {S("BZh9\x31\x41\x59\x26\x53\x59"), LP_KIND_BZIP2},
        {S("BZh0\x31\x41\x59\x26\x53\x59"), LP_KIND_OTHER},
        {S("\x28\xb5\x2f\xfd\4......"), LP_KIND_ZSTD},
        {S("\x28\xb5\x2f\xfd\x0c......"), LP_KIND_OTHER},
    };
    uint8_t room[ROOM];

    for (size_t i = 0; i < sizeof packed / sizeof packed[0]; i++) {
        memset(room, 'x', sizeof room);
        memcpy(room, "#!", 2);
        memcpy(room + 300, packed[i].bytes, packed[i].len);
        CHECK(scan((struct lp_slice){room, sizeof room}, 100) == packed[i].kind,
              "in a script");
        memcpy(room, "MZ", 2);
        CHECK(scan((struct lp_slice){room, sizeof room}, 100) == LP_KIND_OTHER,
              "in another program");
    }
}

int
main(void)
{
    check_scripts();
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        check_row(i, 2);
        check_row(i, 150);
        check_row(i, 500);
        check_row(i, ROOM - rows[i].len);
    }
    CHECK(lp_is_program((struct lp_slice){(const uint8_t *)"\x7f"
                                                           "ELF",
                                          4}) &&
              lp_is_program(lp_slice_str("#!/bin/sh")) &&
              !lp_is_program(lp_slice_str("M")) &&
              !lp_is_program((struct lp_slice){0}),
          "what a program is");
    return lp_test_failures != 0;
}
