#include "formats/closed.h"

#include <string.h>

#include "formats/archive_head.h"
#include "formats/closed_magic.h"
#include "formats/closed_pgp.h"
#include "formats/encoded_head.h"
#include "formats/zip_document.h"

#define RTF "{\\rtf"

/* Fixed bytes at the start. Shorter magics have a function below. */
static const struct {
    const char *bytes;
    size_t len;
    enum lp_kind kind;
    enum lp_rule closed;
} magics[] = {
#define MAGIC(text) text, sizeof(text) - 1
#define CONTAINER LP_RULE_UNSUPPORTED_CONTAINER
    {MAGIC("\x04\x22\x4d\x18"), LP_KIND_LZ4, CONTAINER},
    {MAGIC("\x02\x21\x4c\x18"), LP_KIND_LZ4, CONTAINER}, /* legacy frame */
    {MAGIC("# v2 git bundle\n"), LP_KIND_GIT_BUNDLE, CONTAINER},
    {MAGIC("# v3 git bundle\n"), LP_KIND_GIT_BUNDLE, CONTAINER},
    /* EnCase images of disks (E01, Ex01) and of files (L01, Lx01). */
    {MAGIC("EVF\x09\x0d\x0a\xff\0"), LP_KIND_EWF, CONTAINER},
    {MAGIC("EVF2\x0d\x0a\x81\0"), LP_KIND_EWF, CONTAINER},
    {MAGIC("LVF\x09\x0d\x0a\xff\0"), LP_KIND_EWF, CONTAINER},
    {MAGIC("LEF2\x0d\x0a\x81\0"), LP_KIND_EWF, CONTAINER},
    {MAGIC("LUKS\xba\xbe\0\1"), LP_KIND_LUKS, LP_RULE_ENC_LUKS},
    {MAGIC("LUKS\xba\xbe\0\2"), LP_KIND_LUKS, LP_RULE_ENC_LUKS},
    {MAGIC("age-encryption.org/v1\n"), LP_KIND_AGE, LP_RULE_ENC_AGE},
    /* What SQLite keeps beside a database: pages that are not in it yet, or
     * were before. */
    {MAGIC("\x37\x7f\x06\x82"), LP_KIND_ROWS, CONTAINER},
    {MAGIC("\x37\x7f\x06\x83"), LP_KIND_ROWS, CONTAINER},
    {MAGIC("\xd9\xd5\x05\xf9\x20\xa1\x63\xd7"), LP_KIND_ROWS, CONTAINER},
    {MAGIC("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), LP_KIND_OLE, LP_RULE_NONE},
#undef CONTAINER
#undef MAGIC
};

static const char base64[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

static bool
all_of(struct lp_slice s, const char *set)
{
    for (size_t i = 0; i < s.len; i++) {
        if (s.data[i] == 0 || strchr(set, s.data[i]) == NULL) {
            return false;
        }
    }
    return true;
}

/* Compressed data or old archives whose magic needs a second look. */

/* .Z: 9 to 16 bits a code, two flag bits that must be zero. */
static enum lp_kind
compress(struct lp_slice head)
{
    return head.len >= 3 && head.data[0] == 0x1f && head.data[1] == 0x9d &&
                   (head.data[2] & 0x60) == 0 && (head.data[2] & 0x1f) >= 9 &&
                   (head.data[2] & 0x1f) <= 16
               ? LP_KIND_COMPRESS
               : LP_KIND_OTHER;
}

/* Skippable frames are those of zstd too: the first frame that is none of
 * them tells. Where that is of zstd, or out of sight, its reader bids. */
static enum lp_kind
lz4_later(struct lp_slice head)
{
    struct lp_cursor c = lp_cursor_over(head);
    uint32_t magic = lp_cursor_le32(&c);
    bool skipped = false;

    while ((magic & 0xfffffff0u) == 0x184d2a50u && !c.failed) {
        (void)lp_cursor_take(&c, lp_cursor_le32(&c));
        magic = lp_cursor_le32(&c);
        skipped = true;
    }
    return skipped && !c.failed &&
                   (magic == 0x184d2204u || magic == 0x184c2102u)
               ? LP_KIND_LZ4
               : LP_KIND_OTHER;
}

/* `openssl enc`: eight bytes of magic and eight of salt, or their base64, in
 * which the last character of the magic shares its bits with the salt. */
static bool
openssl(struct lp_slice head)
{
    if (lp_slice_is(lp_slice_head(head, 8), "Salted__")) {
        return head.len >= 16;
    }
    return lp_slice_is(lp_slice_head(head, 10), "U2FsdGVkX1") &&
           head.len >= 22 && memchr("89+/", head.data[10], 4) != NULL &&
           all_of(lp_slice_head(head, 22), base64);
}

/* CMS: a sequence, in DER or BER, that begins with its type (RFC 5652 section
 * 3). What is signed can be read, and is not meant. */
static bool
cms(struct lp_slice head)
{
    static const char *const types[] = {
        "\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x03", /* enveloped-data */
        "\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x06", /* encrypted-data */
        "\x06\x0b\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x01\x17", /* RFC 5083 */
    };
    struct lp_slice rest = lp_slice_from(head, 2);
    size_t more;

    if (head.len < 2 || head.data[0] != 0x30) {
        return false;
    }
    more = head.data[1] > 0x80 ? head.data[1] & 0x7f : 0;
    rest = lp_slice_from(rest, more);
    for (size_t i = 0; more <= 8 && i < sizeof types / sizeof types[0]; i++) {
        if (lp_slice_begins(rest, lp_slice_str(types[i]))) {
            return true;
        }
    }
    return false;
}

/* A line that is `text` and nothing else. */
static bool
line_is(struct lp_slice line, const char *text)
{
    size_t n = strlen(text);

    return lp_slice_begins(line, lp_slice_str(text)) &&
           all_of(lp_slice_from(line, n), " \t\r");
}

/* The first line with something on it; `c` is left behind it. */
static struct lp_slice
first_line(struct lp_cursor *c)
{
    struct lp_slice line = {0};

    if (lp_slice_is(lp_slice_head(c->rest, 3), "\xef\xbb\xbf")) {
        (void)lp_cursor_take(c, 3);
    }
    do {
        struct lp_cursor here = *c;

        line = lp_cursor_until(c, '\n');
        if (c->failed) {
            /* The last line of a file may lack its end. */
            *c = here;
            return lp_cursor_take(c, c->rest.len);
        }
    } while (all_of(line, " \t\r"));
    return line;
}

/* Armor is made for signed messages too, which anyone can read: the type of
 * the first packet is in its first octet (RFC 9580 sections 4.2 and 6). */
static bool
armor_is_readable(struct lp_cursor c)
{
    struct lp_slice line = {0};
    size_t high;
    size_t low;
    unsigned tag;

    do {
        line = lp_cursor_until(&c, '\n');
    } while (!c.failed && !all_of(line, " \t\r")); /* armor headers */
    line = lp_cursor_take(&c, 2);
    if (c.failed || !all_of(line, base64)) {
        return false;
    }
    high = (size_t)(strchr(base64, line.data[0]) - base64);
    low = (size_t)(strchr(base64, line.data[1]) - base64);
    tag = (unsigned)(high << 2 | low >> 4);
    if ((tag & 0x80) == 0) {
        return false;
    }
    tag = (tag & 0x40) != 0 ? tag & 0x3f : tag >> 2 & 0x0f;
    /* Signature, one-pass signature, compressed and literal data. */
    return tag == 2 || tag == 4 || tag == 8 || tag == 11;
}

static enum lp_kind
armored(struct lp_slice head, enum lp_rule *closed)
{
    struct lp_cursor c = lp_cursor_over(head);
    struct lp_slice line = first_line(&c);

    if (line_is(line, "-----BEGIN AGE ENCRYPTED FILE-----")) {
        *closed = LP_RULE_ENC_AGE;
        return LP_KIND_AGE;
    }
    if (line_is(line, "-----BEGIN PGP MESSAGE-----")) {
        *closed = armor_is_readable(c) ? LP_RULE_UNSUPPORTED_CONTAINER
                                       : LP_RULE_ENC_PGP;
        return LP_KIND_PGP;
    }
    return LP_KIND_OTHER;
}

/* Readers of PDF look for its header in the first 1024 bytes (PDF 1.7,
 * Adobe's implementation note 13). */
static bool
pdf(struct lp_slice head)
{
    struct lp_cursor c = lp_cursor_over(lp_slice_head(head, 1024));

    do {
        (void)lp_cursor_until(&c, '%');
    } while (!c.failed && !lp_slice_begins(c.rest, lp_slice_str("PDF-")));
    return !c.failed;
}

enum lp_kind
lp_leaf_kind(struct lp_slice head, enum lp_rule *closed)
{
    static enum lp_kind (*const packed[])(struct lp_slice) = {compress,
                                                              lz4_later};
    enum lp_kind kind = LP_KIND_OTHER;

    *closed = LP_RULE_NONE;
    if (lp_zip_is_document(head)) {
        kind = lp_zip_document(head);
        *closed = kind == LP_KIND_DISK_IMAGE ? LP_RULE_UNSUPPORTED_CONTAINER
                                             : LP_RULE_NONE;
        return kind;
    }
    for (size_t i = 0; i < sizeof magics / sizeof magics[0]; i++) {
        struct lp_slice magic = {(const uint8_t *)magics[i].bytes,
                                 magics[i].len};

        if (lp_slice_begins(head, magic)) {
            *closed = magics[i].closed;
            return magics[i].kind;
        }
    }
    for (size_t i = 0; i < sizeof packed / sizeof packed[0]; i++) {
        kind = packed[i](head);
        if (kind != LP_KIND_OTHER) {
            *closed = LP_RULE_UNSUPPORTED_CONTAINER;
            return kind;
        }
    }
    /* What makes an image of a disc may stand in a long text. */
    kind = lp_archive_kind(head);
    if (kind != LP_KIND_OTHER && kind != LP_KIND_ISO) {
        *closed = LP_RULE_UNSUPPORTED_CONTAINER;
        return kind;
    }
    kind = lp_magic_kind(head);
    if (kind != LP_KIND_OTHER) {
        *closed = LP_RULE_UNSUPPORTED_CONTAINER;
        return kind;
    }
    if (openssl(head)) {
        *closed = LP_RULE_ENC_OPENSSL;
        return LP_KIND_OPENSSL;
    }
    if (cms(head)) {
        *closed = LP_RULE_ENC_CMS;
        return LP_KIND_CMS;
    }
    if (lp_closed_pgp(head)) {
        *closed = LP_RULE_ENC_PGP;
        return LP_KIND_PGP;
    }
    kind = armored(head, closed);
    if (kind == LP_KIND_OTHER && pdf(head)) {
        kind = LP_KIND_PDF;
    }
    if (kind == LP_KIND_OTHER && lp_slice_begins(head, lp_slice_str(RTF))) {
        kind = LP_KIND_RTF;
    }
    return kind == LP_KIND_OTHER ? lp_encoded_kind(head) : kind;
}
