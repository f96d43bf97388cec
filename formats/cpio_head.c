#include "formats/cpio_head.h"

#include <string.h>
#include <sys/stat.h>

enum lp_cpio_form
lp_cpio_form(const uint8_t magic[LP_CPIO_MAGIC])
{
    if (memcmp(magic, "070701", 6) == 0) {
        return LP_CPIO_NEWC;
    }
    if (memcmp(magic, "070702", 6) == 0) {
        return LP_CPIO_CRC;
    }
    if (memcmp(magic, "070707", 6) == 0) {
        return LP_CPIO_ODC;
    }
    if (magic[0] == 0xc7 && magic[1] == 0x71) {
        return LP_CPIO_LITTLE;
    }
    return magic[0] == 0x71 && magic[1] == 0xc7 ? LP_CPIO_BIG : LP_CPIO_NONE;
}

size_t
lp_cpio_head_len(enum lp_cpio_form form)
{
    return form == LP_CPIO_ODC                             ? 76
           : form == LP_CPIO_LITTLE || form == LP_CPIO_BIG ? 26
                                                           : LP_CPIO_HEAD_MAX;
}

unsigned
lp_cpio_align(enum lp_cpio_form form)
{
    return form == LP_CPIO_ODC                             ? 1
           : form == LP_CPIO_LITTLE || form == LP_CPIO_BIG ? 2
                                                           : 4;
}

/* `n` digits of octal (3 bits) or hexadecimal (4 bits). */
static bool
take_digits(const uint8_t **at, size_t n, unsigned bits, uint64_t *out)
{
    uint64_t v = 0;

    for (; n > 0; n--) {
        uint8_t b = *(*at)++;
        unsigned digit = b >= '0' && b <= '9'   ? b - (unsigned)'0'
                         : b >= 'a' && b <= 'f' ? b - (unsigned)'a' + 10
                         : b >= 'A' && b <= 'F' ? b - (unsigned)'A' + 10
                                                : 16;

        if (digit >= 1u << bits) {
            return false;
        }
        v = v << bits | digit;
    }
    *out = v;
    return true;
}

/* Where the fields that we use stand among those of a layout. */
enum { MODE, LINKS, TIME, NAME, SIZE, SUM, UNUSED };

static bool
read_digits(struct lp_cpio_head *h, const uint8_t *at)
{
    static const uint8_t newc[13] = {UNUSED, MODE, UNUSED, UNUSED, LINKS,
                                     TIME,   SIZE, UNUSED, UNUSED, UNUSED,
                                     UNUSED, NAME, SUM};
    static const uint8_t odc[10] = {UNUSED, UNUSED, MODE, UNUSED, UNUSED,
                                    LINKS,  UNUSED, TIME, NAME,   SIZE};
    bool octal = h->form == LP_CPIO_ODC;
    size_t n = octal ? sizeof odc : sizeof newc;
    uint64_t v[UNUSED + 1] = {0};

    at += LP_CPIO_MAGIC;
    for (size_t i = 0; i < n; i++) {
        unsigned use = octal ? odc[i] : newc[i];
        size_t digits = !octal ? 8 : use == TIME || use == SIZE ? 11 : 6;

        if (!take_digits(&at, digits, octal ? 3 : 4, &v[use])) {
            return false;
        }
    }
    h->mode = (uint32_t)v[MODE];
    h->links = (uint32_t)v[LINKS];
    h->time = (int64_t)v[TIME];
    h->name = v[NAME];
    h->size = v[SIZE];
    h->sum = (uint32_t)v[SUM];
    return true;
}

static uint32_t
word(const struct lp_cpio_head *h, const uint8_t *at, size_t i)
{
    const uint8_t *b = at + 2 * i;

    return h->form == LP_CPIO_LITTLE ? b[0] | (uint32_t)b[1] << 8
                                     : b[1] | (uint32_t)b[0] << 8;
}

/* Of two words that are one number, the upper one comes first in both. */
static uint32_t
two_words(const struct lp_cpio_head *h, const uint8_t *at, size_t i)
{
    return word(h, at, i) << 16 | word(h, at, i + 1);
}

bool
lp_cpio_head_read(struct lp_cpio_head *h, const uint8_t *bytes)
{
    if (h->form != LP_CPIO_LITTLE && h->form != LP_CPIO_BIG) {
        return read_digits(h, bytes);
    }
    h->mode = word(h, bytes, 3);
    h->links = word(h, bytes, 6);
    h->time = two_words(h, bytes, 8);
    h->name = word(h, bytes, 10);
    h->size = two_words(h, bytes, 11);
    h->sum = 0;
    return true;
}

/* Two bytes are little of a magic: the name must be sound, and the kind of
 * file one that there is. */
static bool
is_binary(const struct lp_cpio_head *h, struct lp_slice head)
{
    size_t at = lp_cpio_head_len(h->form);
    uint32_t type = h->mode & S_IFMT;
    bool known = type == S_IFREG || type == S_IFDIR || type == S_IFLNK ||
                 type == S_IFIFO || type == S_IFSOCK || type == S_IFCHR ||
                 type == S_IFBLK ||
                 (h->mode == 0 && h->size == 0); /* the end of an empty one */

    return known && h->name >= 2 && h->name <= head.len - at &&
           memchr(head.data + at, 0, (size_t)h->name) ==
               head.data + at + h->name - 1;
}

unsigned
lp_cpio_head_bid(struct lp_slice head)
{
    struct lp_cpio_head h = {0};

    if (head.len < LP_CPIO_MAGIC) {
        return 0;
    }
    h.form = lp_cpio_form(head.data);
    if (h.form == LP_CPIO_NONE || head.len < lp_cpio_head_len(h.form) ||
        !lp_cpio_head_read(&h, head.data)) {
        return 0;
    }
    if (h.form == LP_CPIO_LITTLE || h.form == LP_CPIO_BIG) {
        return is_binary(&h, head) ? 32 : 0;
    }
    return 48 + 64;
}
