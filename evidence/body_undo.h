#ifndef LP_EVIDENCE_BODY_UNDO_H
#define LP_EVIDENCE_BODY_UNDO_H

#include "crypto/digest.h"
#include "formats/canon_body.h"

/* What a signature says of the body. */
struct lp_body_want {
    enum lp_canon canon;
    enum lp_alg hash;
    bool has_length;
    uint64_t length;
    struct lp_slice digest;
};

enum lp_body_undone {
    LP_BODY_NOT_FOUND,
    LP_BODY_NORMAL, /* only line ends had to be read in another way */
    LP_BODY_EDITED, /* what transport may not do had to be undone */
};

/**
 * Look for what was signed in a body that does not match as it is, of which
 * `eol` are the usual line ends. A digest that matches is proof. `to` gets in
 * words what was undone. Work is drawn from `*budget`, in bytes.
 */
LP_MUST_USE enum lp_code lp_body_undo(enum lp_body_undone *out,
                                      struct lp_buf *to, struct lp_engine *e,
                                      struct lp_slice body, enum lp_eol eol,
                                      const struct lp_body_want *want,
                                      uint64_t *budget, struct lp_err *err);

/* In words, that line ends were read that way; empty for CRLF. */
const char *lp_eol_words(enum lp_eol eol);

#endif
