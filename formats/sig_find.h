#ifndef LP_FORMATS_SIG_FIND_H
#define LP_FORMATS_SIG_FIND_H

#include "formats/kind.h"
#include "formats/sig_package.h"

/**
 * Mark the members of `p` that hold signatures, and those that belong to them.
 *
 * OOXML (ECMA-376 part 2, 10): what the relationships lead to, from the package
 * over an origin; and what lies where signatures do though nothing leads there.
 * ODF (1.2 part 3, 3.5): META-INF/...signatures....xml.
 */
LP_MUST_USE enum lp_code lp_sig_find(struct lp_sig_package *p,
                                     struct lp_view *view, enum lp_kind kind,
                                     const struct lp_limits *limits,
                                     struct lp_err *err);

/* What a ZIP is that does not begin as an office document does: OOXML, ODF, or
 * OTHER. */
enum lp_kind lp_sig_package_kind(struct lp_sig_package *p);

#endif
