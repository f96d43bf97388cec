#ifndef LP_FORMATS_RATIO_H
#define LP_FORMATS_RATIO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What went in and what came out, and how much may. */
struct lp_ratio {
    uint64_t most;  /* times `in` ... */
    uint64_t grace; /* ... beyond this */
    uint64_t in;
    uint64_t out;
};

/* Whether `out` bytes may come from `in`. */
bool lp_ratio_holds(const struct lp_ratio *r, uint64_t out, uint64_t in);

/* Where to unpack to: `made` bytes of `cap` are filled. */
struct lp_room {
    uint8_t *data;
    size_t cap;
    size_t made;
};

#endif
