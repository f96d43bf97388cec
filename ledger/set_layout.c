#include "ledger/set_layout.h"

#include <stdlib.h>
#include <string.h>

#include "ledger/set_meta.h"

#define META_LINES 13
#define TABLE_AT ((size_t)32)
#define ENTRY_SIZE ((size_t)32)

/* 2^bits buckets, the fewest that leave at most two keys in one on average. */
static unsigned
bits_for(uint64_t keys)
{
    unsigned bits = 0;

    while ((uint64_t)2 << bits < keys) {
        bits++;
    }
    return bits;
}

void
lp_set_layout_make(struct lp_set_layout *out, uint64_t meta, uint64_t keys,
                   uint64_t blob)
{
    struct lp_set_layout l = {.prefix_bits = bits_for(keys)};
    uint64_t buckets = (uint64_t)1 << l.prefix_bits;
    uint64_t at = LP_SET_PAGE;

    l.part[LP_SET_META] = (struct lp_set_section){0, meta, META_LINES};
    l.part[LP_SET_KEYS] = (struct lp_set_section){0, keys * LP_KEY_SIZE, keys};
    l.part[LP_SET_KEYREC] = (struct lp_set_section){0, keys * 4, keys};
    l.part[LP_SET_PREFIX] =
        (struct lp_set_section){0, (buckets + 1) * 4, buckets + 1};
    l.part[LP_SET_RECS] = (struct lp_set_section){0, (keys + 1) * 8, keys + 1};
    l.part[LP_SET_BLOB] = (struct lp_set_section){0, blob, keys};
    for (unsigned i = 0; i < LP_SET_PAGES; i++) {
        l.part[i].offset = at;
        at += (l.part[i].length + LP_SET_PAGE - 1) / LP_SET_PAGE * LP_SET_PAGE;
    }
    l.pages = at / LP_SET_PAGE;
    l.part[LP_SET_PAGES] =
        (struct lp_set_section){at, l.pages * LP_KEY_SIZE, l.pages};
    l.size = at + l.pages * LP_KEY_SIZE + LP_KEY_SIZE;
    *out = l;
}

static uint32_t
level_of(unsigned part)
{
    return part >= LP_SET_KEYS && part <= LP_SET_PREFIX ? LP_LEVEL_RAW
                                                        : LP_LEVEL_NONE;
}

void
lp_set_layout_write(uint8_t *page, const struct lp_set_layout *l)
{
    memset(page, 0, LP_SET_PAGE);
    memcpy(page, LP_SET_MAGIC "1\n", LP_SET_MAGIC_LEN + 2);
    lp_put_le32(page + 16, (uint32_t)LP_SET_PAGE);
    lp_put_le32(page + 20, LP_SET_PARTS);
    lp_put_le64(page + 24, l->size);
    for (unsigned i = 0; i < LP_SET_PARTS; i++) {
        uint8_t *to = page + TABLE_AT + ENTRY_SIZE * i;

        lp_put_le32(to, i + 1);
        lp_put_le32(to + 4, level_of(i));
        lp_put_le64(to + 8, l->part[i].offset);
        lp_put_le64(to + 16, l->part[i].length);
        lp_put_le64(to + 24, l->part[i].count);
    }
}

static void
read_entry(struct lp_set_section *out, const uint8_t *page, unsigned part)
{
    struct lp_slice entry = {page + TABLE_AT + ENTRY_SIZE * part, ENTRY_SIZE};
    struct lp_cursor c = lp_cursor_over(entry);

    (void)lp_cursor_take(&c, 8); /* type and level */
    out->offset = lp_cursor_le64(&c);
    out->length = lp_cursor_le64(&c);
    out->count = lp_cursor_le64(&c);
}

/* Three numbers make the whole page, so that it is enough to read these and
 * to compare: no other offset or length in the file is ever believed. */
enum lp_code
lp_set_layout_read(struct lp_set_layout *out, const uint8_t *page,
                   uint64_t size, struct lp_err *err)
{
    struct lp_set_section meta;
    struct lp_set_section keys;
    struct lp_set_section blob;
    struct lp_set_layout l;
    uint8_t *again = NULL;
    enum lp_code rc = LP_OK;

    read_entry(&meta, page, LP_SET_META);
    read_entry(&keys, page, LP_SET_KEYS);
    read_entry(&blob, page, LP_SET_BLOB);
    if (meta.length == 0 || meta.length > LP_SET_META_MAX ||
        keys.count > LP_SET_KEYS_MAX || blob.length > size) {
        rc = lp_fail(err, LP_E_FORMAT, "set: the header breaks the format");
        goto done;
    }
    again = malloc(LP_SET_PAGE);
    if (again == NULL) {
        rc = lp_no_memory(err);
        goto done;
    }
    lp_set_layout_make(&l, meta.length, keys.count, blob.length);
    lp_set_layout_write(again, &l);
    if (l.size != size || memcmp(again, page, LP_SET_PAGE) != 0) {
        rc = lp_fail(err, LP_E_FORMAT, "set: the header breaks the format");
        goto done;
    }
    *out = l;

done:
    free(again);
    return rc;
}

uint64_t
lp_set_bucket(const uint8_t digest[LP_KEY_SIZE], unsigned bits)
{
    uint64_t lead = 0;

    for (unsigned i = 0; i < 8; i++) {
        lead = lead << 8 | digest[i];
    }
    return bits == 0 ? 0 : lead >> (64 - bits);
}

enum lp_code
lp_set_root_of(uint8_t *root, const uint8_t *page, struct lp_slice list,
               struct lp_err *err)
{
    uint8_t *both = malloc(LP_SET_PAGE + LP_KEY_SIZE);
    struct lp_digest d;
    enum lp_code rc;

    if (both == NULL) {
        return lp_no_memory(err);
    }
    LP_TRY(lp_digest_of(&d, LP_ALG_SHA256, list, err));
    memcpy(both, page, LP_SET_PAGE);
    memcpy(both + LP_SET_PAGE, d.bytes, LP_KEY_SIZE);
    LP_TRY(lp_digest_of(&d, LP_ALG_SHA256,
                        (struct lp_slice){both, LP_SET_PAGE + LP_KEY_SIZE},
                        err));
    memcpy(root, d.bytes, LP_KEY_SIZE);

done:
    free(both);
    return rc;
}
