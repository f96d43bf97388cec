#include "formats/tar_head.h"

#include <string.h>

/* POSIX.1-2017 pax, "ustar Interchange Format"; GNU tar manual, "Basic Tar
 * Format". */
enum field {
    NAME,
    MODE,
    UID,
    GID,
    SIZE,
    MTIME,
    CHKSUM,
    LINK,
    MAJOR,
    MINOR,
    PREFIX,
    GNU_ATIME,
    GNU_CTIME,
    GNU_OFFSET,
    GNU_REAL,
};

static const struct {
    size_t at;
    size_t len;
} fields[] = {
    [NAME] = {0, 100},       [MODE] = {100, 8},        [UID] = {108, 8},
    [GID] = {116, 8},        [SIZE] = {124, 12},       [MTIME] = {136, 12},
    [CHKSUM] = {148, 8},     [LINK] = {157, 100},      [MAJOR] = {329, 8},
    [MINOR] = {337, 8},      [PREFIX] = {345, 155},    [GNU_ATIME] = {345, 12},
    [GNU_CTIME] = {357, 12}, [GNU_OFFSET] = {369, 12}, [GNU_REAL] = {483, 12},
};

#define TYPE_AT 156
#define MAGIC_AT 257
#define VERSION_AT 263
#define GNU_MORE_AT 482

static struct lp_slice
field(const uint8_t *block, enum field f)
{
    return (struct lp_slice){block + fields[f].at, fields[f].len};
}

/* A text field: up to its NUL, or all of it. */
static struct lp_slice
text(const uint8_t *block, enum field f)
{
    struct lp_slice s = field(block, f);
    const uint8_t *nul = memchr(s.data, 0, s.len);

    return lp_slice_head(s, nul == NULL ? s.len : (size_t)(nul - s.data));
}

/* First byte 0x80 or 0xff, then the rest, big-endian, in two's complement.
 * GNU tar and Python know no other first byte; libarchive does. */
static bool
base256(struct lp_slice f, int64_t *out)
{
    uint64_t v = f.data[0] == 0xff ? UINT64_MAX : 0;
    uint8_t sign = f.data[0] == 0xff ? 0xff : 0;

    for (size_t i = 1; i < f.len; i++) {
        if (f.len - i > 8 && f.data[i] != sign) {
            return false;
        }
        v = v << 8 | f.data[i];
    }
    if (((int64_t)v < 0) != (sign != 0)) {
        return false;
    }
    *out = (int64_t)v;
    return true;
}

bool
lp_tar_number(struct lp_slice f, int64_t *out, bool *wide)
{
    uint64_t v = 0;
    size_t i = 0;

    if (wide != NULL) {
        *wide = (f.data[0] & 0x80) != 0;
    }
    if (f.data[0] == 0x80 || f.data[0] == 0xff) {
        return base256(f, out);
    }
    while (i < f.len && f.data[i] == ' ') {
        i++;
    }
    while (i < f.len && f.data[i] >= '0' && f.data[i] <= '7') {
        v = v << 3 | (f.data[i++] & 7u); /* at most 12 digits */
    }
    /* A NUL ends it, whatever follows; but GNU tar passes over one NUL in
     * front of the digits, where others see an empty field. */
    if (i == 0 && f.data[0] == 0 && f.data[1] != 0 && f.data[1] != ' ') {
        return false;
    }
    while (i < f.len && f.data[i] == ' ') {
        i++;
    }
    if (i < f.len && f.data[i] != 0) {
        return false;
    }
    *out = (int64_t)v;
    return true;
}

bool
lp_tar_head_sum(const uint8_t block[LP_TAR_BLOCK])
{
    int64_t stated = 0;
    bool wide = false;
    int32_t plain = 0;
    int32_t chars = 0;

    /* First what is cheap: most blocks that are asked are no headers. */
    if (!lp_tar_number(field(block, CHKSUM), &stated, &wide) || wide) {
        return false;
    }
    for (size_t i = 0; i < LP_TAR_BLOCK; i++) {
        /* Its own field counts as spaces. */
        bool own = i - fields[CHKSUM].at < fields[CHKSUM].len;

        plain += own ? ' ' : block[i];
        chars += own ? ' ' : (int8_t)block[i];
    }
    return stated == plain || stated == chars;
}

static enum lp_tar_magic
magic(const uint8_t *block)
{
    if (memcmp(block + MAGIC_AT, "ustar  ", 8) == 0) {
        return LP_TAR_GNU;
    }
    return memcmp(block + MAGIC_AT, "ustar", 6) == 0 ? LP_TAR_USTAR : LP_TAR_V7;
}

static bool
is_number(const uint8_t *block, enum field f)
{
    int64_t ignored;

    return lp_tar_number(field(block, f), &ignored, NULL);
}

static bool
has_digit(const uint8_t *block, enum field f)
{
    struct lp_slice s = field(block, f);
    size_t i = 0;

    while (i < s.len && s.data[i] == ' ') {
        i++;
    }
    return i < s.len && s.data[i] >= '0' && s.data[i] <= '7';
}

/* A sparse file of the old GNU format. */
static void
read_sparse(struct lp_tar_head *h, const uint8_t *block)
{
    int64_t real = 0;

    if (!lp_tar_number(field(block, GNU_REAL), &real, NULL) || real < 0) {
        h->number_bad = true;
        real = 0;
    }
    h->real = (uint64_t)real;
    h->more = block[GNU_MORE_AT] != 0;
}

/* What stands behind the common fields. */
static void
read_layout(struct lp_tar_head *h, const uint8_t *block)
{
    switch (h->magic) {
    case LP_TAR_USTAR:
        h->prefix = text(block, PREFIX);
        break;
    case LP_TAR_GNU:
        if (!is_number(block, GNU_ATIME) || !is_number(block, GNU_CTIME) ||
            !is_number(block, GNU_OFFSET)) {
            h->number_bad = true;
        }
        break;
    default:
        /* Some readers take a prefix here without asking for the magic. */
        h->prefix_odd = block[fields[PREFIX].at] != 0;
        break;
    }
}

void
lp_tar_head_read(struct lp_tar_head *h, const uint8_t block[LP_TAR_BLOCK])
{
    static const enum field others[] = {MODE, UID, GID, MAJOR, MINOR};
    int64_t size = 0;

    *h = (struct lp_tar_head){
        .magic = magic(block),
        .type = block[TYPE_AT],
        .name = text(block, NAME),
        .link = text(block, LINK),
    };
    /* To GNU tar, blanks alone are no size; to others they are 0. */
    h->size_bad = !lp_tar_number(field(block, SIZE), &size, &h->size_wide) ||
                  size < 0 ||
                  (block[fields[SIZE].at] == ' ' && !has_digit(block, SIZE));
    h->size = h->size_bad ? 0 : (uint64_t)size;
    h->time_bad = !lp_tar_number(field(block, MTIME), &h->time, NULL);
    h->number_bad = h->time_bad;
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        h->number_bad = h->number_bad || !is_number(block, others[i]);
    }
    read_layout(h, block);
    if (h->type == 'S') {
        read_sparse(h, block);
    }
}

/* All that a writer must have put there, then. In front of the volume label and
 * of a continued file GNU tar puts a header of few fields (GNU tar manual,
 * "Basic Tar Format"). */
static unsigned
bid_without_magic(const struct lp_tar_head *h, const uint8_t *b)
{
    bool volume = h->type == 'V' || h->type == 'M';

    if (h->name.len == 0 || h->size_bad || h->number_bad ||
        !has_digit(b, MTIME) || !has_digit(b, CHKSUM)) {
        return 0;
    }
    if (!volume && (!has_digit(b, MODE) || !has_digit(b, UID) ||
                    !has_digit(b, GID) || !has_digit(b, SIZE) ||
                    (h->type != 0 && (h->type < '0' || h->type > '7')))) {
        return 0;
    }
    return 16 + 24;
}

unsigned
lp_tar_head_bid(struct lp_slice head)
{
    const uint8_t *b = head.data;
    struct lp_tar_head h;

    if (head.len < LP_TAR_BLOCK || !lp_tar_head_sum(b)) {
        return 0;
    }
    lp_tar_head_read(&h, b);
    if (h.magic == LP_TAR_GNU ||
        (h.magic == LP_TAR_USTAR && memcmp(b + VERSION_AT, "00", 2) == 0)) {
        return 64 + 16;
    }
    return bid_without_magic(&h, b);
}
