#ifndef LP_LEDGER_SET_SPOOL_H
#define LP_LEDGER_SET_SPOOL_H

#include <stdio.h>

#include "base/err.h"

/* What waits to become part of a set: an unnamed file, to write and to read, in
 * the folder of `beside`. What it holds is as private as the set, and a disk
 * that has room for one has to have it for both. */
LP_MUST_USE enum lp_code lp_set_spool_open(FILE **out, const char *beside,
                                           struct lp_err *err);

/* Go to the byte `at`, between writing and reading too. */
LP_MUST_USE enum lp_code lp_set_spool_seek(FILE *spool, uint64_t at,
                                           struct lp_err *err);

/* LP_E_IO, with the reason and what can be done. */
enum lp_code lp_set_spool_failed(struct lp_err *err);

#endif
