#include "ledger/set_verify.h"

#include <stdlib.h>

#include "ledger/set_near.h"
#include "ledger/set_part.h"

/* Below, every page is known to be good, and may be read. */

static enum lp_code
check_keys(const struct lp_set_map *m, const struct lp_set_shelf *shelf,
           struct lp_err *err)
{
    for (uint64_t i = 1; i < shelf->n; i++) {
        uint64_t at = shelf->keys + i * LP_KEY_SIZE;

        if (memcmp(m->bytes + at - LP_KEY_SIZE, m->bytes + at, LP_KEY_SIZE) >=
            0) {
            return lp_set_map_broken(m, at, err);
        }
    }
    return LP_OK;
}

static enum lp_code
check_prefix(const struct lp_set_map *m, const struct lp_set_shelf *shelf,
             struct lp_err *err)
{
    uint64_t buckets = (uint64_t)1 << shelf->bits;
    uint64_t below = 0;

    for (uint64_t bucket = 0; bucket <= buckets; bucket++) {
        uint64_t at = shelf->prefix + bucket * 4;

        while (below < shelf->n &&
               lp_set_bucket(m->bytes + shelf->keys + below * LP_KEY_SIZE,
                             shelf->bits) < bucket) {
            below++;
        }
        if (lp_set_map_u32(m, at) != below) {
            return lp_set_map_broken(m, at, err);
        }
    }
    return LP_OK;
}

/* `reached` gets a bit for each record that a key leads to. */
static enum lp_code
check_keyrec(const struct lp_set_map *m, const struct lp_set_shelf *shelf,
             uint8_t *reached, struct lp_err *err)
{
    for (uint64_t i = 0; i < shelf->n; i++) {
        uint64_t at = shelf->keyrec + i * 4;
        uint32_t record = lp_set_map_u32(m, at);

        if (record >= m->layout.counts.records) {
            return lp_set_map_broken(m, at, err);
        }
        reached[record / 8] |= (uint8_t)(1U << record % 8);
    }
    return LP_OK;
}

static enum lp_code
check_levels(const struct lp_set_map *m, uint8_t *reached, struct lp_err *err)
{
    enum lp_code rc = LP_OK;

    for (unsigned i = LP_LEVEL_NONE + 1; i < LP_LEVEL_COUNT; i++) {
        const struct lp_set_shelf *shelf = &m->layout.shelf[i];

        if ((m->layout.counts.levels & LP_LEVEL_BIT(i) & LP_LEVEL_ALL_KEYS) !=
            0) {
            LP_TRY(check_keys(m, shelf, err));
            LP_TRY(check_prefix(m, shelf, err));
            LP_TRY(check_keyrec(m, shelf, reached, err));
        }
    }

done:
    return rc;
}

/* A record of a keyed set tells nothing. */
static bool
is_bare(const struct lp_set_record *r)
{
    return r->size == LP_SIZE_UNKNOWN && r->role == LP_ROLE_FILE &&
           r->kind == LP_KIND_OTHER && r->locator.len == 0;
}

static enum lp_code
check_records(struct lp_set *s, const uint8_t *reached, struct lp_err *err)
{
    const struct lp_set_map *m = lp_set_file(s);
    uint64_t n = m->layout.counts.records;
    bool keyed = lp_set_about(s)->keyed.len > 0;

    if (n == 0 && (lp_set_map_u64(m, m->layout.recs.offset) != 0 ||
                   m->layout.blob.length != 0)) {
        return lp_set_map_broken(m, m->layout.recs.offset, err);
    }
    for (uint64_t i = 0; i < n; i++) {
        uint64_t at = m->layout.recs.offset + i * 8;
        struct lp_set_record record;
        enum lp_code rc = lp_set_record_at(s, i, &record, err);

        if (rc != LP_OK) {
            return rc;
        }
        if ((reached[i / 8] >> i % 8 & 1) == 0) {
            return lp_set_map_broken(m, at, err);
        }
        if (keyed && !is_bare(&record)) {
            return lp_set_map_broken(
                m, m->layout.blob.offset + lp_set_map_u64(m, at), err);
        }
    }
    return LP_OK;
}

enum lp_code
lp_set_verify(struct lp_set *s, struct lp_err *err)
{
    struct lp_set_map *m = lp_set_file(s);
    const struct lp_set_range all = {0, m->layout.pages * LP_SET_PAGE};
    uint8_t *reached = calloc((size_t)(m->layout.counts.records / 8) + 1, 1);
    enum lp_code rc;

    if (reached == NULL) {
        return lp_no_memory(err);
    }
    LP_TRY(lp_set_map_ready_all(m, &all, 1, err));
    LP_TRY(check_levels(m, reached, err));
    LP_TRY(check_records(s, reached, err));
    LP_TRY(lp_set_near_verify(m, err));
    LP_TRY(lp_set_parts_verify(m, err));

done:
    free(reached);
    return rc;
}
