#include "ledger/set_layout.h"

#include <stdlib.h>
#include <string.h>

#include "ledger/set_meta.h"

#define TABLE_AT ((size_t)32)
#define ENTRY_SIZE ((size_t)32)

/* Of keys that are large, a bucket should hold one. Of those that are small, as
 * many as memory brings at once: a table of fewer buckets stays in the cache.
 */
#define PER_BUCKET 2
#define SMALL_PER_BUCKET 8

/* 2^bits buckets, the fewest that leave at most so many keys in one on average.
 */
static unsigned
bits_for(uint64_t keys, uint64_t in_one)
{
    unsigned bits = 0;

    while (in_one << bits < keys) {
        bits++;
    }
    return bits;
}

static void
add(struct lp_set_layout *l, enum lp_set_type type, enum lp_level level,
    uint64_t length, uint64_t count)
{
    uint64_t at = LP_SET_PAGE;

    if (l->parts > 0) {
        const struct lp_set_section *last = &l->part[l->parts - 1];

        at = last->offset +
             (last->length + LP_SET_PAGE - 1) / LP_SET_PAGE * LP_SET_PAGE;
    }
    l->part[l->parts++] =
        (struct lp_set_section){type, level, at, length, count};
}

static void
add_level(struct lp_set_layout *l, enum lp_level level)
{
    uint64_t n = l->counts.keys[level];
    unsigned bits = bits_for(n, PER_BUCKET);
    uint64_t buckets = (uint64_t)1 << bits;
    const struct lp_set_section *first = &l->part[l->parts];

    add(l, LP_SET_KEYS, level, n * LP_KEY_SIZE, n);
    add(l, LP_SET_KEYREC, level, n * 4, n);
    add(l, LP_SET_PREFIX, level, (buckets + 1) * 4, buckets + 1);
    l->shelf[level] = (struct lp_set_shelf){
        .n = n,
        .keys = first[0].offset,
        .keyrec = first[1].offset,
        .prefix = first[2].offset,
        .bits = bits,
    };
}

static void
add_sigs(struct lp_set_layout *l)
{
    uint64_t n = l->counts.sigs;
    unsigned bits = bits_for(n, SMALL_PER_BUCKET);
    uint64_t prefix = LP_SKETCH_BANDS * (((uint64_t)1 << bits) + 1);
    uint64_t entries = LP_SKETCH_BANDS * n;
    const struct lp_set_section *first = &l->part[l->parts];

    add(l, LP_SET_SIGS, LP_LEVEL_NEAR, n * LP_SET_SIG_SIZE, n);
    add(l, LP_SET_SIGREC, LP_LEVEL_NEAR, n * 4, n);
    add(l, LP_SET_BANDS, LP_LEVEL_NEAR, entries * LP_SET_BAND_SIZE, entries);
    add(l, LP_SET_BANDPRE, LP_LEVEL_NEAR, prefix * 4, prefix);
    l->sigs = (struct lp_set_sigs_at){
        .n = n,
        .sigs = first[0].offset,
        .sigrec = first[1].offset,
        .bands = first[2].offset,
        .prefix = first[3].offset,
        .bits = bits,
    };
}

static void
add_frags(struct lp_set_layout *l)
{
    uint64_t n = l->counts.frags;
    unsigned bits = bits_for(n, SMALL_PER_BUCKET);
    uint64_t prefix = ((uint64_t)1 << bits) + 1;
    const struct lp_set_section *first = &l->part[l->parts];

    add(l, LP_SET_FRAGS, LP_LEVEL_PART, n * LP_SET_FRAG_SIZE, n);
    add(l, LP_SET_FRAGPRE, LP_LEVEL_PART, prefix * 4, prefix);
    l->frags = (struct lp_set_frags_at){
        .n = n,
        .frags = first[0].offset,
        .prefix = first[1].offset,
        .bits = bits,
    };
}

void
lp_set_layout_make(struct lp_set_layout *out,
                   const struct lp_set_counts *counts)
{
    struct lp_set_layout l = {.counts = *counts};

    add(&l, LP_SET_META, LP_LEVEL_NONE, counts->meta, LP_SET_META_LINES);
    for (unsigned i = LP_LEVEL_NONE + 1; i < LP_LEVEL_COUNT; i++) {
        if ((counts->levels & LP_LEVEL_BIT(i) & LP_LEVEL_ALL_KEYS) != 0) {
            add_level(&l, (enum lp_level)i);
        }
    }
    if ((counts->levels & LP_LEVEL_BIT(LP_LEVEL_NEAR)) != 0) {
        add_sigs(&l);
    }
    if ((counts->levels & LP_LEVEL_BIT(LP_LEVEL_PART)) != 0) {
        add_frags(&l);
    }
    add(&l, LP_SET_RECS, LP_LEVEL_NONE, (counts->records + 1) * 8,
        counts->records + 1);
    add(&l, LP_SET_BLOB, LP_LEVEL_NONE, counts->blob, counts->records);
    add(&l, LP_SET_PAGES, LP_LEVEL_NONE, 0, 0);
    l.meta = l.part[0];
    l.recs = l.part[l.parts - 3];
    l.blob = l.part[l.parts - 2];
    l.pages = l.part[l.parts - 1].offset / LP_SET_PAGE;
    l.part[l.parts - 1].length = l.pages * LP_KEY_SIZE;
    l.part[l.parts - 1].count = l.pages;
    l.size = l.pages * (LP_SET_PAGE + LP_KEY_SIZE) + LP_KEY_SIZE;
    *out = l;
}

void
lp_set_layout_write(uint8_t *page, const struct lp_set_layout *l)
{
    memset(page, 0, LP_SET_PAGE);
    memcpy(page, LP_SET_FIRST_LINE, LP_SET_MAGIC_LEN + 2);
    lp_put_le32(page + 16, (uint32_t)LP_SET_PAGE);
    lp_put_le32(page + 20, (uint32_t)l->parts);
    lp_put_le64(page + 24, l->size);
    for (size_t i = 0; i < l->parts; i++) {
        uint8_t *to = page + TABLE_AT + ENTRY_SIZE * i;

        lp_put_le32(to, l->part[i].type);
        lp_put_le32(to + 4, l->part[i].level);
        lp_put_le64(to + 8, l->part[i].offset);
        lp_put_le64(to + 16, l->part[i].length);
        lp_put_le64(to + 24, l->part[i].count);
    }
}

/* What one entry of the table says; nothing of it is believed here. */
struct entry {
    uint32_t level;
    uint64_t length;
    uint64_t count;
};

static struct entry
read_entry(const uint8_t *page, size_t part)
{
    struct lp_slice bytes = {page + TABLE_AT + ENTRY_SIZE * part, ENTRY_SIZE};
    struct lp_cursor c = lp_cursor_over(bytes);
    struct entry e;

    (void)lp_cursor_take(&c, 4); /* type */
    e.level = lp_cursor_le32(&c);
    (void)lp_cursor_take(&c, 8); /* offset */
    e.length = lp_cursor_le64(&c);
    e.count = lp_cursor_le64(&c);
    return e;
}

/* Note how many there are at a level; and tell how many sections it has, 0 if
 * there can be no such level. */
static size_t
read_level(struct lp_set_counts *out, const struct entry *e)
{
    if (e->level == LP_LEVEL_NONE || e->level >= LP_LEVEL_COUNT ||
        e->count > LP_SET_KEYS_MAX) {
        return 0;
    }
    out->levels |= LP_LEVEL_BIT(e->level);
    if (e->level == LP_LEVEL_NEAR) {
        out->sigs = e->count;
        return 4;
    }
    if (e->level == LP_LEVEL_PART) {
        out->frags = e->count;
        return 2;
    }
    out->keys[e->level] = e->count;
    return 3;
}

/* The counts of a header, if a set of `size` bytes can have them. */
static bool
read_counts(struct lp_set_counts *out, const uint8_t *page, uint64_t size)
{
    struct lp_cursor c = {{page + 20, 4}, false};
    uint32_t parts = lp_cursor_le32(&c);
    struct entry e = read_entry(page, 0);

    if (parts < 6 || parts > LP_SET_PARTS_MAX || e.length == 0 ||
        e.length > LP_SET_META_MAX) {
        return false;
    }
    out->meta = e.length;
    for (size_t i = 1; i < parts - 3;) {
        size_t sections;

        e = read_entry(page, i);
        sections = read_level(out, &e);
        if (sections == 0) {
            return false;
        }
        i += sections;
    }
    e = read_entry(page, parts - 2);
    out->records = e.count;
    out->blob = e.length;
    return e.count <= LP_SET_KEYS_MAX && e.length <= size;
}

/* A few numbers make the whole page, so that it is enough to read these and
 * to compare: no other offset or length in the file is ever believed. */
enum lp_code
lp_set_layout_read(struct lp_set_layout *out, const uint8_t *page,
                   uint64_t size, struct lp_err *err)
{
    struct lp_set_counts counts = {0};
    struct lp_set_layout l;
    uint8_t *again = NULL;
    enum lp_code rc = LP_OK;

    if (!read_counts(&counts, page, size)) {
        rc = lp_fail(err, LP_E_FORMAT, "set: the header breaks the format");
        goto done;
    }
    again = malloc(LP_SET_PAGE);
    if (again == NULL) {
        rc = lp_no_memory(err);
        goto done;
    }
    lp_set_layout_make(&l, &counts);
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
    return lp_set_bucket_of(lead, bits);
}

uint64_t
lp_set_bucket_of(uint64_t key, unsigned bits)
{
    return bits == 0 ? 0 : key >> (64 - bits);
}

void
lp_set_sig_read(uint32_t sig[LP_SKETCH_BINS], const uint8_t *bytes)
{
    for (size_t i = 0; i < LP_SKETCH_BINS; i++) {
        sig[i] = lp_get_le32(bytes + 4 * i);
    }
}

uint32_t
lp_set_band_key(const uint32_t sig[LP_SKETCH_BINS], unsigned band)
{
    return (uint32_t)(lp_sketch_band(sig, band) >> 32);
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
