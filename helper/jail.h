#ifndef LP_HELPER_JAIL_H
#define LP_HELPER_JAIL_H

#include <stdbool.h>

/*
 * Give up all that a parser does not need: files, other processes, the network,
 * new privileges, more memory than LP_JAIL_MEMORY. What stays is to compute, to
 * read and write what is open, and to end. False if the kernel refused.
 */
#define LP_JAIL_MEMORY ((unsigned long)1 << 30)

bool lp_jail(void);

#endif
