#ifndef LP_BUNDLE_UNLOCKING_H
#define LP_BUNDLE_UNLOCKING_H

#include "formats/unlock.h"

/* For readers that open what `password` closes. It is borrowed. */
struct lp_unlocker lp_unlocking(struct lp_slice password);

#endif
