#ifndef LP_HELPER_PST_INPUT_H
#define LP_HELPER_PST_INPUT_H

#include <libpff.h>
#include <stdbool.h>
#include <stdint.h>

/* Open the store of `size` bytes that the channel gives. Once in a process. */
bool lp_pst_open(libpff_file_t **file, uint64_t size);

#endif
