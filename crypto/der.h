#ifndef LP_CRYPTO_DER_H
#define LP_CRYPTO_DER_H

#include "base/slice.h"

/* The little DER (X.690) that we read ourselves: definite lengths alone. */

#define LP_DER_INTEGER 0x02U
#define LP_DER_OCTETS 0x04U
#define LP_DER_OID 0x06U
#define LP_DER_TIME 0x18U
#define LP_DER_SEQUENCE 0x30U
#define LP_DER_SET 0x31U

/* Whether `s` begins with an element of this tag. */
bool lp_der_is(struct lp_slice s, unsigned tag);

/* The content of the element that `*s` begins with, and `*s` moved behind it.
 * If that has another tag or is cut, both are empty. */
struct lp_slice lp_der_take(struct lp_slice *s, unsigned tag);

/* The content of the first element alone. */
struct lp_slice lp_der_enter(struct lp_slice s, unsigned tag);

/* What OpenSSL calls an object identifier (its content); 0 if nothing. */
int lp_der_nid(struct lp_slice oid);

#endif
