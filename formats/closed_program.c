#include "formats/closed_program.h"

#include <string.h>

#include "formats/crc32.h"

bool
lp_is_program(struct lp_slice head)
{
    return lp_slice_begins(head, lp_slice_str("MZ")) ||
           lp_slice_begins(head, lp_slice_str("\x7f"
                                              "ELF")) ||
           lp_slice_begins(head, lp_slice_str("#!"));
}

/* The version, 0.x, and a sum over where the list of contents is. */
static bool
is_7z(struct lp_slice s)
{
    return s.len >= 32 && s.data[6] == 0 &&
           lp_crc32(0, lp_slice_head(lp_slice_from(s, 12), 20)) ==
               lp_get_le32(s.data + 8);
}

/* Before 5: its main header of 13 bytes, with half of a CRC-32; from 5 on the
 * first block is the main one or says that all is encrypted. */
static bool
is_rar(struct lp_slice s)
{
    if (s.len >= 20 && s.data[6] == 0) {
        return s.data[9] == 0x73 && lp_get_le16(s.data + 12) == 13 &&
               (lp_crc32(0, lp_slice_head(lp_slice_from(s, 9), 11)) & 0xffff) ==
                   lp_get_le16(s.data + 7);
    }
    return s.len >= 14 && s.data[6] == 1 && s.data[7] == 0 &&
           s.data[12] < 0x80 && s.len >= 13 + (size_t)s.data[12] &&
           lp_crc32(0, lp_slice_head(lp_slice_from(s, 12),
                                     1 + (size_t)s.data[12])) ==
               lp_get_le32(s.data + 8);
}

/* CFHEADER: what is reserved is zero, version 1.3. */
static bool
is_cab(struct lp_slice s)
{
    return s.len >= 36 && lp_get_le32(s.data + 4) == 0 &&
           lp_get_le32(s.data + 12) == 0 && lp_get_le32(s.data + 20) == 0 &&
           s.data[24] == 3 && s.data[25] == 1;
}

enum lp_kind
lp_program_holds(struct lp_slice bytes)
{
    static const struct {
        const char *magic;
        bool (*is)(struct lp_slice from);
        enum lp_kind kind;
    } archives[] = {
        {"7z\xbc\xaf\x27\x1c", is_7z, LP_KIND_7Z},
        {"Rar!\x1a\x07", is_rar, LP_KIND_RAR},
        {"MSCF", is_cab, LP_KIND_CAB},
    };

    for (size_t i = 0; i < sizeof archives / sizeof archives[0]; i++) {
        size_t len = strlen(archives[i].magic);
        struct lp_slice rest = bytes;
        const uint8_t *at;

        while (rest.len > 0 && (at = memmem(rest.data, rest.len,
                                            archives[i].magic, len)) != NULL) {
            rest = lp_slice_from(rest, (size_t)(at - rest.data));
            if (archives[i].is(rest)) {
                return archives[i].kind;
            }
            rest = lp_slice_from(rest, 1);
        }
    }
    return LP_KIND_OTHER;
}
