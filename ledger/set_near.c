#include "ledger/set_near.h"

/* Signatures that were looked at lately: near ones meet in many bands. */
#define LATELY 64

/* Bytes that memory brings at once, and entries that are asked for ahead. */
#define LINE 64
#define AHEAD 24

/* Where the candidates of a band stand. */
struct span {
    uint64_t first;
    uint64_t end;
    uint32_t key;
};

struct search {
    struct lp_set_map *m;
    const struct lp_set_sigs_at *at;
    const uint32_t *sig;
    struct span band[LP_SKETCH_BANDS];
    uint32_t lately[LATELY];
    unsigned looked;
    unsigned agree; /* the most so far, and of which */
    uint32_t best;
    bool more;
};

uint64_t
lp_set_near_count(const struct lp_set *s)
{
    return lp_set_layout_of(s)->sigs.n;
}

static uint64_t
prefix_at(const struct lp_set_sigs_at *at, unsigned band, uint32_t key)
{
    uint64_t buckets = (uint64_t)1 << at->bits;
    uint64_t bucket = lp_set_bucket_of((uint64_t)key << 32, at->bits);

    return at->prefix + (band * (buckets + 1) + bucket) * 4;
}

static uint64_t
entry_at(const struct lp_set_sigs_at *at, unsigned band, uint64_t i)
{
    return at->bands + (band * at->n + i) * LP_SET_BAND_SIZE;
}

/* Between these steps, what the next one reads is on its way from memory. To
 * ask for it ahead reads nothing, so a page need not be checked for it. */
static void
begin(struct search *s)
{
    for (unsigned b = 0; b < LP_SKETCH_BANDS; b++) {
        s->band[b].key = lp_set_band_key(s->sig, b);
        __builtin_prefetch(s->m->bytes + prefix_at(s->at, b, s->band[b].key));
    }
    memset(s->lately, 0xff, sizeof s->lately);
}

static enum lp_code
find_bucket(struct search *s, unsigned b, struct lp_err *err)
{
    struct span *span = &s->band[b];
    uint64_t at = prefix_at(s->at, b, span->key);
    enum lp_code rc = lp_set_map_ready(s->m, at, 8, err);

    if (rc != LP_OK) {
        return rc;
    }
    span->first = lp_set_map_u32(s->m, at);
    span->end = lp_set_map_u32(s->m, at + 4);
    if (span->first > span->end || span->end > s->at->n) {
        return lp_set_map_broken(s->m, at, err);
    }
    for (at = span->first; at < span->end && at < span->first + AHEAD;
         at += LINE / LP_SET_BAND_SIZE) {
        __builtin_prefetch(s->m->bytes + entry_at(s->at, b, at));
    }
    return LP_OK;
}

/* The number of the signature in entry `i` of a band, and the order of its key
 * and the one that is looked for. */
static enum lp_code
read_entry(struct search *s, unsigned b, uint64_t i, uint32_t *number,
           int *order, struct lp_err *err)
{
    uint64_t at = entry_at(s->at, b, i);
    enum lp_code rc = lp_set_map_ready(s->m, at, LP_SET_BAND_SIZE, err);
    uint32_t key;

    if (rc != LP_OK) {
        return rc;
    }
    key = lp_set_map_u32(s->m, at);
    *order = (key > s->band[b].key) - (key < s->band[b].key);
    *number = lp_set_map_u32(s->m, at + 4);
    return *number < s->at->n ? LP_OK : lp_set_map_broken(s->m, at, err);
}

/* The first entry with the key, or the end. */
static enum lp_code
find_key(struct search *s, unsigned b, struct lp_err *err)
{
    struct span *span = &s->band[b];
    uint64_t first = span->first;
    uint64_t end = span->end;
    uint32_t number;
    int order;
    enum lp_code rc = LP_OK;

    while (first < end) {
        uint64_t middle = first + (end - first) / 2;

        LP_TRY(read_entry(s, b, middle, &number, &order, err));
        if (order < 0) {
            first = middle + 1;
        } else {
            end = middle;
        }
    }
    span->first = first;
    if (first < span->end) {
        LP_TRY(read_entry(s, b, first, &number, &order, err));
        for (size_t i = 0; order == 0 && i < LP_SET_SIG_SIZE; i += LINE) {
            __builtin_prefetch(s->m->bytes + s->at->sigs +
                               number * LP_SET_SIG_SIZE + i);
        }
    }

done:
    return rc;
}

/* Numbers are in the order of the records: of those that agree as much, the
 * lowest one is the first record. */
static enum lp_code
look(struct search *s, uint32_t number, struct lp_err *err)
{
    uint64_t at = s->at->sigs + number * LP_SET_SIG_SIZE;
    uint32_t sig[LP_SKETCH_BINS];
    unsigned agree;
    enum lp_code rc;

    if (s->lately[number % LATELY] == number) {
        return LP_OK;
    }
    s->lately[number % LATELY] = number;
    rc = lp_set_map_ready(s->m, at, LP_SET_SIG_SIZE, err);
    if (rc != LP_OK) {
        return rc;
    }
    lp_set_sig_read(sig, s->m->bytes + at);
    agree = lp_sketch_agree(sig, s->sig);
    if (agree > s->agree || (agree == s->agree && number < s->best)) {
        s->agree = agree;
        s->best = number;
    }
    return LP_OK;
}

static enum lp_code
look_at_band(struct search *s, unsigned b, struct lp_err *err)
{
    const struct span *span = &s->band[b];
    enum lp_code rc = LP_OK;

    for (uint64_t i = span->first; i < span->end; i++) {
        uint32_t number;
        int order;

        LP_TRY(read_entry(s, b, i, &number, &order, err));
        if (order != 0) {
            break;
        }
        if (i - span->first == LP_SET_NEAR_BAND ||
            s->looked == LP_SET_NEAR_ALL) {
            s->more = true;
            break;
        }
        s->looked++;
        LP_TRY(look(s, number, err));
    }

done:
    return rc;
}

static enum lp_code
search(struct search *s, struct lp_err *err)
{
    enum lp_code rc = LP_OK;

    begin(s);
    for (unsigned b = 0; b < LP_SKETCH_BANDS; b++) {
        LP_TRY(find_bucket(s, b, err));
    }
    for (unsigned b = 0; b < LP_SKETCH_BANDS; b++) {
        LP_TRY(find_key(s, b, err));
    }
    for (unsigned b = 0; b < LP_SKETCH_BANDS; b++) {
        LP_TRY(look_at_band(s, b, err));
    }

done:
    return rc;
}

enum lp_code
lp_set_near(struct lp_set *s, const uint32_t sig[LP_SKETCH_BINS],
            unsigned least, struct lp_set_near *out, struct lp_err *err)
{
    struct search q = {.m = lp_set_file(s), .sig = sig, .best = UINT32_MAX};
    struct lp_set_near hit = {0};
    enum lp_code rc = LP_OK;

    *out = hit;
    q.at = &q.m->layout.sigs;
    if (q.at->n == 0) {
        return LP_OK;
    }
    LP_TRY(search(&q, err));
    hit.more = q.more;
    if (q.best != UINT32_MAX && q.agree >= least) {
        uint64_t at = q.at->sigrec + (uint64_t)q.best * 4;

        LP_TRY(lp_set_map_ready(q.m, at, 4, err));
        hit.found = true;
        hit.agree = q.agree;
        hit.number = lp_set_map_u32(q.m, at);
        if (hit.number >= q.m->layout.counts.records) {
            rc = lp_set_map_broken(q.m, at, err);
            goto done;
        }
        LP_TRY(lp_set_record_at(s, hit.number, &hit.record, err));
    }
    *out = hit;

done:
    return rc;
}

static enum lp_code
check_records(const struct lp_set_map *m, struct lp_err *err)
{
    const struct lp_set_sigs_at *at = &m->layout.sigs;
    uint64_t next = 0; /* the least that may follow */

    for (uint64_t i = 0; i < at->n; i++) {
        uint32_t record = lp_set_map_u32(m, at->sigrec + i * 4);

        if (record < next || record >= m->layout.counts.records) {
            return lp_set_map_broken(m, at->sigrec + i * 4, err);
        }
        next = (uint64_t)record + 1;
    }
    return LP_OK;
}

/* Strictly increasing, and as many as there are signatures, each with its key:
 * so each signature is there, once. */
static enum lp_code
check_band(const struct lp_set_map *m, unsigned b, struct lp_err *err)
{
    const struct lp_set_sigs_at *at = &m->layout.sigs;
    uint64_t last = 0;

    for (uint64_t i = 0; i < at->n; i++) {
        uint64_t entry = entry_at(at, b, i);
        uint64_t key = lp_set_map_u32(m, entry);
        uint64_t number = lp_set_map_u32(m, entry + 4);
        uint64_t both = key << 32 | number;
        uint32_t sig[LP_SKETCH_BINS];

        if (number >= at->n || (i > 0 && both <= last)) {
            return lp_set_map_broken(m, entry, err);
        }
        lp_set_sig_read(sig, m->bytes + at->sigs + number * LP_SET_SIG_SIZE);
        if (lp_set_band_key(sig, b) != key) {
            return lp_set_map_broken(m, entry, err);
        }
        last = both;
    }
    return LP_OK;
}

static enum lp_code
check_prefix(const struct lp_set_map *m, unsigned b, struct lp_err *err)
{
    const struct lp_set_sigs_at *at = &m->layout.sigs;
    uint64_t buckets = (uint64_t)1 << at->bits;
    uint64_t below = 0;

    for (uint64_t bucket = 0; bucket <= buckets; bucket++) {
        uint64_t here = at->prefix + (b * (buckets + 1) + bucket) * 4;

        while (below < at->n) {
            uint64_t key = lp_set_map_u32(m, entry_at(at, b, below));

            if (lp_set_bucket_of(key << 32, at->bits) >= bucket) {
                break;
            }
            below++;
        }
        if (lp_set_map_u32(m, here) != below) {
            return lp_set_map_broken(m, here, err);
        }
    }
    return LP_OK;
}

enum lp_code
lp_set_near_verify(const struct lp_set_map *m, struct lp_err *err)
{
    enum lp_code rc = LP_OK;

    if ((m->layout.counts.levels & LP_LEVEL_BIT(LP_LEVEL_NEAR)) == 0) {
        return LP_OK;
    }
    LP_TRY(check_records(m, err));
    for (unsigned b = 0; b < LP_SKETCH_BANDS; b++) {
        LP_TRY(check_band(m, b, err));
        LP_TRY(check_prefix(m, b, err));
    }

done:
    return rc;
}
