#include "crypto/winnow.h"

#include <string.h>

/* As many keys as a window has beside the one at hand. */
#define BESIDE (LP_WINNOW_WINDOW - 1)

static void
tell(const struct lp_winnow *w, lp_winnow_told *told, void *who)
{
    const struct lp_winnow_print print = {
        w->best,
        w->best_at < UINT32_MAX ? (uint32_t)w->best_at : UINT32_MAX,
    };

    told(who, &print);
}

/* The best of the window has gone from it: find the one that is best now, the
 * last of equal ones. `key` is that of the last gram, `gram`, with those of the
 * window before it. Usual texts come here once in 65 grams, and one that was
 * made for it at every gram, which costs not even what telling does. */
static void
search(struct lp_winnow *w, const uint64_t *key, uint64_t gram)
{
    const uint64_t *first = key - BESIDE;
    size_t at = lp_lowest_of(first);

    w->best = first[at];
    w->best_at = gram - BESIDE + at;
}

/* How many of the next grams change nothing: the best of a whole window stays
 * so until one is as good, or it leaves the window. */
static size_t
still(const struct lp_winnow *w, uint64_t gram, const uint64_t *key, size_t n)
{
    if (gram <= BESIDE) {
        return 0;
    }
    if (n > w->best_at + LP_WINNOW_WINDOW - gram) {
        n = (size_t)(w->best_at + LP_WINNOW_WINDOW - gram);
    }
    return lp_lowest_until(key, n, w->best);
}

/* The next grams, of which there were `gram` before; BESIDE keys stand before
 * `key` too, of which those that there were mean something. */
static void
pick(struct lp_winnow *w, uint64_t gram, const uint64_t *key, size_t n,
     lp_winnow_told *told, void *who)
{
    for (size_t i = 0; i < n; i++, gram++) {
        uint64_t before = w->best;
        size_t quiet = still(w, gram, key + i, n - i);

        i += quiet;
        gram += quiet;
        if (i == n) {
            break;
        }
        if (key[i] <= before || gram == 0) {
            w->best = key[i];
            w->best_at = gram;
        } else if (gram - w->best_at >= LP_WINNOW_WINDOW) {
            search(w, key + i, gram);
        } else if (gram != BESIDE) {
            continue;
        }
        if (gram == BESIDE || (gram > BESIDE && w->best != before)) {
            tell(w, told, who);
        }
    }
}

void
lp_winnow_feed(struct lp_winnow *w, const struct lp_grams *g,
               lp_winnow_told *told, void *who)
{
    uint64_t key[BESIDE + LP_GRAM_KEYS];
    size_t bare = 0; /* of the new ones, that end no gram */

    memcpy(key, w->key, sizeof w->key);
    lp_gram_keys_long(key + BESIDE, g);
    if (w->chars < LP_WINNOW_GRAM - 1) {
        bare = (size_t)(LP_WINNOW_GRAM - 1 - w->chars);
        bare = bare < g->n ? bare : g->n;
    }
    pick(w, w->chars + bare - (LP_WINNOW_GRAM - 1), key + BESIDE + bare,
         g->n - bare, told, who);
    w->chars += g->n;
    memcpy(w->key, key + g->n, sizeof w->key);
}

void
lp_winnow_end(struct lp_winnow *w, lp_winnow_told *told, void *who)
{
    if (w->chars >= LP_WINNOW_GRAM && w->chars < LP_WINNOW_GRAM + BESIDE) {
        tell(w, told, who);
    }
    *w = (struct lp_winnow){0};
}
