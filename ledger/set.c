#include "ledger/set.h"

#include <stdlib.h>
#include <string.h>

/* Keys that are looked up side by side, so that memory is waited for once. */
#define ABREAST 32
#define BUCKET ((uint64_t)64) /* keys of one that are looked at in advance */

struct lp_set {
    struct lp_set_map map;
    struct lp_set_meta meta;
    uint8_t *secret; /* of a keyed set that is not locked */
    bool locked;
};

static enum lp_code
read_meta(struct lp_set *s, struct lp_err *err)
{
    const struct lp_set_section *meta = &s->map.layout.meta;
    const struct lp_set_counts *counts = &s->map.layout.counts;
    enum lp_code rc;

    LP_TRY(lp_set_map_ready(&s->map, meta->offset, meta->length, err));
    LP_TRY(lp_set_meta_read(
        &s->meta,
        (struct lp_slice){s->map.bytes + meta->offset, (size_t)meta->length},
        err));
    if (s->meta.unique > counts->records || s->meta.levels != counts->levels) {
        rc = lp_set_map_broken(&s->map, meta->offset, err);
    }
    s->locked = s->meta.keyed.len > 0;

done:
    return rc;
}

enum lp_code
lp_set_open(struct lp_set **out, const char *path, struct lp_err *err)
{
    struct lp_set *s = calloc(1, sizeof *s);
    enum lp_code rc;

    if (s == NULL) {
        return lp_no_memory(err);
    }
    LP_TRY(lp_set_map_open(&s->map, path, err));
    LP_TRY(read_meta(s, err));
    *out = s;
    s = NULL;

done:
    lp_set_free(s);
    return rc;
}

void
lp_set_free(struct lp_set *s)
{
    if (s != NULL) {
        lp_set_map_release(&s->map);
        lp_secret_drop(s->secret);
        free(s);
    }
}

const struct lp_set_meta *
lp_set_about(const struct lp_set *s)
{
    return &s->meta;
}

const uint8_t *
lp_set_root(const struct lp_set *s)
{
    return s->map.root;
}

const char *
lp_set_path(const struct lp_set *s)
{
    return s->map.path;
}

struct lp_set_map *
lp_set_file(struct lp_set *s)
{
    return &s->map;
}

const struct lp_set_layout *
lp_set_layout_of(const struct lp_set *s)
{
    return &s->map.layout;
}

uint64_t
lp_set_keys(const struct lp_set *s, enum lp_level level)
{
    return lp_level_has_keys(level) ? s->map.layout.shelf[level].n : 0;
}

bool
lp_set_locked(const struct lp_set *s)
{
    return s->locked;
}

enum lp_code
lp_set_unlock(struct lp_set *s, const uint8_t secret[LP_SECRET_SIZE],
              struct lp_err *err)
{
    char id[2 * LP_SECRET_ID_SIZE + 1];
    enum lp_code rc;

    if (s->meta.keyed.len == 0) {
        return LP_OK;
    }
    rc = lp_secret_id(id, secret, err);
    if (rc != LP_OK) {
        return rc;
    }
    if (!lp_slice_is(s->meta.keyed, id)) {
        (void)lp_fail(err, LP_E_TRUST, "%s was made with another index key",
                      s->map.path);
        lp_hint(err, "find the index key with the id %.*s",
                (int)s->meta.keyed.len, (const char *)s->meta.keyed.data);
        return LP_E_TRUST;
    }
    lp_secret_drop(s->secret);
    s->secret = lp_secret_keep(secret);
    if (s->secret == NULL) {
        return lp_no_memory(err);
    }
    s->locked = false;
    return LP_OK;
}

/*
 * A lookup goes through the same steps for one key and for many. Each step says
 * what the next one will read; between the two that is on its way from memory,
 * and the pages that nobody has looked at are checked side by side. Asking for
 * memory ahead reads nothing, so a page need not be checked for it.
 */
struct probe {
    const uint8_t *digest;
    uint64_t size; /* that the record must have */
    struct lp_set_hit *out;
    bool missed;
    uint64_t first; /* keys of the bucket, and later: the key that was found */
    uint64_t end;
    uint64_t record;
    struct lp_set_range next;
};

typedef enum lp_code step(struct lp_set *s, const struct lp_set_shelf *shelf,
                          struct probe *p, struct lp_err *err);

static void
fetch(const struct lp_set *s, struct probe *p, uint64_t at, uint64_t n)
{
    p->next = (struct lp_set_range){at, n};
    __builtin_prefetch(s->map.bytes + at);
    __builtin_prefetch(s->map.bytes + at + n - 1);
}

static enum lp_code
begin(struct lp_set *s, const struct lp_set_shelf *shelf, struct probe *p,
      struct lp_err *err)
{
    (void)err;
    fetch(s, p, shelf->prefix + lp_set_bucket(p->digest, shelf->bits) * 4, 8);
    return LP_OK;
}

static enum lp_code
find_bucket(struct lp_set *s, const struct lp_set_shelf *shelf, struct probe *p,
            struct lp_err *err)
{
    uint64_t at = p->next.at;

    p->first = lp_set_map_u32(&s->map, at);
    p->end = lp_set_map_u32(&s->map, at + 4);
    if (p->first > p->end || p->end > shelf->n) {
        return lp_set_map_broken(&s->map, at, err);
    }
    p->missed = p->first == p->end;
    if (!p->missed) {
        uint64_t n = p->end - p->first;

        __builtin_prefetch(s->map.bytes + shelf->keyrec + p->first * 4);
        fetch(s, p, shelf->keys + p->first * LP_KEY_SIZE,
              (n < BUCKET ? n : BUCKET) * LP_KEY_SIZE);
    }
    return LP_OK;
}

static enum lp_code
find_key(struct lp_set *s, const struct lp_set_shelf *shelf, struct probe *p,
         struct lp_err *err)
{
    while (p->first < p->end) {
        uint64_t middle = p->first + (p->end - p->first) / 2;
        uint64_t at = shelf->keys + middle * LP_KEY_SIZE;
        enum lp_code rc = lp_set_map_ready(&s->map, at, LP_KEY_SIZE, err);
        int order;

        if (rc != LP_OK) {
            return rc;
        }
        order = memcmp(s->map.bytes + at, p->digest, LP_KEY_SIZE);
        if (order == 0) {
            fetch(s, p, shelf->keyrec + middle * 4, 4);
            return LP_OK;
        }
        if (order < 0) {
            p->first = middle + 1;
        } else {
            p->end = middle;
        }
    }
    p->missed = true;
    return LP_OK;
}

static enum lp_code
find_number(struct lp_set *s, const struct lp_set_shelf *shelf, struct probe *p,
            struct lp_err *err)
{
    (void)shelf;
    p->record = lp_set_map_u32(&s->map, p->next.at);
    if (p->record >= s->map.layout.counts.records) {
        return lp_set_map_broken(&s->map, p->next.at, err);
    }
    fetch(s, p, s->map.layout.recs.offset + p->record * 8, 16);
    return LP_OK;
}

static enum lp_code
find_record(struct lp_set *s, const struct lp_set_shelf *shelf, struct probe *p,
            struct lp_err *err)
{
    const struct lp_set_section *blob = &s->map.layout.blob;
    uint64_t at = p->next.at;
    uint64_t from = lp_set_map_u64(&s->map, at);
    uint64_t to = lp_set_map_u64(&s->map, at + 8);

    (void)shelf;
    if (from >= to || to > blob->length || (p->record == 0 && from != 0) ||
        (p->record == s->map.layout.counts.records - 1 && to != blob->length)) {
        return lp_set_map_broken(&s->map, at, err);
    }
    fetch(s, p, blob->offset + from, to - from);
    return LP_OK;
}

static bool
agree(uint64_t one, uint64_t other)
{
    return one == other || one == LP_SIZE_UNKNOWN || other == LP_SIZE_UNKNOWN;
}

static enum lp_code
read_record(struct lp_set *s, const struct lp_set_shelf *shelf, struct probe *p,
            struct lp_err *err)
{
    struct lp_slice bytes = {s->map.bytes + p->next.at, (size_t)p->next.n};
    struct lp_set_record record;

    (void)shelf;
    if (lp_set_record_read(&record, bytes, err) != LP_OK) {
        return lp_set_map_broken(&s->map, p->next.at, err);
    }
    if (agree(record.size, p->size)) {
        *p->out = (struct lp_set_hit){.found = true, .record = record};
    }
    return LP_OK;
}

static step *const steps[] = {begin,       find_bucket, find_key,
                              find_number, find_record, read_record};

#define STEPS (sizeof steps / sizeof steps[0])
#define OF_RECORD ((size_t)4) /* the step that knows the record's number */

/* Make sure of what the next step reads of (at most ABREAST) probes. */
static enum lp_code
ready(struct lp_set *s, const struct probe *probes, size_t n,
      struct lp_err *err)
{
    struct lp_set_range next[ABREAST];
    size_t next_n = 0;

    for (size_t i = 0; i < n; i++) {
        if (!probes[i].missed) {
            next[next_n++] = probes[i].next;
        }
    }
    return lp_set_map_ready_all(&s->map, next, next_n, err);
}

/* All steps from number `k` on. */
static enum lp_code
run(struct lp_set *s, const struct lp_set_shelf *shelf, struct probe *probes,
    size_t n, size_t k, struct lp_err *err)
{
    for (; k < STEPS; k++) {
        enum lp_code rc = ready(s, probes, n, err);

        for (size_t i = 0; rc == LP_OK && i < n; i++) {
            if (!probes[i].missed) {
                rc = steps[k](s, shelf, &probes[i], err);
            }
        }
        if (rc != LP_OK) {
            return rc;
        }
    }
    return LP_OK;
}

enum lp_code
lp_set_record_at(struct lp_set *s, uint64_t number, struct lp_set_record *out,
                 struct lp_err *err)
{
    struct lp_set_hit hit = {0};
    struct probe p = {.size = LP_SIZE_UNKNOWN, .out = &hit, .record = number};
    enum lp_code rc;

    fetch(s, &p, s->map.layout.recs.offset + number * 8, 16);
    LP_TRY(run(s, NULL, &p, 1, OF_RECORD, err));
    *out = hit.record;

done:
    return rc;
}

/* One way to ask: at which level, and whether with the size. */
struct way {
    enum lp_level level;
    bool sized;
};

/* The ways to ask at `level`, the likelier first, at most three. A keyed set
 * has the size in its keys, or "unknown": so the question is put twice. */
static size_t
ways_of(const struct lp_set *s, enum lp_level level, struct way *out)
{
    bool keyed = s->meta.keyed.len > 0;
    size_t n = 0;

    if (level == LP_LEVEL_DECODED) {
        out[n++] = (struct way){LP_LEVEL_DECODED, false};
        out[n++] = (struct way){LP_LEVEL_RAW, true};
        if (keyed) {
            out[n++] = (struct way){LP_LEVEL_RAW, false};
        }
        return n;
    }
    out[n++] = (struct way){level, lp_level_sized(level)};
    if (keyed && lp_level_sized(level)) {
        out[n++] = (struct way){level, false};
    }
    return n;
}

/* Ask one way for those of the (at most ABREAST) keys that are not found. */
static enum lp_code
ask(struct lp_set *s, struct way way, const struct lp_set_key *keys, size_t n,
    struct lp_set_hit *out, struct lp_err *err)
{
    uint8_t mixed[ABREAST][LP_KEY_SIZE];
    struct probe probes[ABREAST];
    size_t open = 0;

    for (size_t i = 0; i < n; i++) {
        uint64_t size = way.sized ? keys[i].size : LP_SIZE_UNKNOWN;

        if (out[i].found) {
            continue;
        }
        probes[open] = (struct probe){
            .digest = keys[i].digest, .size = size, .out = &out[i]};
        if (s->meta.keyed.len > 0) {
            lp_secret_mix(mixed[open], s->secret, way.level, size,
                          keys[i].digest);
            probes[open].digest = mixed[open];
        }
        open++;
    }
    return run(s, &s->map.layout.shelf[way.level], probes, open, 0, err);
}

enum lp_code
lp_set_find_many(struct lp_set *s, enum lp_level level,
                 const struct lp_set_key *keys, size_t n,
                 struct lp_set_hit *out, struct lp_err *err)
{
    struct way ways[3];
    size_t ways_n;

    if (level >= LP_LEVEL_COUNT || !lp_level_has_keys(level)) {
        return lp_fail(err, LP_E_USAGE, "%s: no set has such a level",
                       s->map.path);
    }
    if (s->locked) {
        (void)lp_fail(err, LP_E_TRUST, "%s needs its index key", s->map.path);
        lp_hint(err, "give --index-key FILE");
        return LP_E_TRUST;
    }
    ways_n = ways_of(s, level, ways);
    for (size_t i = 0; i < n; i++) {
        out[i] = (struct lp_set_hit){0};
    }
    for (size_t done = 0; done < n; done += ABREAST) {
        size_t part = n - done < ABREAST ? n - done : ABREAST;

        for (size_t w = 0; w < ways_n; w++) {
            enum lp_code rc = LP_OK;

            if ((s->meta.levels & LP_LEVEL_BIT(ways[w].level)) != 0) {
                rc = ask(s, ways[w], keys + done, part, out + done, err);
            }
            if (rc != LP_OK) {
                return rc;
            }
        }
    }
    return LP_OK;
}

enum lp_code
lp_set_find(struct lp_set *s, enum lp_level level, const struct lp_set_key *key,
            struct lp_set_hit *out, struct lp_err *err)
{
    enum lp_code rc;

    *out = (struct lp_set_hit){0};
    rc = lp_set_find_many(s, level, key, 1, out, err);
    if (rc != LP_OK) {
        *out = (struct lp_set_hit){0};
    }
    return rc;
}
