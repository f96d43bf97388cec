#include "bundle/intern.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "crypto/short.h"

struct lp_intern_item {
    uint64_t hash;
    size_t at;
    size_t len;
};

/* Where the slot of a text is, or will be. */
static size_t
place(const struct lp_intern *t, uint64_t hash, struct lp_slice text)
{
    size_t i = (size_t)hash & (t->room - 1);

    while (t->slots[i] != 0) {
        uint32_t number = t->slots[i] - 1;

        if (t->of[number].hash == hash &&
            lp_slice_equal(lp_intern_text(t, number), text)) {
            break;
        }
        i = (i + 1) & (t->room - 1);
    }
    return i;
}

static enum lp_code
grow(struct lp_intern *t, struct lp_err *err)
{
    size_t room = t->room == 0 ? 16 : t->room * 2;
    uint32_t *slots = calloc(room, sizeof *slots);

    if (slots == NULL) {
        return lp_no_memory(err);
    }
    for (size_t n = 0; n < t->n; n++) {
        size_t i = (size_t)t->of[n].hash & (room - 1);

        while (slots[i] != 0) {
            i = (i + 1) & (room - 1);
        }
        slots[i] = (uint32_t)n + 1;
    }
    free(t->slots);
    t->slots = slots;
    t->room = room;
    return LP_OK;
}

enum lp_code
lp_intern_add(struct lp_intern *t, struct lp_slice text, uint32_t *number,
              struct lp_err *err)
{
    uint64_t hash = lp_short_hash(t->key, text);
    void *grown;
    size_t i;
    enum lp_code rc;

    if (4 * (t->n + 1) > 3 * t->room) {
        LP_TRY(grow(t, err));
    }
    i = place(t, hash, text);
    if (t->slots[i] != 0) {
        *number = t->slots[i] - 1;
        return LP_OK;
    }
    if (t->n >= UINT32_MAX - 1) {
        return lp_fail(err, LP_E_LIMIT, "too many texts to tell apart");
    }
    grown = lp_mem_grow(t->of, t->n, &t->cap, sizeof *t->of);
    if (grown == NULL) {
        return lp_no_memory(err);
    }
    t->of = grown;
    t->of[t->n] = (struct lp_intern_item){hash, t->text.len, text.len};
    lp_buf_put(&t->text, text);
    LP_TRY(lp_buf_check(&t->text, err));
    *number = (uint32_t)t->n;
    t->slots[i] = *number + 1;
    t->n++;
    rc = LP_OK;

done:
    return rc;
}

struct lp_slice
lp_intern_text(const struct lp_intern *t, uint32_t number)
{
    const struct lp_intern_item *item = &t->of[number];

    if (item->len == 0) {
        return (struct lp_slice){0};
    }
    return lp_buf_part(&t->text, item->at, item->len);
}

void
lp_intern_release(struct lp_intern *t)
{
    lp_buf_release(&t->text);
    free(t->of);
    free(t->slots);
    *t = (struct lp_intern){0};
}
