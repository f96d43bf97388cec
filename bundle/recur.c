#include "bundle/recur.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

struct lp_recurring {
    uint64_t messages;
    size_t last; /* number of the message it was last seen in */
};

bool
lp_recur_counts(const struct lp_recur *c, const struct lp_record *r,
                const struct lp_where *at)
{
    return c->messages > 0 && at->in == LP_KIND_MESSAGE && r->has_digest &&
           lp_record_is_document(r) && r->size < c->bytes &&
           lp_record_is_attachment(r);
}

/* `r` is entered. One whose bytes are not known is none that counts: it broke
 * off, or is not what it was when it was packed. */
static enum lp_code
enter(struct lp_recur *c, const struct lp_record *r, struct lp_err *err)
{
    size_t before = c->seen.n;
    size_t number = 0;
    enum lp_code rc = LP_OK;

    if (r->has_digest) {
        rc = lp_numbers_add(&c->seen, r->digest.bytes, &number, err);
    }
    c->message[r->depth] = c->seen.n > before ? number + 1 : 0;
    return rc;
}

enum lp_code
lp_recur_note(struct lp_recur *c, const struct lp_record *r,
              const struct lp_where *at, struct lp_err *err)
{
    struct lp_recurring *grown;
    size_t message;
    size_t number;
    enum lp_code rc = LP_OK;

    if (r->kind == LP_KIND_MESSAGE && c->messages > 0) {
        LP_TRY(enter(c, r, err));
    }
    if (!lp_recur_counts(c, r, at) || c->message[r->depth - 1] == 0) {
        goto done;
    }
    message = c->message[r->depth - 1];
    LP_TRY(lp_numbers_add(&c->known, r->digest.bytes, &number, err));
    if (number == c->cap || c->cap == 0) {
        grown = lp_mem_grow(c->of, number, &c->cap, sizeof *grown);
        if (grown == NULL) {
            return lp_no_memory(err);
        }
        memset(grown + number, 0, (c->cap - number) * sizeof *grown);
        c->of = grown;
    }
    if (c->of[number].last != message) {
        c->of[number].messages++;
        c->of[number].last = message;
    }

done:
    return rc;
}

bool
lp_recur_many(const struct lp_recur *c, const struct lp_record *r,
              const struct lp_where *at)
{
    size_t number;

    return lp_recur_counts(c, r, at) &&
           lp_numbers_find(&c->known, r->digest.bytes, &number) &&
           c->of[number].messages > c->messages;
}

void
lp_recur_release(struct lp_recur *c)
{
    lp_numbers_release(&c->seen);
    lp_numbers_release(&c->known);
    free(c->of);
    *c = (struct lp_recur){0};
}
