#include "formats/closed_program.h"

#include <string.h>

#include "formats/crc32.h"

bool
lp_is_script(struct lp_slice head)
{
    return lp_slice_begins(head, lp_slice_str("#!"));
}

bool
lp_is_program(struct lp_slice head)
{
    return lp_is_script(head) || lp_slice_begins(head, lp_slice_str("MZ")) ||
           lp_slice_begins(head, lp_slice_str("\x7f"
                                              "ELF"));
}

/* The version, 0.x, and a sum over where the list of contents is. */
static bool
is_7z(struct lp_slice s)
{
    return s.len >= 32 && s.data[6] == 0 &&
           lp_crc32(0, lp_slice_head(lp_slice_from(s, 12), 20)) ==
               lp_get_le32(s.data + 8);
}

/* Before 5: its main header, with half of a CRC-32; from 5 on the first block
 * is the main one or says that all is encrypted. */
static bool
is_rar(struct lp_slice s)
{
    size_t size;

    if (s.len >= 20 && s.data[6] == 0) {
        size = lp_get_le16(s.data + 12);
        return s.data[9] == 0x73 && size >= 13 && s.len >= 7 + size &&
               (lp_crc32(0, lp_slice_head(lp_slice_from(s, 9), size - 2)) &
                0xffff) == lp_get_le16(s.data + 7);
    }
    return s.len >= 14 && s.data[6] == 1 && s.data[7] == 0 &&
           s.data[12] < 0x80 && s.len >= 13 + (size_t)s.data[12] &&
           lp_crc32(0, lp_slice_head(lp_slice_from(s, 12),
                                     1 + (size_t)s.data[12])) ==
               lp_get_le32(s.data + 8);
}

/* CFHEADER: version 1.3, folders and files, which begin inside it. */
static bool
is_cab(struct lp_slice s)
{
    return s.len >= 36 && s.data[24] == 3 && s.data[25] == 1 &&
           lp_get_le16(s.data + 26) > 0 && lp_get_le16(s.data + 28) > 0 &&
           lp_get_le32(s.data + 16) >= 36 &&
           lp_get_le32(s.data + 16) < lp_get_le32(s.data + 8);
}

/* The end of its list of contents: of one disk, with as many members as it says
 * there, and as long as so many must be. A signature may follow it. */
static bool
is_zip(struct lp_slice s)
{
    return s.len >= 22 && lp_get_le32(s.data + 4) == 0 &&
           lp_get_le16(s.data + 8) > 0 &&
           lp_get_le16(s.data + 8) == lp_get_le16(s.data + 10) &&
           lp_get_le32(s.data + 12) >= 46U * lp_get_le16(s.data + 8);
}

/* Deflate, no flag that is reserved, and a level and a system that exist. */
static bool
is_gzip(struct lp_slice s)
{
    return s.len >= 18 && s.data[3] < 0x20 &&
           (s.data[8] == 0 || s.data[8] == 2 || s.data[8] == 4) &&
           (s.data[9] <= 13 || s.data[9] == 255);
}

/* The sum of the flags of the stream. */
static bool
is_xz(struct lp_slice s)
{
    return s.len >= 12 && lp_crc32(0, lp_slice_head(lp_slice_from(s, 6), 2)) ==
                              lp_get_le32(s.data + 8);
}

static bool
is_bzip2(struct lp_slice s)
{
    return s.len >= 10 && s.data[3] >= '1' && s.data[3] <= '9' &&
           memcmp(s.data + 4, "\x31\x41\x59\x26\x53\x59", 6) == 0;
}

/* A frame whose reserved bit is not set (RFC 8878, 3.1.1.1.1). */
static bool
is_zstd(struct lp_slice s)
{
    return s.len >= 10 && (s.data[4] & 8) == 0;
}

#define MAGIC(text) text, sizeof(text) - 1

static const struct {
    const char *magic;
    size_t len;
    bool (*is)(struct lp_slice from);
    enum lp_kind kind;
    bool in_script; /* other programs have such things for themselves */
} archives[] = {
    {MAGIC("7z\xbc\xaf\x27\x1c"), is_7z, LP_KIND_7Z, false},
    {MAGIC("Rar!\x1a\x07"), is_rar, LP_KIND_RAR, false},
    {MAGIC("MSCF"), is_cab, LP_KIND_CAB, false},
    {MAGIC("PK\5\6"), is_zip, LP_KIND_ZIP, false},
    {MAGIC("\x1f\x8b\x08"), is_gzip, LP_KIND_GZIP, true},
    {MAGIC("\xfd"
           "7zXZ\0"),
     is_xz, LP_KIND_XZ, true},
    {MAGIC("BZh"), is_bzip2, LP_KIND_BZIP2, true},
    {MAGIC("\x28\xb5\x2f\xfd"), is_zstd, LP_KIND_ZSTD, true},
};

enum lp_kind
lp_program_holds(struct lp_slice bytes, bool script)
{
    for (size_t i = 0; i < sizeof archives / sizeof archives[0]; i++) {
        struct lp_slice rest = bytes;
        const uint8_t *at;

        while ((script || !archives[i].in_script) && rest.len > 0 &&
               (at = memmem(rest.data, rest.len, archives[i].magic,
                            archives[i].len)) != NULL) {
            rest = lp_slice_from(rest, (size_t)(at - rest.data));
            if (archives[i].is(rest)) {
                return archives[i].kind;
            }
            rest = lp_slice_from(rest, 1);
        }
    }
    return LP_KIND_OTHER;
}
