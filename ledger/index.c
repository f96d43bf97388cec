#include "ledger/index.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "ledger/set_paths.h"

#define ABREAST 32

/* A set and when it was added, to keep that order where dates agree. */
struct member {
    struct lp_set *set;
    size_t added;
};

struct lp_index {
    struct member *members;
    size_t n;
    size_t cap;
    const uint8_t *secret; /* NULL: none */
    const struct lp_level_rules *rules;
    struct lp_index_caveat *caveats;
    size_t caveats_n;
};

static enum lp_code
unlock(const struct lp_index *ix, struct lp_set *set, struct lp_err *err)
{
    if (!lp_set_locked(set)) {
        return LP_OK;
    }
    if (ix->secret == NULL) {
        (void)lp_fail(err, LP_E_TRUST, "%s needs its index key",
                      lp_set_path(set));
        lp_hint(err, "give --index-key FILE");
        return LP_E_TRUST;
    }
    return lp_set_unlock(set, ix->secret, err);
}

/* Keys that were made by different rules never agree: "not found" would be
 * said of everything. */
static enum lp_code
check_rules(const struct lp_index *ix, const struct lp_set *set,
            struct lp_err *err)
{
    const struct lp_set_meta *m = lp_set_about(set);

    for (unsigned i = LP_LEVEL_NONE + 1; i < LP_LEVEL_COUNT; i++) {
        enum lp_level level = (enum lp_level)i;
        struct lp_slice its = lp_level_rules_get(m->rules, m->levels, level);
        const char *ours = lp_level_rule(ix->rules, level);

        if (its.len > 0 && ours != NULL && !lp_slice_is(its, ours)) {
            (void)lp_fail(err, LP_E_USAGE,
                          "%s has the level %s by the rule %.*s, and it is "
                          "asked by the rule %s",
                          lp_set_path(set), lp_level_word(level), (int)its.len,
                          (const char *)its.data, ours);
            lp_hint(err, "make it anew from its documents");
            return LP_E_USAGE;
        }
    }
    return LP_OK;
}

static bool
has_root(const struct lp_index *ix, const uint8_t *root)
{
    for (size_t i = 0; i < ix->n; i++) {
        if (memcmp(lp_set_root(ix->members[i].set), root, LP_KEY_SIZE) == 0) {
            return true;
        }
    }
    return false;
}

enum lp_code
lp_index_add_set(struct lp_index *ix, struct lp_set *set, struct lp_err *err)
{
    enum lp_code rc = LP_OK;
    struct member *m;

    if (has_root(ix, lp_set_root(set))) {
        goto done;
    }
    LP_TRY(check_rules(ix, set, err));
    LP_TRY(unlock(ix, set, err));
    m = lp_mem_grow(ix->members, ix->n, &ix->cap, sizeof *m);
    if (m == NULL) {
        rc = lp_no_memory(err);
        goto done;
    }
    ix->members = m;
    ix->members[ix->n] = (struct member){set, ix->n};
    ix->n++;
    set = NULL;

done:
    lp_set_free(set);
    return rc;
}

static enum lp_code
add_file(struct lp_index *ix, const char *path, struct lp_err *err)
{
    struct lp_set *set = NULL;
    enum lp_code rc = lp_set_open(&set, path, err);

    return rc == LP_OK ? lp_index_add_set(ix, set, err) : rc;
}

enum lp_code
lp_index_add(struct lp_index *ix, const char *path, struct lp_err *err)
{
    struct lp_set_paths paths = {0};
    enum lp_code rc;

    LP_TRY(lp_set_paths_add(&paths, path, err));
    for (size_t i = 0; i < paths.n; i++) {
        LP_TRY(add_file(ix, paths.of[i], err));
    }

done:
    lp_set_paths_release(&paths);
    return rc;
}

static int
by_publication(const void *one, const void *other)
{
    const struct member *a = one;
    const struct member *b = other;
    const struct lp_set_meta *x = lp_set_about(a->set);
    const struct lp_set_meta *y = lp_set_about(b->set);
    int order = (x->date.len == 0) - (y->date.len == 0);

    if (order == 0) {
        order = lp_slice_order(x->date, y->date);
    }
    if (order == 0) {
        order = lp_slice_order(x->publication, y->publication);
    }
    if (order != 0) {
        return order;
    }
    return (a->added > b->added) - (a->added < b->added);
}

static void
note(struct lp_index *ix, const struct lp_set *set, const char *word,
     uint64_t count)
{
    if (count > 0) {
        ix->caveats[ix->caveats_n++] =
            (struct lp_index_caveat){set, word, count};
    }
}

static enum lp_code
note_caveats(struct lp_index *ix, struct lp_err *err)
{
    ix->caveats = calloc(3 * ix->n, sizeof *ix->caveats);
    if (ix->caveats == NULL) {
        return lp_no_memory(err);
    }
    for (size_t i = 0; i < ix->n; i++) {
        const struct lp_set *set = ix->members[i].set;
        const struct lp_set_meta *meta = lp_set_about(set);
        const unsigned whole = LP_LEVEL_BIT(LP_LEVEL_DECODED) |
                               LP_LEVEL_BIT(LP_LEVEL_MESSAGE) |
                               LP_LEVEL_BIT(LP_LEVEL_TEXT);
        bool lacks = (meta->levels & whole) != whole;

        if (meta->status != LP_SET_SOFTWARE) {
            note(ix, set, "partial", meta->partial ? 1 : 0);
            note(ix, set, "unopened-containers", meta->unopened);
            note(ix, set, "level-missing", lacks ? 1 : 0);
        }
    }
    return LP_OK;
}

enum lp_code
lp_index_new(struct lp_index **out, const uint8_t *secret, struct lp_err *err)
{
    struct lp_index *ix = calloc(1, sizeof *ix);

    if (ix == NULL) {
        (void)lp_no_memory(err);
        return LP_E_MEMORY;
    }
    ix->secret = secret;
    *out = ix;
    return LP_OK;
}

void
lp_index_rules(struct lp_index *ix, const struct lp_level_rules *rules)
{
    ix->rules = rules;
}

enum lp_code
lp_index_ready(struct lp_index *ix, struct lp_err *err)
{
    ix->secret = NULL;
    ix->rules = NULL;
    if (ix->n == 0) {
        return lp_fail(err, LP_E_USAGE, "no set was named");
    }
    qsort(ix->members, ix->n, sizeof *ix->members, by_publication);
    return note_caveats(ix, err);
}

enum lp_code
lp_index_open(struct lp_index **out, const char *const *paths, size_t n,
              const uint8_t *secret, struct lp_err *err)
{
    struct lp_index *ix = NULL;
    enum lp_code rc;

    LP_TRY(lp_index_new(&ix, secret, err));
    for (size_t i = 0; i < n; i++) {
        LP_TRY(lp_index_add(ix, paths[i], err));
    }
    LP_TRY(lp_index_ready(ix, err));
    *out = ix;
    ix = NULL;

done:
    lp_index_free(ix);
    return rc;
}

void
lp_index_free(struct lp_index *ix)
{
    if (ix == NULL) {
        return;
    }
    for (size_t i = 0; i < ix->n; i++) {
        lp_set_free(ix->members[i].set);
    }
    free(ix->members);
    free(ix->caveats);
    free(ix);
}

struct lp_index_totals
lp_index_totals(const struct lp_index *ix)
{
    struct lp_index_totals t = {.sets = ix->n};

    for (size_t i = 0; i < ix->n; i++) {
        const struct lp_set_meta *meta = lp_set_about(ix->members[i].set);

        t.documents += meta->documents;
        t.unique += meta->unique;
        t.bytes += meta->bytes;
        t.keys += lp_set_keys(ix->members[i].set, LP_LEVEL_RAW);
    }
    return t;
}

const struct lp_set *
lp_index_set(const struct lp_index *ix, size_t i)
{
    return ix->members[i].set;
}

unsigned
lp_index_levels(const struct lp_index *ix)
{
    unsigned levels = 0;

    for (size_t i = 0; i < ix->n; i++) {
        levels |= lp_set_about(ix->members[i].set)->levels;
    }
    return levels;
}

bool
lp_index_beyond(const struct lp_index *ix, unsigned levels)
{
    for (size_t i = 0; i < ix->n; i++) {
        const struct lp_set_meta *m = lp_set_about(ix->members[i].set);

        if (m->status == LP_SET_PUBLISHED && m->documents > 0 &&
            (m->levels & levels) == 0) {
            return true;
        }
    }
    return false;
}

const struct lp_index_caveat *
lp_index_caveats(const struct lp_index *ix, size_t *n)
{
    *n = ix->caveats_n;
    return ix->caveats_n == 0 ? NULL : ix->caveats;
}

static bool
is_among(const struct lp_set *set, unsigned statuses)
{
    return (LP_SET_STATUS_BIT(lp_set_about(set)->status) & statuses) != 0;
}

struct lp_set *
lp_index_asked(struct lp_index *ix, size_t i, unsigned statuses)
{
    struct lp_set *set = ix->members[i].set;

    return is_among(set, statuses) ? set : NULL;
}

enum lp_code
lp_index_next(struct lp_index *ix, enum lp_level level, unsigned statuses,
              const struct lp_set_key *key, size_t *at,
              struct lp_index_hit *out, struct lp_err *err)
{
    *out = (struct lp_index_hit){0};
    while (*at < ix->n) {
        struct lp_set *set = ix->members[(*at)++].set;
        struct lp_set_hit hit;
        enum lp_code rc;

        if (!is_among(set, statuses)) {
            continue;
        }
        rc = lp_set_find(set, level, key, &hit, err);
        if (rc != LP_OK) {
            return rc;
        }
        if (hit.found) {
            *out = (struct lp_index_hit){set, *at - 1, hit.record};
            return LP_OK;
        }
    }
    return LP_OK;
}

enum lp_code
lp_index_find(struct lp_index *ix, enum lp_level level, unsigned statuses,
              const struct lp_set_key *key, struct lp_index_hit *out,
              struct lp_err *err)
{
    size_t at = 0;

    return lp_index_next(ix, level, statuses, key, &at, out, err);
}

/* Ask set number `k` for those of the (at most ABREAST) keys that have no
 * answer yet. */
static enum lp_code
ask(struct lp_index *ix, size_t k, enum lp_level level,
    const struct lp_set_key *keys, size_t n, struct lp_index_hit *out,
    struct lp_err *err)
{
    struct lp_set *set = ix->members[k].set;
    struct lp_set_key open[ABREAST];
    struct lp_set_hit hits[ABREAST];
    size_t which[ABREAST];
    size_t open_n = 0;
    enum lp_code rc;

    for (size_t i = 0; i < n; i++) {
        if (out[i].set == NULL) {
            which[open_n] = i;
            open[open_n++] = keys[i];
        }
    }
    rc = lp_set_find_many(set, level, open, open_n, hits, err);
    if (rc != LP_OK) {
        return rc;
    }
    for (size_t i = 0; i < open_n; i++) {
        if (hits[i].found) {
            out[which[i]] = (struct lp_index_hit){set, k, hits[i].record};
        }
    }
    return LP_OK;
}

enum lp_code
lp_index_find_many(struct lp_index *ix, enum lp_level level, unsigned statuses,
                   const struct lp_set_key *keys, size_t n,
                   struct lp_index_hit *out, struct lp_err *err)
{
    for (size_t from = 0; from < n; from += ABREAST) {
        size_t part = n - from < ABREAST ? n - from : ABREAST;

        for (size_t i = 0; i < part; i++) {
            out[from + i] = (struct lp_index_hit){0};
        }
        for (size_t k = 0; k < ix->n; k++) {
            enum lp_code rc = LP_OK;

            if (is_among(ix->members[k].set, statuses)) {
                rc = ask(ix, k, level, keys + from, part, out + from, err);
            }
            if (rc != LP_OK) {
                return rc;
            }
        }
    }
    return LP_OK;
}
