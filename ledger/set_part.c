#include "ledger/set_part.h"

/* Keys that are looked up side by side, so that memory is waited for once. */
#define ABREAST 32

/* So few pairs are not searched. */
#define FEW 24

struct probe {
    uint64_t key;
    uint64_t first;
    uint64_t end;
};

uint64_t
lp_set_parts_count(const struct lp_set *s)
{
    return lp_set_layout_of(s)->frags.n;
}

static uint64_t
prefix_at(const struct lp_set_frags_at *at, uint64_t key)
{
    return at->prefix + lp_set_bucket_of(key, at->bits) * 4;
}

static uint64_t
pair_at(const struct lp_set_frags_at *at, uint64_t i)
{
    return at->frags + i * LP_SET_FRAG_SIZE;
}

static enum lp_code
find_bucket(struct lp_set_map *m, struct probe *p, struct lp_err *err)
{
    const struct lp_set_frags_at *frags = &m->layout.frags;
    uint64_t at = prefix_at(frags, p->key);
    enum lp_code rc = lp_set_map_ready(m, at, 8, err);

    if (rc != LP_OK) {
        return rc;
    }
    p->first = lp_set_map_u32(m, at);
    p->end = lp_set_map_u32(m, at + 4);
    if (p->first > p->end || p->end > frags->n) {
        return lp_set_map_broken(m, at, err);
    }
    __builtin_prefetch(m->bytes + pair_at(frags, p->first));
    __builtin_prefetch(m->bytes + pair_at(frags, p->end));
    return LP_OK;
}

/* The few pairs of a bucket among which the key should stand, since its keys
 * lie evenly: those of texts are the least of many, and crowd the first
 * buckets. If it does not stand there, nothing is changed. */
static enum lp_code
guess(struct lp_set_map *m, struct probe *p, uint64_t *end, struct lp_err *err)
{
    const struct lp_set_frags_at *frags = &m->layout.frags;
    uint64_t n = *end - p->first;
    uint64_t within = frags->bits == 0 ? p->key : p->key << frags->bits;
    uint64_t at = p->first + ((within >> 32) * n >> 32);
    uint64_t lo = at - p->first > FEW / 2 ? at - FEW / 2 : p->first;
    uint64_t hi = *end - lo > FEW ? lo + FEW : *end;
    uint64_t from = lo > p->first ? lo - 1 : lo;
    enum lp_code rc = lp_set_map_ready(m, pair_at(frags, from),
                                       (hi - from) * LP_SET_FRAG_SIZE, err);

    if (rc == LP_OK &&
        (lo == from || lp_set_map_u64(m, pair_at(frags, from)) < p->key) &&
        (hi == *end || lp_set_map_u64(m, pair_at(frags, hi - 1)) >= p->key)) {
        p->first = lo;
        *end = hi;
    }
    return rc;
}

/* Halve what is left of a bucket until it is few pairs. */
static enum lp_code
narrow(struct lp_set_map *m, struct probe *p, uint64_t *end, struct lp_err *err)
{
    if (*end - p->first > FEW) {
        enum lp_code rc = guess(m, p, end, err);

        if (rc != LP_OK) {
            return rc;
        }
    }
    while (*end - p->first > FEW) {
        uint64_t middle = p->first + (*end - p->first) / 2;
        uint64_t at = pair_at(&m->layout.frags, middle);
        enum lp_code rc = lp_set_map_ready(m, at, LP_SET_FRAG_SIZE, err);

        if (rc != LP_OK) {
            return rc;
        }
        if (lp_set_map_u64(m, at) < p->key) {
            p->first = middle + 1;
        } else {
            *end = middle;
        }
    }
    return LP_OK;
}

/* The first pair of the key, or the end. Few pairs are counted through: which
 * way a search turns nobody can foretell, and a processor that guesses loses
 * more than it takes to look at them all. */
static enum lp_code
find_key(struct lp_set_map *m, struct probe *p, struct lp_err *err)
{
    uint64_t end = p->end;
    uint64_t below = 0;
    uint64_t at;
    enum lp_code rc;

    LP_TRY(narrow(m, p, &end, err));
    if (p->first == end) {
        return LP_OK;
    }
    at = pair_at(&m->layout.frags, p->first);
    LP_TRY(lp_set_map_ready(m, at, (end - p->first) * LP_SET_FRAG_SIZE, err));
    for (uint64_t i = 0; i < end - p->first; i++) {
        below += lp_set_map_u64(m, at + i * LP_SET_FRAG_SIZE) < p->key ? 1 : 0;
    }
    p->first += below;

done:
    return rc;
}

static enum lp_code
tell(struct lp_set_map *m, const struct probe *p, size_t i,
     lp_set_part_told *told, void *who, struct lp_err *err)
{
    uint64_t most = p->first + LP_SET_FRAG_RECORDS;
    enum lp_code rc = LP_OK;

    for (uint64_t k = p->first; k < p->end; k++) {
        uint64_t at = pair_at(&m->layout.frags, k);
        uint32_t record;

        LP_TRY(lp_set_map_ready(m, at, LP_SET_FRAG_SIZE, err));
        if (lp_set_map_u64(m, at) != p->key) {
            break;
        }
        record = lp_set_map_u32(m, at + 8);
        if (k == most || record >= m->layout.counts.records) {
            rc = lp_set_map_broken(m, at, err);
            goto done;
        }
        LP_TRY(told(who, i, record, err));
    }

done:
    return rc;
}

/* Look up the (at most ABREAST) keys from number `from` on. */
static enum lp_code
ask(struct lp_set_map *m, const uint64_t *keys, size_t from, size_t n,
    lp_set_part_told *told, void *who, struct lp_err *err)
{
    struct probe probes[ABREAST];
    enum lp_code rc = LP_OK;

    for (size_t i = 0; i < n; i++) {
        probes[i] = (struct probe){.key = keys[from + i]};
        __builtin_prefetch(m->bytes +
                           prefix_at(&m->layout.frags, probes[i].key));
    }
    for (size_t i = 0; i < n; i++) {
        LP_TRY(find_bucket(m, &probes[i], err));
    }
    for (size_t i = 0; i < n; i++) {
        LP_TRY(find_key(m, &probes[i], err));
    }
    for (size_t i = 0; i < n; i++) {
        LP_TRY(tell(m, &probes[i], from + i, told, who, err));
    }

done:
    return rc;
}

enum lp_code
lp_set_parts(struct lp_set *s, const uint64_t *keys, size_t n,
             lp_set_part_told *told, void *who, struct lp_err *err)
{
    struct lp_set_map *m = lp_set_file(s);
    enum lp_code rc = LP_OK;

    for (size_t from = 0; m->layout.frags.n > 0 && from < n; from += ABREAST) {
        size_t part = n - from < ABREAST ? n - from : ABREAST;

        LP_TRY(ask(m, keys, from, part, told, who, err));
    }

done:
    return rc;
}

static enum lp_code
check_pairs(const struct lp_set_map *m, struct lp_err *err)
{
    const struct lp_set_frags_at *frags = &m->layout.frags;
    uint64_t last_key = 0;
    uint32_t last_record = 0;
    unsigned of_key = 0;

    for (uint64_t i = 0; i < frags->n; i++) {
        uint64_t at = pair_at(frags, i);
        uint64_t key = lp_set_map_u64(m, at);
        uint32_t record = lp_set_map_u32(m, at + 8);
        bool same = i > 0 && key == last_key;

        of_key = same ? of_key + 1 : 1;
        if ((i > 0 && key < last_key) || (same && record <= last_record) ||
            of_key > LP_SET_FRAG_RECORDS ||
            record >= m->layout.counts.records) {
            return lp_set_map_broken(m, at, err);
        }
        last_key = key;
        last_record = record;
    }
    return LP_OK;
}

static enum lp_code
check_prefix(const struct lp_set_map *m, struct lp_err *err)
{
    const struct lp_set_frags_at *frags = &m->layout.frags;
    uint64_t below = 0;

    for (uint64_t b = 0; b <= (uint64_t)1 << frags->bits; b++) {
        uint64_t at = frags->prefix + b * 4;

        while (below < frags->n &&
               lp_set_bucket_of(lp_set_map_u64(m, pair_at(frags, below)),
                                frags->bits) < b) {
            below++;
        }
        if (lp_set_map_u32(m, at) != below) {
            return lp_set_map_broken(m, at, err);
        }
    }
    return LP_OK;
}

enum lp_code
lp_set_parts_verify(const struct lp_set_map *m, struct lp_err *err)
{
    enum lp_code rc = LP_OK;

    if ((m->layout.counts.levels & LP_LEVEL_BIT(LP_LEVEL_PART)) == 0) {
        return LP_OK;
    }
    LP_TRY(check_pairs(m, err));
    LP_TRY(check_prefix(m, err));

done:
    return rc;
}
