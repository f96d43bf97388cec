#ifndef LP_LEDGER_SET_VERIFY_H
#define LP_LEDGER_SET_VERIFY_H

#include "ledger/set.h"

/**
 * Check all of a set, which lookups never do: the digest of every page, the
 * order of keys and the buckets over them, and that every record is lawful and
 * has a key. A keyed set need not be unlocked.
 *
 * LP_E_TRUST if the set is damaged, LP_E_FORMAT if it breaks its own format;
 * both name the byte, and `err->at` has it.
 */
LP_MUST_USE enum lp_code lp_set_verify(struct lp_set *s, struct lp_err *err);

#endif
