#ifndef LP_EVIDENCE_WITNESS_H
#define LP_EVIDENCE_WITNESS_H

#include "base/buf.h"
#include "base/limits.h"
#include "crypto/digest.h"

/*
 * Watches the bytes of a message go by and says what its signatures claim:
 * digests of all that they cover, without any key. docs/FORMAT-evidence.md.
 */
struct lp_witness;

/* A body up to this size is kept, so that edits can be undone. */
#define LP_WITNESS_KEPT_MAX ((size_t)1 << 20)

LP_MUST_USE enum lp_code lp_witness_new(struct lp_witness **out,
                                        struct lp_engine *e,
                                        const struct lp_limits *limits,
                                        struct lp_err *err);

/* The next bytes, from the first of the header on. What fails is told at the
 * end. NULL is nothing. */
void lp_witness_feed(struct lp_witness *w, struct lp_slice bytes);

/* The bytes are over: append the claims, as mail_claim.h reads them. */
LP_MUST_USE enum lp_code
lp_witness_end(struct lp_witness *w, struct lp_buf *claims, struct lp_err *err);
void lp_witness_free(struct lp_witness *w); /* NULL is nothing */

#endif
