#ifndef LP_LEDGER_INDEX_H
#define LP_LEDGER_INDEX_H

#include "ledger/set.h"

/*
 * Several published sets, asked as one. They stand in order of date (those
 * without one last), then of the publication's name, then as they were added; a
 * set that is added twice (the same root) counts once. Several threads may look
 * up at once.
 */
struct lp_index;

/* A set that knows a document. */
struct lp_index_hit {
    const struct lp_set *set; /* NULL: not found (in what was asked) */
    size_t number;            /* of the set, in the order of the index */
    struct lp_set_record record;
};

/* Sums over all sets. A document in two sets counts twice. */
struct lp_index_totals {
    size_t sets;
    uint64_t documents;
    uint64_t unique;
    uint64_t bytes;
    uint64_t keys; /* at level raw */
};

/* Why "not found" is less than "never published", for one set. */
struct lp_index_caveat {
    const struct lp_set *set;
    const char *word; /* "partial", "unopened-containers"; "level-missing": it
                         has not all of the levels decoded, message and text */
    uint64_t count;   /* containers that were not opened; else 1 */
};

/**
 * Open `n` paths, each a set or a folder of sets (all `*.set` in it, in byte
 * order of their names; not in folders below). Keyed sets are unlocked with
 * `secret`, of LP_SECRET_SIZE bytes, which may be NULL if there are none.
 *
 * LP_E_USAGE if `n` is 0, or a folder has no set in it; LP_E_TRUST if a set is
 * keyed and there is no secret, or another one; otherwise fails as lp_set_open
 * does, for the first set that cannot be opened.
 */
LP_MUST_USE enum lp_code lp_index_open(struct lp_index **out,
                                       const char *const *paths, size_t n,
                                       const uint8_t *secret,
                                       struct lp_err *err);

/* The same by steps, for sets that come from elsewhere too: new, then any adds,
 * then ready. Nothing else may be asked before. `secret` is borrowed until
 * then. Ready is LP_E_USAGE if there is no set. After a failure of any of
 * these, the index may only be freed. */
LP_MUST_USE enum lp_code
lp_index_new(struct lp_index **out, const uint8_t *secret, struct lp_err *err);
LP_MUST_USE enum lp_code lp_index_add(struct lp_index *ix, const char *path,
                                      struct lp_err *err);

/* The rules that whoever asks makes his keys by; borrowed until ready. A set
 * that is added afterwards with another rule for a level is refused
 * (LP_E_USAGE): its keys could never agree. A level for which there is no rule
 * here is not compared: nobody will ask there. */
void lp_index_rules(struct lp_index *ix, const struct lp_level_rules *rules);

/* `set` belongs to the index from here on, whatever is returned; it may be
 * gone already if its like was there before. */
LP_MUST_USE enum lp_code
lp_index_add_set(struct lp_index *ix, struct lp_set *set, struct lp_err *err);
LP_MUST_USE enum lp_code lp_index_ready(struct lp_index *ix,
                                        struct lp_err *err);
void lp_index_free(struct lp_index *ix); /* NULL is nothing */

struct lp_index_totals lp_index_totals(const struct lp_index *ix);

/* Set number `i` (0 .. totals.sets-1), in the order above. */
const struct lp_set *lp_index_set(const struct lp_index *ix, size_t i);

/* The same, to ask it alone; NULL if its status is not one of `statuses`. */
struct lp_set *lp_index_asked(struct lp_index *ix, size_t i, unsigned statuses);

/* The levels that any of the sets has: LP_LEVEL_BIT of each. */
unsigned lp_index_levels(const struct lp_index *ix);

/* Whether some published set has none of `levels`: it cannot be asked for what
 * is known at these alone. */
bool lp_index_beyond(const struct lp_index *ix, unsigned levels);

/**
 * The first set that has `key` at `level`: the earliest publication. Only sets
 * of a status in `statuses` are asked (LP_SET_STATUS_BIT of each).
 *
 * Fails as lp_set_find does; then there is no answer, whatever other sets say.
 */
LP_MUST_USE enum lp_code lp_index_find(struct lp_index *ix, enum lp_level level,
                                       unsigned statuses,
                                       const struct lp_set_key *key,
                                       struct lp_index_hit *out,
                                       struct lp_err *err);

/* All sets that have `key`, one a call: start with `*at` at 0 and stop when
 * out->set is NULL. */
LP_MUST_USE enum lp_code lp_index_next(struct lp_index *ix, enum lp_level level,
                                       unsigned statuses,
                                       const struct lp_set_key *key, size_t *at,
                                       struct lp_index_hit *out,
                                       struct lp_err *err);

/* As lp_index_find for each of `n` keys, faster: out[i] answers keys[i]. After
 * a failure none of the answers may be used. */
LP_MUST_USE enum lp_code
lp_index_find_many(struct lp_index *ix, enum lp_level level, unsigned statuses,
                   const struct lp_set_key *keys, size_t n,
                   struct lp_index_hit *out, struct lp_err *err);

/* What makes "not found" uncertain, in the order of the sets: `*n` of them,
 * borrowed from `ix`; NULL and 0 if there is nothing. Sets of known software
 * are passed over: not being in one makes nothing less certain. */
const struct lp_index_caveat *lp_index_caveats(const struct lp_index *ix,
                                               size_t *n);

#endif
