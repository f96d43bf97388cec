#include "bundle/ending.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

/* A record that waits for its digests, in the place kept for it. */
struct ending {
    struct lp_walk *walk;
    struct lp_seg *own;
    struct lp_record rec;
    struct lp_reading *reading; /* that the record borrows from */
    struct lp_buf strings;      /* likewise */
    atomic_uint left;
    atomic_uint failed; /* enum lp_code of those that did */
};

static void
ending_free(struct ending *e)
{
    lp_reading_free(e->reading);
    lp_buf_release(&e->strings);
    free(e);
}

/* The last to arrive says the record. */
static void
arrive(struct ending *e, enum lp_code rc)
{
    struct lp_line *line = e->walk->line;
    struct lp_seg *own = e->own;
    struct lp_err err = {0};

    if (rc != LP_OK) {
        atomic_store(&e->failed, (unsigned)rc);
    }
    if (atomic_fetch_sub(&e->left, 1) != 1) {
        return;
    }
    rc = (enum lp_code)atomic_load(&e->failed);
    if (rc == LP_OK) {
        lp_walk_say(e->walk, e->own, &e->rec);
    } else {
        (void)lp_fail(&err, rc, "the digest engine failed");
        lp_walk_fatal(e->walk, &err);
    }
    /* The last of all: once the line is closed, the walk may be over. */
    ending_free(e);
    lp_line_close(line, own);
}

static void
reading_done(void *who, enum lp_code rc)
{
    arrive(who, rc);
}

static void
digests_done(void *who, enum lp_code rc, const struct lp_tap_digests *d)
{
    struct ending *e = who;
    struct lp_record *r = &e->rec;

    if (rc == LP_OK) {
        r->has_digest = true;
        r->digest = d->sha256;
        r->has_decoded = d->has_decoded;
        memcpy(r->decoded, d->decoded, sizeof r->decoded);
        r->algs = d->algs;
        memcpy(r->other, d->other, sizeof r->other);
    }
    arrive(e, rc);
}

/* Copy what the record borrows from those who will not wait. */
static enum lp_code
keep_strings(struct ending *e, struct lp_err *err)
{
    struct lp_slice *of[] = {
        &e->rec.name,  &e->rec.decoded_name, &e->rec.target, &e->rec.mail.type,
        &e->rec.facts, &e->rec.claims,       &e->rec.seals};
    const size_t n = sizeof of / sizeof of[0];
    size_t at = 0;

    for (size_t i = 0; i < n; i++) {
        lp_buf_put(&e->strings, *of[i]);
    }
    if (lp_buf_check(&e->strings, err) != LP_OK) {
        return e->strings.failed;
    }
    for (size_t i = 0; i < n; i++) {
        *of[i] = lp_buf_part(&e->strings, at, of[i]->len);
        at += of[i]->len;
    }
    return LP_OK;
}

void
lp_ending_wait(struct lp_walk *w, struct lp_seg **own,
               const struct lp_record *r, struct lp_tap *tap,
               struct lp_reading *reading)
{
    struct lp_err err = {0};
    struct ending *e = calloc(1, sizeof *e);
    struct lp_seg *place =
        e == NULL ? NULL : lp_line_branch(w->line, own, NULL);

    if (place == NULL) {
        free(e);
        lp_reading_free(reading);
        (void)lp_no_memory(&err);
        lp_walk_fatal(w, &err);
        return;
    }
    *e =
        (struct ending){.walk = w, .own = place, .rec = *r, .reading = reading};
    atomic_init(&e->left, 2);
    if (keep_strings(e, &err) != LP_OK ||
        lp_tap_finish(tap, digests_done, e, &err) != LP_OK) {
        lp_walk_fatal(w, &err);
        lp_line_close(w->line, place);
        ending_free(e);
        return;
    }
    lp_reading_finish(reading, &e->rec, reading_done, e);
}
