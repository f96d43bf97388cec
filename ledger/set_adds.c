#include "ledger/set_adds.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#define NOBODY UINT32_MAX

/* The levels from the best on: the first of these at which a document has a key
 * says which document it is. Each has one of the first seven, so that those
 * that follow say nothing about that. */
static const enum lp_level ranks[] = {
    LP_LEVEL_RAW,     LP_LEVEL_SHA512, LP_LEVEL_BLAKE2B, LP_LEVEL_BTV2,
    LP_LEVEL_SHA1,    LP_LEVEL_MD5,    LP_LEVEL_DECODED, LP_LEVEL_MESSAGE,
    LP_LEVEL_BODY,    LP_LEVEL_LOOSE,  LP_LEVEL_MIH,     LP_LEVEL_TEXT,
    LP_LEVEL_LETTERS,
};

#define RANKS (sizeof ranks / sizeof ranks[0])

void
lp_set_add_key(struct lp_set_add *add, enum lp_level level,
               struct lp_slice digest)
{
    struct lp_set_key key;

    lp_set_key_make(&key, digest, LP_SIZE_UNKNOWN);
    memcpy(add->keys[level], key.digest, LP_KEY_SIZE);
    add->levels |= LP_LEVEL_BIT(level);
}

static enum lp_code
put_key(struct lp_set_entries *keys, const uint8_t *digest, uint32_t order,
        struct lp_err *err)
{
    struct lp_set_entry *grown =
        lp_mem_grow(keys->of, keys->n, &keys->cap, sizeof *grown);

    if (grown == NULL) {
        return lp_no_memory(err);
    }
    keys->of = grown;
    memcpy(grown[keys->n].digest, digest, LP_KEY_SIZE);
    grown[keys->n].of = order;
    keys->n++;
    return LP_OK;
}

enum lp_code
lp_set_adds_put(struct lp_set_adds *a, const struct lp_set_add *add,
                struct lp_err *err)
{
    struct lp_set_added *grown;
    struct lp_set_added one = {
        .locator = (uint32_t)add->record.locator.len,
        .counts = add->counts,
    };
    enum lp_code rc = LP_OK;

    if (a->n >= LP_SET_KEYS_MAX) {
        return lp_fail(err, LP_E_LIMIT, "too many documents for one set");
    }
    grown = lp_mem_grow(a->of, a->n, &a->cap, sizeof *grown);
    if (grown == NULL) {
        return lp_no_memory(err);
    }
    a->of = grown;
    for (size_t i = 0; i < RANKS; i++) {
        if ((add->levels & LP_LEVEL_BIT(ranks[i])) != 0) {
            LP_TRY(put_key(&a->level[ranks[i]], add->keys[ranks[i]],
                           (uint32_t)a->n, err));
        }
    }
    a->of[a->n++] = one;

done:
    return rc;
}

static int
by_digest_then_order(const void *one, const void *other)
{
    const struct lp_set_entry *a = one;
    const struct lp_set_entry *b = other;
    int order = memcmp(a->digest, b->digest, LP_KEY_SIZE);

    if (order != 0) {
        return order;
    }
    return (a->of > b->of) - (a->of < b->of);
}

/* The end of the entries that have the key of entry `i`. */
static size_t
end_of_key(const struct lp_set_entries *keys, size_t i)
{
    size_t end = i + 1;

    while (end < keys->n &&
           memcmp(keys->of[end].digest, keys->of[i].digest, LP_KEY_SIZE) == 0) {
        end++;
    }
    return end;
}

/*
 * Sort the keys of a level and leave one of each, for the add whose record it
 * leads to: the first of those that own one of its adds. An add that no better
 * level gave an owner is the same document as that one. As an owner never
 * loses the key that made it one, each has a key that leads to it.
 */
static void
drop_repeats(struct lp_set_entries *keys, uint32_t *owner)
{
    size_t kept = 0;
    size_t i = 0;

    if (keys->n > 0) {
        qsort(keys->of, keys->n, sizeof *keys->of, by_digest_then_order);
    }
    while (i < keys->n) {
        struct lp_set_entry one = keys->of[i];
        size_t end = end_of_key(keys, i);
        uint32_t first = NOBODY;

        for (size_t k = i; k < end; k++) {
            uint32_t of = keys->of[k].of;
            uint32_t to = owner[of] == NOBODY ? of : owner[of];

            first = to < first ? to : first;
        }
        for (; i < end; i++) {
            uint32_t of = keys->of[i].of;

            owner[of] = owner[of] == NOBODY ? first : owner[of];
        }
        one.of = first;
        keys->of[kept++] = one;
    }
    keys->n = kept;
}

/* Note who stays; turn `owner` into the number of the record, where it is its
 * own; and count the records that stand for a document. */
static void
number_records(struct lp_set_adds *a, uint32_t *owner,
               struct lp_set_counts *counts, uint64_t *unique)
{
    for (size_t i = 0; i < a->n; i++) {
        struct lp_set_added *of = &a->of[owner[i]];

        a->of[i].stays = owner[i] == i;
        a->of[i].record = owner[i];
        if (a->of[i].counts && !of->counted) {
            of->counted = true;
            ++*unique;
        }
    }
    for (size_t i = 0; i < a->n; i++) {
        if (a->of[i].stays) {
            owner[i] = (uint32_t)counts->records++;
            counts->blob += LP_SET_RECORD_HEAD + (uint64_t)a->of[i].locator;
        }
    }
}

enum lp_code
lp_set_adds_choose(struct lp_set_adds *a, struct lp_set_counts *counts,
                   uint64_t *unique, struct lp_err *err)
{
    uint32_t *owner = malloc((a->n + 1) * sizeof *owner);

    if (owner == NULL) {
        return lp_no_memory(err);
    }
    memset(owner, 0xff, (a->n + 1) * sizeof *owner); /* NOBODY */
    for (size_t i = 0; i < RANKS; i++) {
        drop_repeats(&a->level[ranks[i]], owner);
        counts->keys[ranks[i]] = a->level[ranks[i]].n;
    }
    *unique = 0;
    number_records(a, owner, counts, unique);
    for (size_t i = 0; i < RANKS; i++) {
        struct lp_set_entries *keys = &a->level[ranks[i]];

        for (size_t k = 0; k < keys->n; k++) {
            keys->of[k].of = owner[keys->of[k].of];
        }
    }
    for (size_t i = 0; i < a->n; i++) {
        size_t of = a->of[i].record; /* its owner */

        a->of[i].record = owner[of];
    }
    free(owner);
    return LP_OK;
}

void
lp_set_adds_release(struct lp_set_adds *a)
{
    for (unsigned i = 0; i < LP_LEVEL_COUNT; i++) {
        free(a->level[i].of);
    }
    free(a->of);
    *a = (struct lp_set_adds){0};
}
