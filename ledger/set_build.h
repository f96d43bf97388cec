#ifndef LP_LEDGER_SET_BUILD_H
#define LP_LEDGER_SET_BUILD_H

#include "ledger/secret.h"
#include "ledger/set_adds.h"
#include "ledger/set_meta.h"

/*
 * Makes a published set. Holds some 12 bytes a document in memory, 40 for each
 * of its keys and 24 for a signature, and the double of that while it sorts.
 * Records, signatures (with the keys of their bands, some 900 bytes each) and
 * fragments (12 bytes for each of a document) wait in unnamed files beside the
 * set; to sort them takes up to 64 MiB for signatures, as much for fragments,
 * and 64 KiB for each two million fragments. Used by one thread. The same adds
 * in the same order and the same meta give the same bytes.
 */
struct lp_set_build;

/**
 * Start the set that will be at `path`.
 *
 * Nothing appears at `path` before lp_set_build_finish; with `fresh`, a file
 * that is there already is never replaced (LP_E_USAGE). With a secret (of
 * LP_SECRET_SIZE bytes; NULL: none) it is a keyed set, which holds no digest,
 * no size and no locator; the secret is copied, and wiped in the end.
 */
LP_MUST_USE enum lp_code lp_set_build_new(struct lp_set_build **out,
                                          const char *path, bool fresh,
                                          const uint8_t *secret,
                                          struct lp_err *err);

/* The rules that keys, signatures and fragments are made by; borrowed until the
 * end. Needed if there are levels beside those of digests. */
void lp_set_build_rules(struct lp_set_build *b,
                        const struct lp_level_rules *rules);

/**
 * Add a document or container, with a key at one of the levels of digests and
 * any others.
 *
 * Two are the same if they have the same key at the best level that they have
 * (raw, sha512, blake2b, sha1, md5, decoded): then the record of the first
 * stays, with the keys of both. The other levels say nothing about that. A key
 * at any level leads to the record that was added first of those that it could
 * lead to. A decoded key that is the raw key need not be left out: where it is
 * not needed, it is not stored.
 *
 * LP_E_USAGE if the locator is not printable, or there is no digest; the
 * builder is then as it was. After another failure it may only be freed.
 */
LP_MUST_USE enum lp_code lp_set_build_add(struct lp_set_build *b,
                                          const struct lp_set_add *add,
                                          struct lp_err *err);

/**
 * Write the set and give it its name.
 *
 * `meta->documents`, `unique`, `keyed` and `rules` are ignored: the builder
 * knows; so are the `bytes` of a keyed set, which has 0. The set has the levels
 * of `meta->levels` and all that had a key; it is well to name those that were
 * looked at, should no document have had a key there. LP_E_USAGE if there are
 * none at all, if one has no rule, if the status asks for a secret and the
 * builder has none, or the other way round, or as lp_set_meta_write says.
 *
 * `root`, if not NULL, gets the LP_KEY_SIZE bytes that stand for the whole
 * set. Afterwards, or after a failure, `b` may only be freed; a failure leaves
 * nothing behind, and an older file at the path as it was.
 */
LP_MUST_USE enum lp_code lp_set_build_finish(struct lp_set_build *b,
                                             const struct lp_set_meta *meta,
                                             uint8_t *root, struct lp_err *err);

/* Without a finish before it, nothing is left behind. NULL is nothing. */
void lp_set_build_free(struct lp_set_build *b);

#endif
