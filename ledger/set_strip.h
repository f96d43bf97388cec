#ifndef LP_LEDGER_SET_STRIP_H
#define LP_LEDGER_SET_STRIP_H

#include "ledger/set.h"

/**
 * Write a copy of `s` to `path` that says of no document where it stood: the
 * same keys, sizes, kinds and META, and empty locators.
 *
 * Nothing appears at `path` before it is whole, and a file that is there is
 * never replaced (LP_E_USAGE). All of `s` must be good: fails as lp_set_verify
 * does. `root` gets LP_KEY_SIZE bytes.
 */
LP_MUST_USE enum lp_code lp_set_strip(struct lp_set *s, const char *path,
                                      uint8_t *root, struct lp_err *err);

#endif
