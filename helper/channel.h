#ifndef LP_HELPER_CHANNEL_H
#define LP_HELPER_CHANNEL_H

#include "base/slice.h"
#include "formats/helper.h"

/*
 * A helper's end of its channel, which is descriptor 0. Whatever goes wrong
 * with it ends the process: who started it will know.
 */

/* Say a frame. DATA is kept for a while, to go with more. */
void lp_channel_say(unsigned type, struct lp_slice body);

/* Up to `n` bytes (at most LP_HELPER_BODY_MAX) of the input from `at` on; fewer
 * only at its end. */
size_t lp_channel_read(uint64_t at, uint8_t *to, size_t n);

/* Send what was kept. */
void lp_channel_flush(void);

#endif
