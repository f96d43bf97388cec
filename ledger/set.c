#include "ledger/set.h"

#include <endian.h>
#include <stdlib.h>
#include <string.h>

#include "ledger/set_map.h"

/* Keys that are looked up side by side, so that memory is waited for once. */
#define ABREAST 32

struct lp_set {
    struct lp_set_map map;
    struct lp_set_meta meta;
    uint64_t keys;
};

static uint64_t
offset_of(const struct lp_set *s, enum lp_set_part part)
{
    return s->map.layout.part[part].offset;
}

static enum lp_code
read_meta(struct lp_set *s, struct lp_err *err)
{
    const struct lp_set_section *meta = &s->map.layout.part[LP_SET_META];
    enum lp_code rc;

    LP_TRY(lp_set_map_ready(&s->map, meta->offset, meta->length, err));
    LP_TRY(lp_set_meta_read(
        &s->meta,
        (struct lp_slice){s->map.bytes + meta->offset, (size_t)meta->length},
        err));
    if (s->meta.unique > s->keys) {
        rc = lp_set_map_broken(&s->map, meta->offset, err);
    }

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
    s->keys = s->map.layout.part[LP_SET_KEYS].count;
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

uint64_t
lp_set_keys(const struct lp_set *s, enum lp_level level)
{
    return level == LP_LEVEL_RAW ? s->keys : 0;
}

/*
 * A lookup goes through the same steps for one key and for many; between two
 * steps, what the next one will read is on its way from memory. Asking for
 * memory ahead reads nothing, so a page need not be checked for it.
 */
struct probe {
    const struct lp_set_key *key;
    struct lp_set_hit *out;
    bool missed;
    uint64_t first; /* keys of the bucket, and later: the key that was found */
    uint64_t end;
    uint64_t record;
    uint64_t at; /* of the record in the file, and its length */
    uint64_t length;
};

typedef enum lp_code step(struct lp_set *s, struct probe *p,
                          struct lp_err *err);

static void
fetch(const struct lp_set *s, uint64_t at)
{
    __builtin_prefetch(s->map.bytes + at);
}

static uint32_t
u32_at(const struct lp_set *s, uint64_t at)
{
    uint32_t v;

    memcpy(&v, s->map.bytes + at, sizeof v);
    return le32toh(v);
}

static uint64_t
u64_at(const struct lp_set *s, uint64_t at)
{
    uint64_t v;

    memcpy(&v, s->map.bytes + at, sizeof v);
    return le64toh(v);
}

static uint64_t
bucket_at(const struct lp_set *s, const struct probe *p)
{
    return offset_of(s, LP_SET_PREFIX) +
           4 * lp_set_bucket(p->key->digest, s->map.layout.prefix_bits);
}

static enum lp_code
begin(struct lp_set *s, struct probe *p, struct lp_err *err)
{
    (void)err;
    fetch(s, bucket_at(s, p));
    return LP_OK;
}

static enum lp_code
find_bucket(struct lp_set *s, struct probe *p, struct lp_err *err)
{
    uint64_t at = bucket_at(s, p);
    enum lp_code rc = lp_set_map_ready(&s->map, at, 8, err);

    if (rc != LP_OK) {
        return rc;
    }
    p->first = u32_at(s, at);
    p->end = u32_at(s, at + 4);
    if (p->first > p->end || p->end > s->keys) {
        return lp_set_map_broken(&s->map, at, err);
    }
    p->missed = p->first == p->end;
    fetch(s, offset_of(s, LP_SET_KEYS) + p->first * LP_KEY_SIZE);
    fetch(s, offset_of(s, LP_SET_KEYREC) + p->first * 4);
    return LP_OK;
}

static enum lp_code
find_key(struct lp_set *s, struct probe *p, struct lp_err *err)
{
    while (p->first < p->end) {
        uint64_t middle = p->first + (p->end - p->first) / 2;
        uint64_t at = offset_of(s, LP_SET_KEYS) + middle * LP_KEY_SIZE;
        enum lp_code rc = lp_set_map_ready(&s->map, at, LP_KEY_SIZE, err);
        int order;

        if (rc != LP_OK) {
            return rc;
        }
        order = memcmp(s->map.bytes + at, p->key->digest, LP_KEY_SIZE);
        if (order == 0) {
            p->first = middle;
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
find_number(struct lp_set *s, struct probe *p, struct lp_err *err)
{
    uint64_t at = offset_of(s, LP_SET_KEYREC) + p->first * 4;
    enum lp_code rc = lp_set_map_ready(&s->map, at, 4, err);

    if (rc != LP_OK) {
        return rc;
    }
    p->record = u32_at(s, at);
    if (p->record >= s->keys) {
        return lp_set_map_broken(&s->map, at, err);
    }
    fetch(s, offset_of(s, LP_SET_RECS) + p->record * 8);
    return LP_OK;
}

static enum lp_code
find_record(struct lp_set *s, struct probe *p, struct lp_err *err)
{
    const struct lp_set_section *blob = &s->map.layout.part[LP_SET_BLOB];
    uint64_t at = offset_of(s, LP_SET_RECS) + p->record * 8;
    enum lp_code rc = lp_set_map_ready(&s->map, at, 16, err);
    uint64_t from;
    uint64_t to;

    if (rc != LP_OK) {
        return rc;
    }
    from = u64_at(s, at);
    to = u64_at(s, at + 8);
    if (from >= to || to > blob->length || (p->record == 0 && from != 0) ||
        (p->record == s->keys - 1 && to != blob->length)) {
        return lp_set_map_broken(&s->map, at, err);
    }
    p->at = blob->offset + from;
    p->length = to - from;
    fetch(s, p->at);
    return LP_OK;
}

static enum lp_code
read_record(struct lp_set *s, struct probe *p, struct lp_err *err)
{
    struct lp_slice bytes = {s->map.bytes + p->at, (size_t)p->length};
    enum lp_code rc = lp_set_map_ready(&s->map, p->at, p->length, err);
    struct lp_set_record record;

    if (rc != LP_OK) {
        return rc;
    }
    if (lp_set_record_read(&record, bytes, err) != LP_OK) {
        return lp_set_map_broken(&s->map, p->at, err);
    }
    if (record.size == p->key->size) {
        *p->out = (struct lp_set_hit){.found = true, .record = record};
    }
    return LP_OK;
}

static step *const steps[] = {begin,       find_bucket, find_key,
                              find_number, find_record, read_record};

static enum lp_code
run(struct lp_set *s, struct probe *probes, size_t n, struct lp_err *err)
{
    for (size_t k = 0; k < sizeof steps / sizeof steps[0]; k++) {
        for (size_t i = 0; i < n; i++) {
            enum lp_code rc =
                probes[i].missed ? LP_OK : steps[k](s, &probes[i], err);

            if (rc != LP_OK) {
                return rc;
            }
        }
    }
    return LP_OK;
}

enum lp_code
lp_set_find_many(struct lp_set *s, enum lp_level level,
                 const struct lp_set_key *keys, size_t n,
                 struct lp_set_hit *out, struct lp_err *err)
{
    struct probe probes[ABREAST];

    if (level != LP_LEVEL_RAW) {
        return lp_fail(err, LP_E_USAGE, "%s has no keys at this level",
                       s->map.path);
    }
    for (size_t done = 0; done < n; done += ABREAST) {
        size_t part = n - done < ABREAST ? n - done : ABREAST;
        enum lp_code rc;

        for (size_t i = 0; i < part; i++) {
            out[done + i] = (struct lp_set_hit){0};
            probes[i] =
                (struct probe){.key = &keys[done + i], .out = &out[done + i]};
        }
        rc = run(s, probes, part, err);
        if (rc != LP_OK) {
            return rc;
        }
    }
    return LP_OK;
}

enum lp_code
lp_set_find(struct lp_set *s, enum lp_level level, const struct lp_set_key *key,
            struct lp_set_hit *out, struct lp_err *err)
{
    *out = (struct lp_set_hit){0};
    return lp_set_find_many(s, level, key, 1, out, err);
}
