#ifndef LP_BUNDLE_COMPOUND_H
#define LP_BUNDLE_COMPOUND_H

#include "base/limits.h"
#include "base/view.h"
#include "bundle/record.h"

/* Put into `r`, a compound file whose bytes are `view` (NULL: there was no room
 * for them), that it is closed, and why; or set `*message`: it is one. What its
 * directory cannot tell is closed, for it may be full of documents. */
LP_MUST_USE enum lp_code lp_compound_tell(struct lp_record *r, bool *message,
                                          struct lp_view *view,
                                          const struct lp_limits *limits,
                                          struct lp_err *err);

#endif
