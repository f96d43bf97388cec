#include "crypto/winnow.h"

#include <string.h>

#include "crypto/gram.h"

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
    uint64_t best = first[0];
    size_t at = 0;

    for (size_t i = 1; i < LP_WINNOW_WINDOW; i++) {
        at = first[i] <= best ? i : at;
        best = first[i] <= best ? first[i] : best;
    }
    w->best = best;
    w->best_at = gram - BESIDE + at;
}

/* The next grams, of which there were `gram` before; BESIDE keys stand before
 * `key` too, of which those that there were mean something. */
static void
pick(struct lp_winnow *w, uint64_t gram, const uint64_t *key, size_t n,
     lp_winnow_told *told, void *who)
{
    for (size_t i = 0; i < n; i++, gram++) {
        uint64_t before = w->best;

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

/* The keys of the grams that end at `n` new code points. As many as a gram has
 * stand before `c`, as zeros where the text has not so many. */
static void
hash(struct lp_winnow *w, const uint32_t *c, size_t n, uint64_t *key)
{
    uint64_t h = w->hash;

    for (size_t i = 0; i < n; i++) {
        h = h * LP_GRAM_BASE +
            (c[i] - *(c + i - LP_WINNOW_GRAM) * LP_GRAM_BASE_30);
        key[i] = lp_gram_mix(h);
    }
    w->hash = h;
}

void
lp_winnow_feed(struct lp_winnow *w, struct lp_slice text, lp_winnow_told *told,
               void *who)
{
    uint32_t c[LP_WINNOW_GRAM + LP_GRAM_BLOCK];
    uint64_t key[BESIDE + LP_GRAM_BLOCK];

    memcpy(c, w->last, sizeof w->last);
    memcpy(key, w->key, sizeof w->key);
    while (text.len > 0) {
        size_t n = lp_gram_take(c + LP_WINNOW_GRAM, LP_GRAM_BLOCK, &text);
        size_t bare = 0; /* of the new ones, that end no gram */

        hash(w, c + LP_WINNOW_GRAM, n, key + BESIDE);
        if (w->chars < LP_WINNOW_GRAM - 1) {
            bare = (size_t)(LP_WINNOW_GRAM - 1 - w->chars);
            bare = bare < n ? bare : n;
        }
        pick(w, w->chars + bare - (LP_WINNOW_GRAM - 1), key + BESIDE + bare,
             n - bare, told, who);
        w->chars += n;
        memmove(c, c + n, sizeof w->last);
        memmove(key, key + n, sizeof w->key);
    }
    memcpy(w->last, c, sizeof w->last);
    memcpy(w->key, key, sizeof w->key);
}

void
lp_winnow_end(struct lp_winnow *w, lp_winnow_told *told, void *who)
{
    if (w->chars >= LP_WINNOW_GRAM && w->chars < LP_WINNOW_GRAM + BESIDE) {
        tell(w, told, who);
    }
    *w = (struct lp_winnow){0};
}
