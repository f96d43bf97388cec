#include "bundle/diff_sets.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "ledger/set_each.h"

struct diff {
    uint8_t (*key)[LP_KEY_SIZE]; /* of the first set, in their order */
    bool *met;                   /* ... and whether the second has it */
    size_t n;
    size_t cap;
    size_t next; /* when the first set is told a second time */
    bool keyed;
    lp_verified *told;
    void *who;
    uint64_t *count;
};

static enum lp_code
keep(void *who, const struct lp_set_item *item, struct lp_err *err)
{
    struct diff *d = who;
    void *grown;

    if (item->level != LP_LEVEL_RAW) {
        return LP_OK;
    }
    grown = lp_mem_grow(d->key, d->n, &d->cap, sizeof d->key[0]);
    if (grown == NULL) {
        return lp_no_memory(err);
    }
    d->key = grown;
    memcpy(d->key[d->n++], item->key.digest, LP_KEY_SIZE);
    return LP_OK;
}

static enum lp_code
differs(struct diff *d, enum lp_verify_what what, const struct lp_set_item *i,
        struct lp_err *err)
{
    struct lp_verify_event e = {
        .what = what,
        .path = i->record.locator,
        .size = i->record.size,
        .has_expected = what == LP_VERIFY_MISSING,
        .has_found = what == LP_VERIFY_ADDED,
    };

    d->count[what]++;
    if (d->keyed) {
        return LP_OK;
    }
    memcpy(what == LP_VERIFY_MISSING ? e.expected : e.found, i->key.digest, 32);
    return d->told(d->who, &e, err);
}

static int
by_bytes(const void *a, const void *b)
{
    return memcmp(a, b, LP_KEY_SIZE);
}

static enum lp_code
tell_added(void *who, const struct lp_set_item *item, struct lp_err *err)
{
    struct diff *d = who;
    const uint8_t(*at)[LP_KEY_SIZE];

    if (item->level != LP_LEVEL_RAW) {
        return LP_OK;
    }
    at = d->n == 0 ? NULL
                   : bsearch(item->key.digest, d->key, d->n, sizeof d->key[0],
                             by_bytes);
    if (at == NULL) {
        return d->next == 0 ? LP_OK : differs(d, LP_VERIFY_ADDED, item, err);
    }
    if (!d->met[at - (const uint8_t(*)[LP_KEY_SIZE])d->key]) {
        d->met[at - (const uint8_t(*)[LP_KEY_SIZE])d->key] = true;
        d->count[LP_VERIFY_MATCHED]++;
    }
    return LP_OK;
}

static enum lp_code
tell_missing(void *who, const struct lp_set_item *item, struct lp_err *err)
{
    struct diff *d = who;

    if (item->level != LP_LEVEL_RAW || d->met[d->next++]) {
        return LP_OK;
    }
    return differs(d, LP_VERIFY_MISSING, item, err);
}

static enum lp_code
unlike(const char *why, const char *hint, struct lp_err *err)
{
    (void)lp_fail(err, LP_E_USAGE, "%s", why);
    lp_hint(err, "%s", hint);
    return LP_E_USAGE;
}

/* Whether their keys mean the same. */
static enum lp_code
comparable(const struct lp_set *a, const struct lp_set *b, bool *keyed,
           struct lp_err *err)
{
    const struct lp_set_meta *x = lp_set_about(a);
    const struct lp_set_meta *y = lp_set_about(b);

    if (!lp_slice_equal(x->keyed, y->keyed)) {
        return unlike("the keys of the two sets are not made with one secret",
                      "keyed sets are compared only under the same secret",
                      err);
    }
    if ((x->levels & y->levels & LP_LEVEL_BIT(LP_LEVEL_RAW)) == 0) {
        return unlike("a set does not know the documents' own bytes",
                      "make it again from the documents, or from SHA-256 lists",
                      err);
    }
    *keyed = x->keyed.len > 0;
    return LP_OK;
}

static enum lp_code
compare(struct diff *d, struct lp_set *a, struct lp_set *b, struct lp_err *err)
{
    enum lp_code rc;

    LP_TRY(comparable(a, b, &d->keyed, err));
    LP_TRY(lp_set_each(a, keep, d, err));
    d->met = calloc(d->n + 1, sizeof d->met[0]);
    if (d->met == NULL) {
        rc = lp_no_memory(err);
        goto done;
    }
    /* Once to learn what is met, once to tell the rest: what is missing comes
     * first. */
    LP_TRY(lp_set_each(b, tell_added, d, err));
    LP_TRY(lp_set_each(a, tell_missing, d, err));
    d->next = 1;
    rc = lp_set_each(b, tell_added, d, err);

done:
    return rc;
}

enum lp_code
lp_diff_sets(const char *a, const char *b, lp_verified *told, void *who,
             uint64_t count[LP_VERIFY_COUNT], struct lp_err *err)
{
    struct diff d = {.told = told, .who = who, .count = count};
    struct lp_set *x = NULL;
    struct lp_set *y = NULL;
    enum lp_code rc = LP_OK;

    if (a != NULL) {
        LP_TRY(lp_set_open(&x, a, err));
    }
    if (b != NULL) {
        LP_TRY(lp_set_open(&y, b, err));
    }
    if (x == NULL || y == NULL) {
        rc = unlike("a set is compared with a set",
                    "leafproof check compares manifests and lists with sets",
                    err);
        goto done;
    }
    rc = compare(&d, x, y, err);

done:
    lp_set_free(x);
    lp_set_free(y);
    free(d.key);
    free(d.met);
    return rc;
}
