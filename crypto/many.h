#ifndef LP_CRYPTO_MANY_H
#define LP_CRYPTO_MANY_H

#include "crypto/digest.h"

/**
 * The many-stream engine: SHA-256 of many streams side by side, by the way
 * called `way` (sha256_way.h; NULL or empty: the fastest of this processor).
 * What is finished waits until there is enough company, or somebody calls
 * lp_engine_flush; `done` comes from any thread that uses the engine. Other
 * algorithms are left to the one-stream engine.
 *
 * What it keeps of streams is bounded by 16 MiB, and 8 MiB for each of
 * `threads`, up to 48 MiB.
 */
LP_MUST_USE enum lp_code lp_many_new(struct lp_engine **out, const char *way,
                                     unsigned threads, struct lp_err *err);

#endif
