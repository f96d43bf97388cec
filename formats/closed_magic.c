#include "formats/closed_magic.h"

#include <string.h>
#include <strings.h>

/* How far a byte is looked for that no text has. */
#define TEXT_SEEN ((size_t)512)
#define SECTOR ((size_t)512)

/* What all that is more than a text can begin with needs no second look;
 * letters alone are `letters`: no text may follow. */
static const struct {
    const char *bytes;
    size_t len;
    size_t at;
    enum lp_kind kind;
    bool letters;
} magics[] = {
#define MAGIC(text) text, sizeof(text) - 1
    {MAGIC("xar!\0"), 0, LP_KIND_ARCHIVE, false},
    {MAGIC("MSWIM\0\0\0"), 0, LP_KIND_ARCHIVE, false},
    {MAGIC("WLPWM\0\0\0"), 0, LP_KIND_ARCHIVE, false},      /* a pipable WIM */
    {MAGIC("\xed\xab\xee\xdb"), 0, LP_KIND_ARCHIVE, true},  /* RPM */
    {MAGIC("\xdc\xa7\xc4\xfd"), 20, LP_KIND_ARCHIVE, true}, /* ZOO */
    {MAGIC("**ACE**"), 7, LP_KIND_ARCHIVE, true},
    {MAGIC("SIT!"), 0, LP_KIND_ARCHIVE, true},             /* StuffIt 1 to 4 */
    {MAGIC("StuffIt (c)1997-"), 0, LP_KIND_ARCHIVE, true}, /* ... 5 */
    {MAGIC("StuffIt!"), 0, LP_KIND_ARCHIVE, true},         /* StuffIt X */
    {MAGIC("StuffIt?"), 0, LP_KIND_ARCHIVE, true},
    {MAGIC("ITSF\2\0\0\0"), 0, LP_KIND_ARCHIVE, false}, /* CHM */
    {MAGIC("ITSF\3\0\0\0"), 0, LP_KIND_ARCHIVE, false},
    {MAGIC("zPQ\1\1"), 0, LP_KIND_ARCHIVE, false},
    {MAGIC("zPQ\2\1"), 0, LP_KIND_ARCHIVE, false},
    {MAGIC("7kSt\xa0\x31\x83\xd3\x8c\xb2\x28\xb0\xd3"), 0, LP_KIND_ARCHIVE,
     false}, /* ZPAQ, with the bytes by which a block is found */
    {MAGIC("LRZI\0"), 0, LP_KIND_ARCHIVE, false},
    {MAGIC("\x89LZO\0\x0d\x0a\x1a\x0a"), 0, LP_KIND_ARCHIVE, false},
    {MAGIC("\xff\6\0\0sNaPpY"), 0, LP_KIND_ARCHIVE, false},
    {MAGIC("RE~^"), 0, LP_KIND_ARCHIVE, true}, /* RAR before 1.5 */
    {MAGIC("ALZ\1"), 0, LP_KIND_ARCHIVE, false},
    {MAGIC("EGGA\0\1"), 0, LP_KIND_ARCHIVE, false},
    {MAGIC("TAPE\0\0"), 0, LP_KIND_ARCHIVE, false},      /* NTBackup */
    {MAGIC("\x6b\xea\0\0"), 24, LP_KIND_ARCHIVE, false}, /* dump(8) */
    {MAGIC("\x6c\xea\0\0"), 24, LP_KIND_ARCHIVE, false},
    {MAGIC("PACK\0\0\0\2"), 0, LP_KIND_ARCHIVE, false}, /* of git */
    {MAGIC("PACK\0\0\0\3"), 0, LP_KIND_ARCHIVE, false},
    {MAGIC("\xe4\x52\x5c\x7b\x8c\xd8\xa7\x4d\xae\xb1\x53\x78\xd0\x29\x96\xd3"),
     0, LP_KIND_ARCHIVE, false}, /* OneNote: a section */
    {MAGIC("\xa1\x2f\xff\x43\xd9\xef\x76\x4c\x9e\xe2\x10\xea\x57\x22\x76\x5f"),
     0, LP_KIND_ARCHIVE, false}, /* ... its table of contents */

    {MAGIC("hsqs"), 0, LP_KIND_DISK_IMAGE, true},             /* squashfs */
    {MAGIC("\x45\x3d\xcd\x28"), 0, LP_KIND_DISK_IMAGE, true}, /* cramfs */
    {MAGIC("KDMV\1\0\0\0"), 0, LP_KIND_DISK_IMAGE, false},    /* VMDK */
    {MAGIC("KDMV\2\0\0\0"), 0, LP_KIND_DISK_IMAGE, false},
    {MAGIC("KDMV\3\0\0\0"), 0, LP_KIND_DISK_IMAGE, false},
    {MAGIC("COWD\1\0\0\0"), 0, LP_KIND_DISK_IMAGE, false},
    {MAGIC("QFI\xfb\0\0\0"), 0, LP_KIND_DISK_IMAGE, false}, /* QCOW */
    {MAGIC("vhdxfile"), 0, LP_KIND_DISK_IMAGE, true},
    {MAGIC("conectix\0\0\0"), 0, LP_KIND_DISK_IMAGE, false},   /* VHD */
    {MAGIC("\x7f\x10\xda\xbe"), 64, LP_KIND_DISK_IMAGE, true}, /* VDI */
    {MAGIC("WithoutFreeSpace\2\0\0\0"), 0, LP_KIND_DISK_IMAGE, false},
    {MAGIC("WithouFreSpacExt\2\0\0\0"), 0, LP_KIND_DISK_IMAGE, false},
    {MAGIC("AFF10\x0d\x0a\0"), 0, LP_KIND_DISK_IMAGE, false},
    {MAGIC("EFI PART\0\0\1\0"), SECTOR, LP_KIND_DISK_IMAGE, false}, /* GPT */
    {MAGIC("XFSB\0\0"), 0, LP_KIND_DISK_IMAGE, false},
    {MAGIC("NXSB"), 32, LP_KIND_DISK_IMAGE, true},      /* APFS */
    {MAGIC("H+\0\4"), 1024, LP_KIND_DISK_IMAGE, false}, /* HFS+ */
    {MAGIC("HX\0\5"), 1024, LP_KIND_DISK_IMAGE, false},
    {MAGIC("\0BEA01\1"), 32768, LP_KIND_DISK_IMAGE, false}, /* UDF alone */

    {MAGIC("\xcf\xad\x12\xfe"), 0, LP_KIND_MAIL_STORE, true}, /* .dbx */
    {MAGIC("\x1a\0\0\4\0\0"), 0, LP_KIND_MAIL_STORE, false},  /* .nsf */

    {MAGIC("\0\1\0\0Standard Jet DB\0"), 0, LP_KIND_ROWS, false},
    {MAGIC("\0\1\0\0Standard ACE DB\0"), 0, LP_KIND_ROWS, false},
    {MAGIC("\xef\xcd\xab\x89"), 4, LP_KIND_ROWS, true}, /* ESE */
    {MAGIC("PAR1"), 0, LP_KIND_ROWS, true},             /* Parquet */
    {MAGIC("ARROW1\0\0"), 0, LP_KIND_ROWS, false},
    {MAGIC("Obj\1"), 0, LP_KIND_ROWS, false}, /* Avro */

    {MAGIC("\3\xd9\xa2\x9a\x65\xfb\x4b\xb5"), 0, LP_KIND_ENCRYPTED, false},
    {MAGIC("\3\xd9\xa2\x9a\x66\xfb\x4b\xb5"), 0, LP_KIND_ENCRYPTED, false},
    {MAGIC("\3\xd9\xa2\x9a\x67\xfb\x4b\xb5"), 0, LP_KIND_ENCRYPTED, false},
    {MAGIC("-FVE-FS-"), 3, LP_KIND_ENCRYPTED, true}, /* BitLocker */
    {MAGIC("\xc0\xb9\7\x2e\x4f\x93\xf1\x46\xa0\x15\x79\x2c\xa1\xd9\xe8\x21"), 0,
     LP_KIND_ENCRYPTED, false},                      /* AxCrypt */
    {MAGIC("AES\1\0"), 0, LP_KIND_ENCRYPTED, false}, /* AES Crypt */
    {MAGIC("AES\2\0"), 0, LP_KIND_ENCRYPTED, false},
    {MAGIC("AES\3\0"), 0, LP_KIND_ENCRYPTED, false},
    {MAGIC("encrcdsa\0\0\0"), 0, LP_KIND_ENCRYPTED, false}, /* a dmg */
};

/* ... and what stands so many bytes before the end. */
static const struct {
    const char *bytes;
    size_t len;
    size_t before;
} ends[] = {
    {MAGIC("koly\0\0\0\4\0\0\2\0"), SECTOR}, /* dmg */
    {MAGIC("conectix\0\0\0"), SECTOR},       /* VHD of a fixed size ... */
    {MAGIC("conectix\0\0\0"), SECTOR - 1},   /* ... by an old maker */
#undef MAGIC
};

static bool
stands(struct lp_slice in, size_t at, const char *bytes, size_t len)
{
    return at <= in.len && in.len - at >= len &&
           memcmp(in.data + at, bytes, len) == 0;
}

/* Whether a control character is among the first bytes that a text would not
 * have: not TAB to CR, ESC of terminals, or ^Z at the end of old files. */
static bool
is_binary(struct lp_slice head)
{
    head = lp_slice_head(head, TEXT_SEEN);
    for (size_t i = 0; i < head.len; i++) {
        uint8_t b = head.data[i];

        if (b < 0x20 && (b < '\t' || b > '\r') && b != 0x1a && b != 0x1b) {
            return true;
        }
    }
    return false;
}

/* ARJ: the size of a header, which is at most 2600, and of its fixed part. */
static bool
arj(struct lp_slice head)
{
    unsigned size;

    if (head.len < 5 || head.data[0] != 0x60 || head.data[1] != 0xea) {
        return false;
    }
    size = lp_get_le16(head.data + 2);
    return size >= 30 && size <= 2600 && head.data[4] >= 30 &&
           head.data[4] <= size && is_binary(head);
}

/* ARC: a method, and a name of up to twelve letters with its NUL. */
static bool
arc(struct lp_slice head)
{
    size_t n = 0;

    if (head.len < 29 || head.data[0] != 0x1a || head.data[1] < 1 ||
        head.data[1] > 11) {
        return false;
    }
    while (n < 13 && head.data[2 + n] > ' ' && head.data[2 + n] < 0x7f) {
        n++;
    }
    return n > 0 && n < 13 && head.data[2 + n] == 0;
}

/* A sector that a machine starts from, which file systems of DOS and Windows
 * begin with, or the table of partitions. */
static bool
boot_sector(struct lp_slice head)
{
    const uint8_t *d = head.data;
    bool used = false;

    if (head.len < SECTOR || d[510] != 0x55 || d[511] != 0xaa) {
        return false;
    }
    if ((d[0] == 0xeb && d[2] == 0x90) || (d[0] == 0xe9 && d[11] == 0)) {
        return true;
    }
    for (size_t at = 446; at < 510; at += 16) {
        if ((d[at] & 0x7f) != 0) {
            return false;
        }
        used = used || (d[at + 4] != 0 && lp_get_le32(d + at + 12) != 0);
    }
    return used;
}

/* ext2 to ext4: the superblock at 1024 has its magic at 56, the size of blocks
 * at 24 and the state at 58. What is before it is zero, or starts a machine. */
static bool
ext(struct lp_slice head)
{
    const uint8_t *d;
    size_t zeros = 0;

    if (head.len < 2048) {
        return false;
    }
    d = head.data + 1024;
    if (lp_get_le16(d + 56) != 0xef53 || lp_get_le32(d + 24) > 6) {
        return false;
    }
    while (zeros < 1024 && head.data[zeros] == 0) {
        zeros++;
    }
    return zeros == 1024 ||
           (lp_get_le16(d + 58) <= 7 && lp_get_le32(d + 76) <= 1);
}

/* BinHex is a line of its own, and behind it, at a colon, the file (RFC 1741,
 * appendix A). */
static bool
binhex(struct lp_slice head)
{
    static const char line[] = "(This file must be converted with BinHex";
    struct lp_cursor c = lp_cursor_over(head);

    while (!lp_slice_begins(c.rest, lp_slice_str(line))) {
        (void)lp_cursor_until(&c, '\n');
        if (c.failed) {
            return false;
        }
    }
    (void)lp_cursor_until(
        &c, c.rest.len > 0 && memchr(c.rest.data, '\n', c.rest.len) == NULL
                ? '\r'
                : '\n');
    while (c.rest.len > 0 && memchr("\r\n", c.rest.data[0], 2) != NULL) {
        (void)lp_cursor_take(&c, 1);
    }
    return !c.failed && c.rest.len > 1 && c.rest.data[0] == ':' &&
           c.rest.data[1] > ' ';
}

enum lp_kind
lp_magic_kind(struct lp_slice head)
{
    for (size_t i = 0; i < sizeof magics / sizeof magics[0]; i++) {
        if (stands(head, magics[i].at, magics[i].bytes, magics[i].len) &&
            (!magics[i].letters || is_binary(head))) {
            return magics[i].kind;
        }
    }
    if (arj(head) || arc(head) || binhex(head)) {
        return LP_KIND_ARCHIVE;
    }
    return boot_sector(head) || ext(head) ? LP_KIND_DISK_IMAGE : LP_KIND_OTHER;
}

enum lp_kind
lp_magic_kind_end(struct lp_slice tail)
{
    for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++) {
        if (tail.len >= ends[i].before &&
            stands(tail, tail.len - ends[i].before, ends[i].bytes,
                   ends[i].len)) {
            return LP_KIND_DISK_IMAGE;
        }
    }
    return LP_KIND_OTHER;
}

/* The number that `s` is, of `least` to four digits; 0 if it is none. */
static unsigned
number(struct lp_slice s, size_t least)
{
    unsigned n = 0;

    for (size_t i = 0; i < s.len; i++) {
        if (s.data[i] < '0' || s.data[i] > '9') {
            return 0;
        }
        n = n * 10 + (s.data[i] - '0');
        if (n > 9999) {
            return 0;
        }
    }
    return s.len >= least ? n : 0;
}

/* `word` in small or capital letters, then a number of so many digits. */
static unsigned
numbered(struct lp_slice s, const char *word, size_t least)
{
    size_t n = strlen(word);

    if (s.len < n || strncasecmp((const char *)s.data, word, n) != 0) {
        return 0;
    }
    return number(lp_slice_from(s, n), least);
}

/* Files that stand alone and are only counted: scans, photographs, old texts
 * of WordPerfect. */
static bool
stands_alone(struct lp_slice head)
{
    static const struct {
        const char *bytes;
        size_t len;
        size_t at;
    } alone[] = {
        {"\xff\xd8\xff", 3, 0}, {"\x89PNG", 4, 0}, {"GIF8", 4, 0},
        {"II*\0", 4, 0},        {"MM\0*", 4, 0},   {"\xffWPC", 4, 0},
        {"BM", 2, 0},           {"MZ", 2, 0},      {"DICM", 4, 128},
        {"RIFF", 4, 0},         {"ftyp", 4, 4},
    };

    for (size_t i = 0; i < sizeof alone / sizeof alone[0]; i++) {
        if (stands(head, alone[i].at, alone[i].bytes, alone[i].len)) {
            return true;
        }
    }
    return false;
}

/* archive.zip.002, archive.z01 (the last is .zip), archive.r00 (the first is
 * .rar), archive.part2.rar. */
bool
lp_magic_is_volume(struct lp_slice name, struct lp_slice head)
{
    struct lp_slice base;
    struct lp_slice end;
    size_t at = name.len;

    while (at > 0 && name.data[at - 1] != '.' && name.data[at - 1] != '/') {
        at--;
    }
    if (at == 0 || name.data[at - 1] == '/' || !is_binary(head) ||
        stands_alone(head)) {
        return false;
    }
    end = lp_slice_from(name, at);
    base = lp_slice_head(name, at - 1);
    at = base.len;
    while (at > 0 && base.data[at - 1] != '.' && base.data[at - 1] != '/') {
        at--;
    }
    return number(end, 3) > 1 || numbered(end, "z", 2) > 0 ||
           (end.len == 3 &&
            strncasecmp((const char *)end.data, "r00", 3) == 0) ||
           numbered(end, "r", 2) > 0 ||
           (end.len == 3 &&
            strncasecmp((const char *)end.data, "rar", 3) == 0 &&
            numbered(lp_slice_from(base, at), "part", 1) > 1);
}
