#ifndef LP_BUNDLE_LOOK_H
#define LP_BUNDLE_LOOK_H

#include "bundle/walk.h"

/* The one pass over a body: digest, kind, members. See lp_look_at. */
lp_look_at lp_look;

#endif
