#ifndef LP_BUNDLE_TAP_H
#define LP_BUNDLE_TAP_H

#include <stdatomic.h>

#include "base/source.h"
#include "crypto/digest.h"
#include "formats/reader.h"

/*
 * The place where bytes are looked at: whatever is pulled through a tap goes to
 * its digest on the way. It remembers how its source failed, so that a failure
 * seen further up can be told from one of its own.
 */
struct lp_tap {
    struct lp_source *from;
    struct lp_hasher *hasher;
    struct lp_piece head; /* shown by lp_tap_head, not yet pulled */
    struct lp_piece rest; /* of the source, behind the head */
    struct lp_block *kept;
    bool ended;
    uint64_t size;             /* pulled from the source so far */
    uint64_t out;              /* handed on so far */
    uint8_t tail[LP_TAIL_MAX]; /* the last bytes pulled */
    size_t tail_len;
    atomic_uint_least64_t *meter; /* counts the bytes too, if not NULL */
    const atomic_bool *stop;      /* set: pulls fail with LP_RULE_LIMIT_TOTAL */
    enum lp_code failed;
    struct lp_err why;
};

/* Start over `from` (borrowed) with a digest of `e`. */
LP_MUST_USE enum lp_code lp_tap_init(struct lp_tap *t, struct lp_source *from,
                                     struct lp_engine *e, struct lp_err *err);

/* Show the first bytes, at least `min` unless the source is shorter. Nothing
 * is taken: they come again from lp_tap_source. Once, before any pull. */
LP_MUST_USE enum lp_code lp_tap_head(struct lp_tap *t, size_t min,
                                     struct lp_slice *head, struct lp_err *err);

/* The source that pulls through `t`; borrowed, releasing it does nothing. */
struct lp_source lp_tap_source(struct lp_tap *t);

/* Finish the digest (`done` as in crypto/digest.h), or give it up. */
void lp_tap_finish(struct lp_tap *t, lp_digest_done *done, void *who);
void lp_tap_release(struct lp_tap *t);

#endif
