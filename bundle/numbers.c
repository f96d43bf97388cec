#include "bundle/numbers.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

/* Digests are as good as random: their first bytes spread them. */
static size_t
slot_of(const struct lp_numbers *t, const uint8_t digest[32])
{
    size_t i;

    memcpy(&i, digest, sizeof i);
    i &= t->slots - 1;
    while (t->slot[i] != 0 &&
           memcmp(t->digest[t->slot[i] - 1], digest, 32) != 0) {
        i = (i + 1) & (t->slots - 1);
    }
    return i;
}

static enum lp_code
more_slots(struct lp_numbers *t, struct lp_err *err)
{
    size_t slots = t->slots == 0 ? 64 : t->slots * 2;
    size_t *slot = calloc(slots, sizeof *slot);

    if (slot == NULL) {
        return lp_no_memory(err);
    }
    free(t->slot);
    t->slot = slot;
    t->slots = slots;
    for (size_t i = 0; i < t->n; i++) {
        t->slot[slot_of(t, t->digest[i])] = i + 1;
    }
    return LP_OK;
}

bool
lp_numbers_find(const struct lp_numbers *t, const uint8_t digest[32],
                size_t *number)
{
    size_t i = t->n == 0 ? 0 : t->slot[slot_of(t, digest)];

    *number = i == 0 ? 0 : i - 1;
    return i != 0;
}

enum lp_code
lp_numbers_add(struct lp_numbers *t, const uint8_t digest[32], size_t *number,
               struct lp_err *err)
{
    void *grown;
    enum lp_code rc;

    if (lp_numbers_find(t, digest, number)) {
        return LP_OK;
    }
    if (4 * (t->n + 1) > 3 * t->slots) {
        rc = more_slots(t, err);
        if (rc != LP_OK) {
            return rc;
        }
    }
    grown = lp_mem_grow(t->digest, t->n, &t->cap, sizeof t->digest[0]);
    if (grown == NULL) {
        return lp_no_memory(err);
    }
    t->digest = grown;
    memcpy(t->digest[t->n], digest, 32);
    t->slot[slot_of(t, digest)] = t->n + 1;
    *number = t->n++;
    return LP_OK;
}

void
lp_numbers_release(struct lp_numbers *t)
{
    free(t->digest);
    free(t->slot);
    *t = (struct lp_numbers){0};
}
