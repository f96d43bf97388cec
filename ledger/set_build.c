#include "ledger/set_build.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ledger/set_adds.h"
#include "ledger/set_frags.h"
#include "ledger/set_pages.h"
#include "ledger/set_sigs.h"

/* The records wait in `spool` in the order of the adds, as they will stand in
 * the set, with those that will not. */
struct lp_set_build {
    struct lp_outfile to;
    FILE *spool;
    struct lp_set_adds adds;
    struct lp_set_sigs sigs;
    struct lp_set_frags frags;
    unsigned levels;
    uint64_t documents;
    uint8_t *secret;                    /* NULL: not keyed */
    const struct lp_level_rules *rules; /* NULL: those that there are always */
};

enum lp_code
lp_set_build_new(struct lp_set_build **out, const char *path, bool fresh,
                 const uint8_t *secret, struct lp_err *err)
{
    struct lp_set_build *b = calloc(1, sizeof *b);
    enum lp_code rc;

    if (b == NULL) {
        return lp_no_memory(err);
    }
    if (secret != NULL) {
        b->secret = lp_secret_keep(secret);

        if (b->secret == NULL) {
            rc = lp_no_memory(err);
            goto done;
        }
    }
    LP_TRY(lp_outfile_open(&b->to, path, 0644, fresh, err));
    LP_TRY(lp_set_spool_open(&b->spool, path, err));
    b->sigs.beside = b->to.path;
    b->frags.pairs.beside = b->to.path;
    *out = b;
    b = NULL;

done:
    lp_set_build_free(b);
    return rc;
}

void
lp_set_build_rules(struct lp_set_build *b, const struct lp_level_rules *rules)
{
    b->rules = rules;
}

void
lp_set_build_free(struct lp_set_build *b)
{
    if (b == NULL) {
        return;
    }
    lp_set_sigs_release(&b->sigs);
    lp_set_frags_release(&b->frags);
    lp_outfile_release(&b->to);
    if (b->spool != NULL) {
        (void)fclose(b->spool);
    }
    lp_set_adds_release(&b->adds);
    lp_secret_drop(b->secret);
    free(b);
}

/* In a plain set, who looks for a decoded form also looks at the raw keys. In
 * a keyed one he would have to know the size of that form. */
static bool
is_needless(const struct lp_set_add *add)
{
    const unsigned both =
        LP_LEVEL_BIT(LP_LEVEL_RAW) | LP_LEVEL_BIT(LP_LEVEL_DECODED);

    return (add->levels & both) == both &&
           memcmp(add->keys[LP_LEVEL_DECODED], add->keys[LP_LEVEL_RAW],
                  LP_KEY_SIZE) == 0;
}

/* Keep the keys as they will stand in the set. */
static enum lp_code
add_keys(struct lp_set_build *b, const struct lp_set_add *add,
         struct lp_err *err)
{
    struct lp_set_add kept = *add;

    if (b->secret != NULL) {
        kept.record.locator.len = 0;
        for (unsigned i = LP_LEVEL_NONE + 1; i < LP_LEVEL_COUNT; i++) {
            if ((add->levels & LP_LEVEL_BIT(i)) != 0) {
                lp_secret_mix(kept.keys[i], b->secret, (enum lp_level)i,
                              add->record.size, add->keys[i]);
            }
        }
    } else if (is_needless(add)) {
        kept.levels &= ~LP_LEVEL_BIT(LP_LEVEL_DECODED);
    }
    return lp_set_adds_put(&b->adds, &kept, err);
}

/* What would tell of the content stays out of a keyed set. */
static enum lp_code
add_alike(struct lp_set_build *b, const struct lp_set_add *add,
          struct lp_err *err)
{
    uint32_t order = (uint32_t)b->adds.n - 1;
    enum lp_code rc = LP_OK;

    if (b->secret != NULL) {
        return LP_OK;
    }
    if (add->near != NULL) {
        LP_TRY(lp_set_sigs_put(&b->sigs, order, add->near, err));
        b->levels |= LP_LEVEL_BIT(LP_LEVEL_NEAR);
    }
    for (size_t i = 0; i < add->parts_n; i++) {
        LP_TRY(lp_set_runs_put(&b->frags.pairs, add->parts[i], order, err));
        b->levels |= LP_LEVEL_BIT(LP_LEVEL_PART);
    }

done:
    return rc;
}

enum lp_code
lp_set_build_add(struct lp_set_build *b, const struct lp_set_add *add,
                 struct lp_err *err)
{
    static const struct lp_set_record bare = {.size = LP_SIZE_UNKNOWN};
    const struct lp_set_record *record =
        b->secret != NULL ? &bare : &add->record;
    struct lp_slice locator = record->locator;
    uint8_t head[LP_SET_RECORD_HEAD];
    enum lp_code rc;

    if (!lp_set_record_text_ok(add->record.locator)) {
        return lp_fail(err, LP_E_USAGE, "set: a locator is not printable text");
    }
    if ((add->levels & LP_LEVEL_ALL_DIGESTS) == 0 ||
        (add->levels & ~LP_LEVEL_ALL_KEYS) != 0) {
        return lp_fail(err, LP_E_USAGE, "set: a document without a digest");
    }
    lp_set_record_head(head, record);
    if (fwrite(head, sizeof head, 1, b->spool) != 1 ||
        (locator.len > 0 &&
         fwrite(locator.data, locator.len, 1, b->spool) != 1)) {
        return lp_set_spool_failed(err);
    }
    LP_TRY(add_keys(b, add, err));
    LP_TRY(add_alike(b, add, err));
    b->levels |= add->levels;
    b->documents += add->counts;

done:
    return rc;
}

static enum lp_code
put_keys(const struct lp_set_entries *keys, struct lp_set_pages *p,
         struct lp_err *err)
{
    enum lp_code rc;

    for (size_t i = 0; i < keys->n; i++) {
        struct lp_slice key = {keys->of[i].digest, LP_KEY_SIZE};

        LP_TRY(lp_set_pages_put(p, key, err));
    }
    LP_TRY(lp_set_pages_pad(p, err));
    for (size_t i = 0; i < keys->n; i++) {
        LP_TRY(lp_set_pages_u32(p, keys->of[i].of, err));
    }
    rc = lp_set_pages_pad(p, err);

done:
    return rc;
}

static enum lp_code
put_prefix(const struct lp_set_entries *keys, unsigned bits,
           struct lp_set_pages *p, struct lp_err *err)
{
    uint64_t buckets = (uint64_t)1 << bits;
    uint32_t below = 0;
    enum lp_code rc;

    for (uint64_t bucket = 0; bucket <= buckets; bucket++) {
        while (below < keys->n &&
               lp_set_bucket(keys->of[below].digest, bits) < bucket) {
            below++;
        }
        LP_TRY(lp_set_pages_u32(p, below, err));
    }
    rc = lp_set_pages_pad(p, err);

done:
    return rc;
}

static enum lp_code
put_levels(struct lp_set_build *b, const struct lp_set_layout *l,
           struct lp_set_pages *p, struct lp_err *err)
{
    enum lp_code rc = LP_OK;

    for (unsigned i = LP_LEVEL_NONE + 1; i < LP_LEVEL_COUNT; i++) {
        if ((l->counts.levels & LP_LEVEL_BIT(i) & LP_LEVEL_ALL_KEYS) != 0) {
            LP_TRY(put_keys(&b->adds.level[i], p, err));
            LP_TRY(put_prefix(&b->adds.level[i], l->shelf[i].bits, p, err));
        }
    }
    if ((l->counts.levels & LP_LEVEL_BIT(LP_LEVEL_NEAR)) != 0) {
        LP_TRY(lp_set_sigs_write(&b->sigs, &l->sigs, p, err));
    }
    if ((l->counts.levels & LP_LEVEL_BIT(LP_LEVEL_PART)) != 0) {
        LP_TRY(lp_set_frags_write(&b->frags, &b->adds, &l->frags, p, err));
    }

done:
    return rc;
}

static enum lp_code
put_offsets(const struct lp_set_build *b, struct lp_set_pages *p,
            struct lp_err *err)
{
    uint64_t at = 0;
    enum lp_code rc;

    for (size_t i = 0; i < b->adds.n; i++) {
        if (b->adds.of[i].stays) {
            LP_TRY(lp_set_pages_u64(p, at, err));
            at += LP_SET_RECORD_HEAD + (uint64_t)b->adds.of[i].locator;
        }
    }
    LP_TRY(lp_set_pages_u64(p, at, err));
    rc = lp_set_pages_pad(p, err);

done:
    return rc;
}

/* Copy, or pass over, the next record of the spool. */
static enum lp_code
put_record(const struct lp_set_build *b, bool stays, struct lp_buf *record,
           struct lp_set_pages *p, struct lp_err *err)
{
    uint8_t head[LP_SET_RECORD_HEAD];
    struct lp_cursor c = {{head + 12, 4}, false};
    size_t length;
    uint8_t *locator;

    if (fread(head, sizeof head, 1, b->spool) != 1) {
        return lp_set_spool_failed(err);
    }
    length = lp_cursor_le32(&c);
    lp_buf_clear(record);
    lp_buf_put(record, (struct lp_slice){head, sizeof head});
    locator = lp_buf_room(record, length);
    if (locator == NULL) {
        return lp_buf_check(record, err);
    }
    if (length > 0 && fread(locator, length, 1, b->spool) != 1) {
        return lp_set_spool_failed(err);
    }
    record->len += length;
    return stays ? lp_set_pages_put(p, lp_buf_slice(record), err) : LP_OK;
}

static enum lp_code
put_records(const struct lp_set_build *b, struct lp_set_pages *p,
            struct lp_err *err)
{
    struct lp_buf record = {0};
    enum lp_code rc;

    LP_TRY(lp_set_spool_seek(b->spool, 0, err));
    for (size_t i = 0; i < b->adds.n; i++) {
        LP_TRY(put_record(b, b->adds.of[i].stays, &record, p, err));
    }
    rc = lp_set_pages_pad(p, err);

done:
    lp_buf_release(&record);
    return rc;
}

/* Levels that were looked at, and those where something was found. */
static unsigned
levels_of(const struct lp_set_build *b, const struct lp_set_meta *meta)
{
    unsigned levels = meta->levels | b->levels;

    return b->secret == NULL ? levels : levels & ~LP_LEVEL_OPEN;
}

/* What the caller says of the set, with what only the builder knows. */
static enum lp_code
write_meta(const struct lp_set_build *b, const struct lp_set_meta *meta,
           unsigned levels, uint64_t unique, struct lp_buf *text,
           struct lp_err *err)
{
    struct lp_set_meta about = *meta;
    char id[2 * LP_SECRET_ID_SIZE + 1] = "";
    struct lp_buf rules = {0};
    enum lp_code rc;

    if (b->secret != NULL) {
        LP_TRY(lp_secret_id(id, b->secret, err));
        about.bytes = 0; /* of one document it would be its size */
    }
    if (!lp_level_rules_put(&rules, b->rules, levels & LP_LEVEL_ALL)) {
        rc = lp_fail(err, LP_E_USAGE, "set: a level without a rule");
        goto done;
    }
    LP_TRY(lp_buf_check(&rules, err));
    about.keyed = lp_slice_str(id);
    about.levels = levels;
    about.rules = lp_buf_slice(&rules);
    about.documents = b->documents;
    about.unique = unique;
    rc = lp_set_meta_write(text, &about, err);

done:
    lp_buf_release(&rules);
    return rc;
}

enum lp_code
lp_set_build_finish(struct lp_set_build *b, const struct lp_set_meta *meta,
                    uint8_t *root, struct lp_err *err)
{
    struct lp_set_counts counts = {0};
    struct lp_set_pages p = {0};
    struct lp_set_layout layout;
    struct lp_buf text = {0};
    uint64_t unique;
    uint8_t own[LP_KEY_SIZE];
    enum lp_code rc;

    LP_TRY(lp_set_adds_choose(&b->adds, &counts, &unique, err));
    LP_TRY(lp_set_sigs_choose(&b->sigs, &b->adds, &counts.sigs, err));
    LP_TRY(lp_set_frags_count(&b->frags, &b->adds, &counts.frags, err));
    counts.levels = levels_of(b, meta);
    LP_TRY(write_meta(b, meta, counts.levels, unique, &text, err));
    counts.meta = text.len;
    lp_set_layout_make(&layout, &counts);
    LP_TRY(lp_set_pages_init(&p, &b->to, &layout, err));
    LP_TRY(lp_set_pages_put(&p, lp_buf_slice(&text), err));
    LP_TRY(lp_set_pages_pad(&p, err));
    LP_TRY(put_levels(b, &layout, &p, err));
    LP_TRY(put_offsets(b, &p, err));
    LP_TRY(put_records(b, &p, err));
    LP_TRY(lp_set_pages_finish(&p, own, err));
    LP_TRY(lp_outfile_commit(&b->to, err));
    if (root != NULL) {
        memcpy(root, own, sizeof own);
    }

done:
    lp_set_pages_release(&p);
    lp_buf_release(&text);
    return rc;
}
