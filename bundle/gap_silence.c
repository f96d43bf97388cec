#include "bundle/gap_silence.h"

#include <stdlib.h>

#define DAY ((int64_t)86400)

static int
order(const void *a, const void *b)
{
    const int64_t *x = a;
    const int64_t *y = b;

    return *x < *y ? -1 : *x > *y;
}

struct lp_rhythm
lp_rhythm_of(const int64_t *dates, size_t n, int64_t *scratch)
{
    struct lp_rhythm r = {.n = n};
    int64_t sum = 0;
    int64_t all;

    if (n < LP_SILENCE_MIN) {
        return r;
    }
    for (size_t i = 0; i + 1 < n; i++) {
        scratch[i] = dates[i + 1] - dates[i];
    }
    qsort(scratch, n - 1, sizeof *scratch, order);
    r.longest = scratch[n - 2];
    r.second = scratch[n - 3];
    /* By the time spent in them, not by their number: many messages a day
     * must not make a weekend look long. The longest does not count: a
     * silence is no rhythm, however much of the time it takes. */
    all = dates[n - 1] - dates[0] - r.longest;
    for (size_t i = 0; i + 1 < n; i++) {
        sum += scratch[i];
        r.usual = scratch[i];
        if (sum >= all - all / 4) {
            break;
        }
    }
    return r;
}

bool
lp_rhythm_breaks(const struct lp_rhythm *r, const int64_t *dates, size_t i)
{
    int64_t pause;
    int64_t other;

    if (r->n < LP_SILENCE_MIN || i + 1 < LP_SILENCE_AT_ENDS ||
        r->n - (i + 1) < LP_SILENCE_AT_ENDS) {
        return false;
    }
    pause = dates[i + 1] - dates[i];
    /* Three weeks of holidays and the weekends around them are 24 days. */
    if (pause > 24 * DAY && pause / 8 > r->usual) {
        return true;
    }
    /* Nor are they ten times a weekend, where nothing else is longer. */
    other = pause == r->longest ? r->second : r->longest;
    return r->n >= 100 && r->usual <= 3 * DAY && pause > 3 * DAY &&
           pause / 10 > other;
}
