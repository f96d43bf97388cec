#include "ledger/set_sigs.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#define DIGEST_LEN ((size_t)16)

/* What is remembered of a signature. */
struct lp_set_sig_note {
    uint8_t digest[DIGEST_LEN]; /* equal ones have the same */
    uint32_t of;                /* its add, and later: its record */
    uint32_t place;             /* in the spool */
};

enum lp_code
lp_set_sigs_put(struct lp_set_sigs *s, uint32_t order, const uint32_t *sig,
                struct lp_err *err)
{
    uint8_t bytes[LP_SET_SIG_SIZE];
    struct lp_set_sig_note *grown;
    struct lp_digest d;
    enum lp_code rc = LP_OK;

    if (s->spool == NULL) {
        LP_TRY(lp_set_spool_open(&s->spool, s->beside, err));
    }
    for (size_t i = 0; i < LP_SKETCH_BINS; i++) {
        lp_put_le32(bytes + 4 * i, sig[i]);
    }
    LP_TRY(lp_digest_of(&d, LP_ALG_SHA256,
                        (struct lp_slice){bytes, sizeof bytes}, err));
    grown = lp_mem_grow(s->note, s->n, &s->cap, sizeof *grown);
    if (grown == NULL) {
        rc = lp_no_memory(err);
        goto done;
    }
    s->note = grown;
    grown[s->n] = (struct lp_set_sig_note){
        .of = order,
        .place = (uint32_t)s->n,
    };
    memcpy(grown[s->n].digest, d.bytes, DIGEST_LEN);
    s->n++;
    if (fwrite(bytes, sizeof bytes, 1, s->spool) != 1) {
        rc = lp_set_spool_failed(err);
    }

done:
    return rc;
}

static int
by_record(const void *one, const void *other)
{
    const struct lp_set_sig_note *a = one;
    const struct lp_set_sig_note *b = other;

    if (a->of != b->of) {
        return a->of < b->of ? -1 : 1;
    }
    return (a->place > b->place) - (a->place < b->place);
}

static int
by_digest(const void *one, const void *other)
{
    const struct lp_set_sig_note *a = one;
    const struct lp_set_sig_note *b = other;
    int order = memcmp(a->digest, b->digest, DIGEST_LEN);

    return order != 0 ? order : by_record(one, other);
}

/* Sort, and leave the first of those that agree. */
static void
keep_first(struct lp_set_sigs *s, bool digest)
{
    size_t kept = 0;

    if (s->n > 0) {
        qsort(s->note, s->n, sizeof *s->note, digest ? by_digest : by_record);
    }
    for (size_t i = 0; i < s->n; i++) {
        const struct lp_set_sig_note *last = &s->note[kept > 0 ? kept - 1 : 0];
        bool same =
            digest ? memcmp(last->digest, s->note[i].digest, DIGEST_LEN) == 0
                   : last->of == s->note[i].of;

        if (kept == 0 || !same) {
            s->note[kept++] = s->note[i];
        }
    }
    s->n = kept;
}

/* Read signature number `i` of those that stay. `*at` is where the spool is. */
static enum lp_code
read_sig(const struct lp_set_sigs *s, size_t i, uint64_t *at,
         uint8_t bytes[LP_SET_SIG_SIZE], struct lp_err *err)
{
    uint64_t place = s->note[i].place * LP_SET_SIG_SIZE;
    enum lp_code rc = LP_OK;

    if (place != *at) {
        LP_TRY(lp_set_spool_seek(s->spool, place, err));
    }
    if (fread(bytes, LP_SET_SIG_SIZE, 1, s->spool) != 1) {
        rc = lp_set_spool_failed(err);
    }
    *at = place + LP_SET_SIG_SIZE;

done:
    return rc;
}

/* A pair is a band with the first half of its key, and the number of the
 * signature: sorted, they are the tables of all bands. */
static enum lp_code
put_bands(struct lp_set_sigs *s, struct lp_err *err)
{
    uint8_t bytes[LP_SET_SIG_SIZE];
    uint32_t sig[LP_SKETCH_BINS];
    uint64_t at = UINT64_MAX;
    enum lp_code rc = LP_OK;

    for (size_t i = 0; i < s->n; i++) {
        LP_TRY(read_sig(s, i, &at, bytes, err));
        lp_set_sig_read(sig, bytes);
        for (unsigned band = 0; band < LP_SKETCH_BANDS; band++) {
            uint64_t key = lp_set_band_key(sig, band);

            LP_TRY(lp_set_runs_put(&s->bands, (uint64_t)band << 32 | key,
                                   (uint32_t)i, err));
        }
    }

done:
    return rc;
}

enum lp_code
lp_set_sigs_choose(struct lp_set_sigs *s, const struct lp_set_adds *adds,
                   uint64_t *n, struct lp_err *err)
{
    for (size_t i = 0; i < s->n; i++) {
        s->note[i].of = adds->of[s->note[i].of].record;
    }
    keep_first(s, false);
    keep_first(s, true);
    if (s->n > 0) {
        qsort(s->note, s->n, sizeof *s->note, by_record);
    }
    *n = s->n;
    s->bands.beside = s->beside;
    return put_bands(s, err);
}

static enum lp_code
write_sigs(struct lp_set_sigs *s, struct lp_set_pages *p, struct lp_err *err)
{
    uint8_t bytes[LP_SET_SIG_SIZE];
    uint64_t at = UINT64_MAX;
    enum lp_code rc;

    for (size_t i = 0; i < s->n; i++) {
        LP_TRY(read_sig(s, i, &at, bytes, err));
        LP_TRY(
            lp_set_pages_put(p, (struct lp_slice){bytes, sizeof bytes}, err));
    }
    LP_TRY(lp_set_pages_pad(p, err));
    for (size_t i = 0; i < s->n; i++) {
        LP_TRY(lp_set_pages_u32(p, s->note[i].of, err));
    }
    rc = lp_set_pages_pad(p, err);

done:
    return rc;
}

static enum lp_code
write_bands(struct lp_set_sigs *s, struct lp_set_pages *p, struct lp_err *err)
{
    bool more = true;
    enum lp_code rc;

    LP_TRY(lp_set_runs_rewind(&s->bands, err));
    while (more) {
        struct lp_set_pair pair;

        LP_TRY(lp_set_runs_take(&s->bands, &pair, &more, err));
        if (more) {
            LP_TRY(lp_set_pages_u32(p, (uint32_t)pair.key, err));
            LP_TRY(lp_set_pages_u32(p, pair.of, err));
        }
    }
    rc = lp_set_pages_pad(p, err);

done:
    return rc;
}

/* Every band has as many keys as there are signatures. */
static enum lp_code
write_prefix(struct lp_set_sigs *s, unsigned bits, struct lp_set_pages *p,
             struct lp_err *err)
{
    struct lp_set_pair pair;
    bool more;
    enum lp_code rc;

    LP_TRY(lp_set_runs_rewind(&s->bands, err));
    LP_TRY(lp_set_runs_take(&s->bands, &pair, &more, err));
    for (uint64_t band = 0; band < LP_SKETCH_BANDS; band++) {
        uint32_t below = 0;

        for (uint64_t bucket = 0; bucket <= (uint64_t)1 << bits; bucket++) {
            while (more && pair.key >> 32 == band &&
                   lp_set_bucket_of(pair.key << 32, bits) < bucket) {
                below++;
                LP_TRY(lp_set_runs_take(&s->bands, &pair, &more, err));
            }
            LP_TRY(lp_set_pages_u32(p, below, err));
        }
    }
    rc = lp_set_pages_pad(p, err);

done:
    return rc;
}

enum lp_code
lp_set_sigs_write(struct lp_set_sigs *s, const struct lp_set_sigs_at *at,
                  struct lp_set_pages *p, struct lp_err *err)
{
    enum lp_code rc;

    LP_TRY(write_sigs(s, p, err));
    LP_TRY(write_bands(s, p, err));
    LP_TRY(write_prefix(s, at->bits, p, err));

done:
    return rc;
}

void
lp_set_sigs_release(struct lp_set_sigs *s)
{
    if (s->spool != NULL) {
        (void)fclose(s->spool);
    }
    free(s->note);
    lp_set_runs_release(&s->bands);
    *s = (struct lp_set_sigs){.beside = s->beside};
}
