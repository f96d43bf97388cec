#include "evidence/doc_hints.h"

/* Dates without a zone may be wrong by 14 hours each, and clocks by some. */
#define SLACK ((int64_t)2 * 86400)

/* The later of what is said; 0: nothing is. */
static int64_t
latest(const struct lp_doc_dates *d)
{
    const int64_t all[] = {d->created, d->modified, d->again_created,
                           d->again_modified};
    int64_t last = 0;

    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
        last = all[i] > last ? all[i] : last;
    }
    return last;
}

static void
compare(struct lp_hints *h, const char *first, int64_t a, const char *second,
        int64_t b)
{
    if (a != 0 && b != 0 && (a > b + SLACK || b > a + SLACK)) {
        lp_hints_times(h, LP_HINT_METADATA_APART, first, a, second, b);
    }
}

void
lp_doc_hints(struct lp_hints *h, const struct lp_doc_dates *d, int64_t stored,
             int64_t now)
{
    if (d->created != 0 && d->modified != 0 &&
        d->created > d->modified + SLACK) {
        lp_hints_times(h, LP_HINT_METADATA_BACKWARDS, "created ", d->created,
                       ", changed ", d->modified);
    } else if (d->again_created != 0 && d->again_modified != 0 &&
               d->again_created > d->again_modified + SLACK) {
        lp_hints_times(h, LP_HINT_METADATA_BACKWARDS, "created ",
                       d->again_created, ", changed ", d->again_modified);
    }
    compare(h, "created ", d->created, ", by its XMP ", d->again_created);
    compare(h, "changed ", d->modified, ", by its XMP ", d->again_modified);
    if (latest(d) > now + SLACK) {
        lp_hints_times(h, LP_HINT_METADATA_AHEAD, "made or changed ", latest(d),
                       ", now ", now);
    }
    if (stored != 0 && latest(d) > stored + SLACK) {
        lp_hints_times(h, LP_HINT_METADATA_LATER, "made or changed ", latest(d),
                       ", last stored ", stored);
    }
}
