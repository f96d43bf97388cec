#include "ledger/index_alike.h"

enum lp_code
lp_index_near(struct lp_index *ix, unsigned statuses,
              const uint32_t sig[LP_SKETCH_BINS], unsigned least,
              struct lp_index_near *out, struct lp_err *err)
{
    size_t sets = lp_index_totals(ix).sets;
    struct lp_index_near best = {0};
    enum lp_code rc = LP_OK;

    *out = best;
    for (size_t i = 0; i < sets; i++) {
        struct lp_set *set = lp_index_asked(ix, i, statuses);
        struct lp_set_near near = {0};

        if (set == NULL) {
            continue;
        }
        LP_TRY(lp_set_near(set, sig, least, &near, err));
        best.more = best.more || near.more;
        if (near.found && near.agree > best.agree) {
            best.hit = (struct lp_index_hit){set, i, near.record};
            best.agree = near.agree;
        }
    }
    *out = best;

done:
    return rc;
}

/* The one who asked, and which set is telling. */
struct teller {
    lp_index_part_told *told;
    void *who;
    size_t set;
};

static enum lp_code
pass_on(void *who, size_t i, uint32_t record, struct lp_err *err)
{
    const struct teller *t = who;

    return t->told(t->who, i, t->set, record, err);
}

enum lp_code
lp_index_parts(struct lp_index *ix, unsigned statuses, const uint64_t *keys,
               size_t n, lp_index_part_told *told, void *who,
               struct lp_err *err)
{
    size_t sets = lp_index_totals(ix).sets;
    enum lp_code rc = LP_OK;

    for (size_t i = 0; i < sets; i++) {
        struct lp_set *set = lp_index_asked(ix, i, statuses);
        struct teller t = {told, who, i};

        if (set != NULL) {
            LP_TRY(lp_set_parts(set, keys, n, pass_on, &t, err));
        }
    }

done:
    return rc;
}

enum lp_code
lp_index_record(struct lp_index *ix, size_t set, uint32_t record,
                struct lp_index_hit *out, struct lp_err *err)
{
    struct lp_index_hit hit = {.number = set};
    struct lp_set *asked = NULL;
    enum lp_code rc;

    *out = (struct lp_index_hit){0};
    if (set < lp_index_totals(ix).sets) {
        asked = lp_index_asked(ix, set, LP_SET_STATUS_ALL);
    }
    if (asked == NULL || record >= lp_set_layout_of(asked)->counts.records) {
        return lp_fail(err, LP_E_USAGE, "no set has such a record");
    }
    hit.set = asked;
    LP_TRY(lp_set_record_at(asked, record, &hit.record, err));
    *out = hit;

done:
    return rc;
}
