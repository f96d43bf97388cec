#ifndef LP_FORMATS_CHUNKS_H
#define LP_FORMATS_CHUNKS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Bytes of a text, LP_CHUNK at a time: what nearly every one of them is not is
 * passed over as fast as the machine can. Each function says how many whole
 * chunks from `p` on, of `n` bytes in all, have nothing of what it looks for.
 */
#define LP_CHUNK ((size_t)64)

/* A byte that is not printable ASCII, TAB, LF, FF or CR; or, if `no_cr`, CR. */
size_t lp_chunks_plain(const uint8_t *p, size_t n, bool no_cr);

/* A line that begins with `b` or `=`. p[-1] is there, too. */
size_t lp_chunks_unmarked(const uint8_t *p, size_t n);

/* The same by way number `way`, for tests: false if there is no such way, or
 * not on this machine. All give the same. */
bool lp_chunks_plain_by(unsigned way, const uint8_t *p, size_t n, bool no_cr,
                        size_t *chunks);
bool lp_chunks_unmarked_by(unsigned way, const uint8_t *p, size_t n,
                           size_t *chunks);

#endif
