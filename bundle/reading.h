#ifndef LP_BUNDLE_READING_H
#define LP_BUNDLE_READING_H

#include "base/limits.h"
#include "base/view.h"
#include "bundle/record.h"
#include "crypto/digest.h"

/*
 * What one leaf says, looked at as its bytes are pulled: its text with the
 * identities of that, and the fragments of it, or of its bytes if it has no
 * text; and the form in which a text stands in the identity of its message.
 */
struct lp_reading;

/* Where readings rest between two leaves, for any threads: what they hold of
 * memory is used again. `*out` is freed when none is under way. */
struct lp_reading_pool;
LP_MUST_USE enum lp_code lp_reading_pool_new(struct lp_reading_pool **out,
                                             struct lp_engine *e,
                                             const struct lp_limits *limits,
                                             struct lp_err *err);
void lp_reading_pool_free(struct lp_reading_pool *p); /* NULL is nothing */

/**
 * Begin with the leaf of which `r` tells what is known by now, and `head` the
 * first bytes (LP_HEAD_MAX, or all). `levels` (LP_LEVEL_BIT of each) says what
 * to make; with `facts`, the facts of a part too (part_facts.h). `*out` stays
 * NULL if there is nothing to make.
 */
LP_MUST_USE enum lp_code
lp_reading_new(struct lp_reading **out, struct lp_reading_pool *p,
               unsigned levels, bool facts, const struct lp_record *r,
               struct lp_slice head, struct lp_err *err);

/* Whether it needs all bytes at the end, at any place. NULL does not. */
bool lp_reading_seeks(const struct lp_reading *d);

/* The next bytes. What fails is told at the end. NULL is nothing. */
void lp_reading_feed(struct lp_reading *d, struct lp_slice bytes);

/**
 * The bytes are over: put into `r` what they come to, but for the digests of
 * the identities that are marked there. It borrows from `d`.
 *
 * `view` has them all, if it seeks. A text that cannot be read is a flag of
 * `r`; what is returned ends the walk. NULL is nothing.
 */
LP_MUST_USE enum lp_code lp_reading_end(struct lp_reading *d,
                                        struct lp_view *view,
                                        struct lp_record *r,
                                        struct lp_err *err);

/* Told once when the digests are there, or with a code other than LP_OK if the
 * engine failed; as lp_digest_done of crypto/digest.h. */
typedef void lp_reading_done(void *who, enum lp_code rc);

/* Finish the digests: they go to `r`, which lp_reading_end filled, and then
 * `done` is told. Both `d` and `r` stay until then. NULL has none. */
void lp_reading_finish(struct lp_reading *d, struct lp_record *r,
                       lp_reading_done *done, void *who);
void lp_reading_free(struct lp_reading *d); /* NULL is nothing */

#endif
