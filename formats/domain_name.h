#ifndef LP_FORMATS_DOMAIN_NAME_H
#define LP_FORMATS_DOMAIN_NAME_H

#include "base/buf.h"

/* Longest name in DNS, and longest label. */
#define LP_DOMAIN_MAX ((size_t)253)
#define LP_DOMAIN_LABEL_MAX ((size_t)63)

/**
 * Append a name in the one form in which names are compared: ASCII letters
 * lower, no dot at the end, labels in UTF-8 as A-labels (RFC 5891, 4.4; what
 * is not in normal form C stays different). False, and `to` as it was, if it
 * is no name that DNS can have, or `to` has no room.
 */
LP_MUST_USE bool lp_domain_name(struct lp_buf *to, struct lp_slice name);

#endif
