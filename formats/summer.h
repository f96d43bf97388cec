#ifndef LP_FORMATS_SUMMER_H
#define LP_FORMATS_SUMMER_H

#include "base/alg.h"
#include "base/err.h"

struct lp_sum;

/* Who digests what a container states a digest of. This room knows no
 * cryptography, so it is given by who opens a reader. */
struct lp_summer {
    enum lp_code (*begin)(struct lp_sum **out, enum lp_alg alg,
                          struct lp_err *err);
    enum lp_code (*feed)(struct lp_sum *s, struct lp_slice bytes,
                         struct lp_err *err);
    /* The digest, to `digest`, of the length of its algorithm. `s` is gone. */
    enum lp_code (*end)(struct lp_sum *s, uint8_t digest[LP_ALG_LEN_MAX],
                        struct lp_err *err);
    void (*drop)(struct lp_sum *s); /* give it up; NULL is nothing */
};

#endif
