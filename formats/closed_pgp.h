#ifndef LP_FORMATS_CLOSED_PGP_H
#define LP_FORMATS_CLOSED_PGP_H

#include "base/slice.h"

/**
 * Whether `head` (as for lp_leaf_kind) begins a binary, encrypted OpenPGP
 * message, RFC 9580 section 10.3. Strict enough that random bytes and text in
 * old encodings are not taken for one.
 */
bool lp_closed_pgp(struct lp_slice head);

#endif
