#include "formats/archive_head.h"

#include <string.h>

/* ECMA-119, 6.2.1 and 8.1: the first volume descriptor. */
#define ISO_AT ((size_t)32768)

static const char rar4_magic[] = "Rar!\x1a\x07";
static const char rar5_magic[] = "Rar!\x1a\x07\x01";
#define RAR4_MAGIC ((size_t)7) /* with the zero at its end */
#define RAR5_MAGIC ((size_t)8)

static const struct {
    const char *bytes;
    size_t len;
    enum lp_kind kind;
} magics[] = {
#define MAGIC(text) text, sizeof(text) - 1
    {MAGIC("7z\xbc\xaf\x27\x1c"), LP_KIND_7Z},
    {MAGIC("Rar!\x1a\x07\x00"), LP_KIND_RAR},
    {MAGIC("Rar!\x1a\x07\x01\x00"), LP_KIND_RAR},
    {MAGIC("MSCF\0\0\0\0"), LP_KIND_CAB},
    {MAGIC("!<arch>\n"), LP_KIND_AR},
    {MAGIC("!BDN"), LP_KIND_PST},
#undef MAGIC
};

static bool
iso(struct lp_slice head)
{
    const uint8_t *d;

    if (head.len < ISO_AT + 7) {
        return false;
    }
    d = head.data + ISO_AT;
    return memcmp(d + 1, "CD001", 5) == 0 && (d[0] <= 3 || d[0] == 255) &&
           d[6] == 1;
}

/* Whether a method is named, `-lh5-`, with `letters` in its last place. */
static bool
is_method(const uint8_t *d, const char *family, const char *letters)
{
    return d[0] == '-' && memcmp(d + 1, family, 2) == 0 && d[3] != '\0' &&
           strchr(letters, d[3]) != NULL && d[4] == '-';
}

/* What no library here unpacks. */
static bool
is_later_method(const uint8_t *d)
{
    return is_method(d, "lh", "89sx") || is_method(d, "pm", "012s");
}

bool
lp_lha_begins(struct lp_slice head)
{
    const uint8_t *d = head.data;

    return head.len >= 22 && d[20] <= 3 &&
           (is_method(d + 2, "lh", "01234567d") ||
            is_method(d + 2, "lz", "45s") || is_later_method(d + 2));
}

/* LHA has no magic: the name of a method, and in headers of levels 0 and 1 a
 * sum over the header. */
static bool
lha(struct lp_slice head)
{
    const uint8_t *d = head.data;
    unsigned sum = 0;

    if (!lp_lha_begins(head)) {
        return false;
    }
    if (d[20] == 2) {
        return d[0] >= 24 || d[1] > 0;
    }
    if (d[20] == 3) {
        return lp_get_le16(d) == 4; /* the width of its numbers */
    }
    if (head.len < 2 + (size_t)d[0]) {
        return false;
    }
    for (size_t i = 0; i < d[0]; i++) {
        sum += d[2 + i];
    }
    return (sum & 0xff) == d[1];
}

enum lp_kind
lp_archive_kind(struct lp_slice head)
{
    for (size_t i = 0; i < sizeof magics / sizeof magics[0]; i++) {
        if (lp_slice_begins(head,
                            (struct lp_slice){(const uint8_t *)magics[i].bytes,
                                              magics[i].len})) {
            return magics[i].kind;
        }
    }
    return lha(head) ? LP_KIND_LHA : iso(head) ? LP_KIND_ISO : LP_KIND_OTHER;
}

/* The main header of RAR before 5: a sum (2), type (1), flags (2). */
static enum lp_rule
rar4_closed(struct lp_slice rest)
{
    unsigned flags;

    if (rest.len < 5 || rest.data[2] != 0x73) {
        return LP_RULE_NONE;
    }
    flags = lp_get_le16(rest.data + 3);
    return (flags & 0x80) != 0   ? LP_RULE_ENC_ZIP
           : (flags & 0x01) != 0 ? LP_RULE_MULTI_VOLUME
                                 : LP_RULE_NONE;
}

uint64_t
lp_rar_number(struct lp_slice *s, bool *bad)
{
    uint64_t n = 0;

    for (unsigned shift = 0; s->len > 0 && shift < 63; shift += 7) {
        uint8_t b = s->data[0];

        *s = lp_slice_from(*s, 1);
        n |= (uint64_t)(b & 0x7f) << shift;
        if (b < 0x80) {
            return n;
        }
    }
    *bad = true;
    return n;
}

/* Its first block: a sum (4), size, type, flags [, size of the extra area], and
 * in the main header the flags of the archive. */
static enum lp_rule
rar5_closed(struct lp_slice rest)
{
    uint64_t type;
    uint64_t flags;
    bool bad = false; /* what is cut shows when it is opened */

    rest = lp_slice_from(rest, rest.len < 4 ? rest.len : 4);
    (void)lp_rar_number(&rest, &bad);
    type = lp_rar_number(&rest, &bad);
    flags = lp_rar_number(&rest, &bad);
    if (type == 4) {
        return LP_RULE_ENC_ZIP;
    }
    if ((flags & 1) != 0) {
        (void)lp_rar_number(&rest, &bad);
    }
    return type == 1 && (lp_rar_number(&rest, &bad) & 1) != 0
               ? LP_RULE_MULTI_VOLUME
               : LP_RULE_NONE;
}

enum lp_rule
lp_archive_closed(enum lp_kind kind, struct lp_slice head)
{
    if (kind == LP_KIND_CAB) {
        /* CFHEADER.flags: there is a cabinet before, or after, this one. */
        return head.len >= 32 && (lp_get_le16(head.data + 30) & 3) != 0
                   ? LP_RULE_MULTI_VOLUME
                   : LP_RULE_NONE;
    }
    if (kind == LP_KIND_LHA) {
        return lp_lha_begins(head) && is_later_method(head.data + 2)
                   ? LP_RULE_UNSUPPORTED_METHOD
                   : LP_RULE_NONE;
    }
    if (kind != LP_KIND_RAR) {
        return LP_RULE_NONE;
    }
    if (lp_slice_begins(head, lp_slice_str(rar5_magic))) {
        return rar5_closed(lp_slice_from(head, RAR5_MAGIC));
    }
    return lp_slice_begins(head, lp_slice_str(rar4_magic)) &&
                   head.len >= RAR4_MAGIC
               ? rar4_closed(lp_slice_from(head, RAR4_MAGIC))
               : LP_RULE_NONE;
}
