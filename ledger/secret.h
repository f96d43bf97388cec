#ifndef LP_LEDGER_SECRET_H
#define LP_LEDGER_SECRET_H

#include "base/err.h"
#include "ledger/level.h"

/*
 * The secret of keyed sets (docs/FORMAT-set.md): without it, nobody can ask
 * such a set whether it knows a document. Whoever holds it wipes it.
 */
#define LP_SECRET_SIZE ((size_t)32)
#define LP_SECRET_ID_SIZE ((size_t)8)

/**
 * Read the secret from its file.
 *
 * LP_E_FORMAT if the file is not one; LP_E_TRUST if others than its owner may
 * read or write it. `out` is untouched on failure.
 */
LP_MUST_USE enum lp_code lp_secret_load(uint8_t out[LP_SECRET_SIZE],
                                        const char *path, struct lp_err *err);

/* Write a new random secret to `path`, for its owner alone; a file that is
 * there is never replaced (LP_E_USAGE). `out` is untouched on failure. */
LP_MUST_USE enum lp_code lp_secret_make(uint8_t out[LP_SECRET_SIZE],
                                        const char *path, struct lp_err *err);

/**
 * A copy of `secret` in memory that a forked process finds filled with zeros,
 * that is not swapped out if it can be helped, and in no core file: the process
 * that parses must not hold it. NULL: no memory. lp_secret_drop wipes it and
 * gives it back; NULL is nothing.
 */
uint8_t *lp_secret_keep(const uint8_t secret[LP_SECRET_SIZE]);
void lp_secret_drop(uint8_t *kept);

/* What names a secret without telling it: `id` gets 16 hex digits and a NUL.
 */
LP_MUST_USE enum lp_code lp_secret_id(char id[2 * LP_SECRET_ID_SIZE + 1],
                                      const uint8_t secret[LP_SECRET_SIZE],
                                      struct lp_err *err);

/* What a keyed set holds in place of `digest`, a key of `size` at `level`:
 * LP_KEY_SIZE bytes. Where sizes are not
 * compared (lp_level_sized) the size does not matter. */
void lp_secret_mix(uint8_t *out, const uint8_t secret[LP_SECRET_SIZE],
                   enum lp_level level, uint64_t size, const uint8_t *digest);

#endif
