#ifndef LP_LEDGER_SET_BUILD_H
#define LP_LEDGER_SET_BUILD_H

#include "ledger/level.h"
#include "ledger/set_meta.h"
#include "ledger/set_record.h"

/*
 * Makes a published set. Holds some 70 bytes a document in memory; records
 * wait in an unnamed file beside the set. Used by one thread. The same adds in
 * the same order and the same meta give the same bytes.
 */
struct lp_set_build;

/**
 * Start the set that will be at `path`.
 *
 * Nothing appears at `path` before lp_set_build_finish; with `fresh`, a file
 * that is there already is never replaced (LP_E_USAGE).
 */
LP_MUST_USE enum lp_code lp_set_build_new(struct lp_set_build **out,
                                          const char *path, bool fresh,
                                          struct lp_err *err);

/**
 * Add a document or container: its SHA-256 and what is known of it.
 *
 * Of several with the same digest, the record of the first stays. `counts`
 * says that it is a document (not a container that was opened): these make
 * the numbers `documents` and `unique`. LP_E_USAGE if the locator is not
 * printable; the builder is then as it was. After another failure it may only
 * be freed.
 */
LP_MUST_USE enum lp_code lp_set_build_add(struct lp_set_build *b,
                                          const uint8_t sha256[LP_KEY_SIZE],
                                          const struct lp_set_record *record,
                                          bool counts, struct lp_err *err);

/**
 * Write the set and give it its name.
 *
 * `meta->documents` and `meta->unique` are ignored: the builder has counted.
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
