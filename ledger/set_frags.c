#include "ledger/set_frags.h"

#include <string.h>

/* Keep the least records, in order, each once. */
static void
note_record(struct lp_set_frags *f, uint32_t record)
{
    size_t i = f->n;

    while (i > 0 && f->record[i - 1] > record) {
        i--;
    }
    if ((i > 0 && f->record[i - 1] == record) || i == LP_SET_FRAG_RECORDS) {
        return;
    }
    f->n -= f->n == LP_SET_FRAG_RECORDS;
    memmove(f->record + i + 1, f->record + i, (f->n - i) * sizeof *f->record);
    f->record[i] = record;
    f->n++;
}

/* Take all pairs of the next key. */
static enum lp_code
next_key(struct lp_set_frags *f, const struct lp_set_adds *adds,
         struct lp_err *err)
{
    enum lp_code rc = LP_OK;

    f->key = f->next.key;
    f->n = 0;
    f->told = 0;
    while (f->more && f->next.key == f->key) {
        note_record(f, adds->of[f->next.of].record);
        LP_TRY(lp_set_runs_take(&f->pairs, &f->next, &f->more, err));
    }

done:
    return rc;
}

static enum lp_code
begin(struct lp_set_frags *f, struct lp_err *err)
{
    enum lp_code rc;

    f->n = 0;
    f->told = 0;
    LP_TRY(lp_set_runs_rewind(&f->pairs, err));
    LP_TRY(lp_set_runs_take(&f->pairs, &f->next, &f->more, err));

done:
    return rc;
}

/* The next pair as it stands in the set; `*more` is false after the last. */
static enum lp_code
take(struct lp_set_frags *f, const struct lp_set_adds *adds,
     struct lp_set_pair *out, bool *more, struct lp_err *err)
{
    enum lp_code rc = LP_OK;

    *out = (struct lp_set_pair){0};
    if (f->told == f->n) {
        LP_TRY(next_key(f, adds, err));
    }
    *more = f->told < f->n;
    if (*more) {
        *out = (struct lp_set_pair){f->key, f->record[f->told++]};
    }

done:
    return rc;
}

enum lp_code
lp_set_frags_count(struct lp_set_frags *f, const struct lp_set_adds *adds,
                   uint64_t *n, struct lp_err *err)
{
    bool more = true;
    enum lp_code rc;

    *n = 0;
    LP_TRY(begin(f, err));
    while (more) {
        struct lp_set_pair pair;

        LP_TRY(take(f, adds, &pair, &more, err));
        *n += more;
    }
    if (*n > LP_SET_KEYS_MAX) {
        rc = lp_fail(err, LP_E_LIMIT, "too many fragments for one set");
    }

done:
    return rc;
}

static enum lp_code
write_pairs(struct lp_set_frags *f, const struct lp_set_adds *adds,
            struct lp_set_pages *p, struct lp_err *err)
{
    bool more = true;
    enum lp_code rc;

    LP_TRY(begin(f, err));
    while (more) {
        struct lp_set_pair pair;

        LP_TRY(take(f, adds, &pair, &more, err));
        if (more) {
            LP_TRY(lp_set_pages_u64(p, pair.key, err));
            LP_TRY(lp_set_pages_u32(p, pair.of, err));
        }
    }
    rc = lp_set_pages_pad(p, err);

done:
    return rc;
}

static enum lp_code
write_prefix(struct lp_set_frags *f, const struct lp_set_adds *adds,
             unsigned bits, struct lp_set_pages *p, struct lp_err *err)
{
    struct lp_set_pair pair;
    uint32_t below = 0;
    bool more;
    enum lp_code rc;

    LP_TRY(begin(f, err));
    LP_TRY(take(f, adds, &pair, &more, err));
    for (uint64_t bucket = 0; bucket <= (uint64_t)1 << bits; bucket++) {
        while (more && lp_set_bucket_of(pair.key, bits) < bucket) {
            below++;
            LP_TRY(take(f, adds, &pair, &more, err));
        }
        LP_TRY(lp_set_pages_u32(p, below, err));
    }
    rc = lp_set_pages_pad(p, err);

done:
    return rc;
}

enum lp_code
lp_set_frags_write(struct lp_set_frags *f, const struct lp_set_adds *adds,
                   const struct lp_set_frags_at *at, struct lp_set_pages *p,
                   struct lp_err *err)
{
    enum lp_code rc;

    LP_TRY(write_pairs(f, adds, p, err));
    LP_TRY(write_prefix(f, adds, at->bits, p, err));

done:
    return rc;
}

void
lp_set_frags_release(struct lp_set_frags *f)
{
    const char *beside = f->pairs.beside;

    lp_set_runs_release(&f->pairs);
    *f = (struct lp_set_frags){.pairs.beside = beside};
}
