#ifndef LP_BUNDLE_TAP_H
#define LP_BUNDLE_TAP_H

#include <stdatomic.h>

#include "base/source.h"
#include "crypto/digest.h"
#include "formats/dec.h"
#include "formats/reader.h"

/* All that the bytes of one body come to. */
struct lp_tap_digests {
    struct lp_digest sha256;
    bool has_decoded;
    uint8_t decoded[32];
    unsigned algs; /* bits 1 << enum lp_alg */
    uint8_t other[LP_ALG_COUNT][LP_ALG_LEN_MAX];
};

/* Told once, as lp_digest_done of crypto/digest.h. */
typedef void lp_tap_done(void *who, enum lp_code rc,
                         const struct lp_tap_digests *d);

/*
 * The place where bytes are looked at: whatever is pulled through a tap goes to
 * its digests on the way. It remembers how its source failed, so that a failure
 * seen further up can be told from one of its own.
 */
struct lp_tap {
    struct lp_source *from;
    struct lp_hasher *hasher[LP_ALG_COUNT]; /* of the bytes as they are */
    struct lp_hasher *parted; /* of the decoded form, where it is another */
    bool decode;
    bool formed; /* lp_tap_form: there is nothing to decode */
    struct lp_dec dec;
    struct lp_buf form; /* of the decoded form: what is about to be digested */
    struct lp_piece head; /* shown by lp_tap_head, not yet pulled */
    struct lp_piece rest; /* of the source, behind the head */
    struct lp_block *kept;
    bool ended;
    uint64_t size;            /* pulled from the source so far */
    uint64_t out;             /* handed on so far */
    uint8_t tail[LP_END_MAX]; /* the last bytes pulled */
    size_t tail_len;
    atomic_uint_least64_t *meter; /* counts the bytes too, if not NULL */
    const atomic_bool *stop;      /* set: pulls fail with LP_RULE_LIMIT_TOTAL */
    enum lp_code failed;
    struct lp_err why;
};

/* Start over `from` (borrowed) with the SHA-256 of `e`, and its digests `algs`
 * (bits 1 << enum lp_alg) beside it. */
LP_MUST_USE enum lp_code lp_tap_init(struct lp_tap *t, struct lp_source *from,
                                     struct lp_engine *e, unsigned algs,
                                     struct lp_err *err);

/* Digest the decoded form too, of what `of` says. Before any pull. */
void lp_tap_decode(struct lp_tap *t, enum lp_dec_of of);

/* The decoded form is `form`, whatever the bytes are. */
LP_MUST_USE enum lp_code lp_tap_form(struct lp_tap *t, struct lp_engine *e,
                                     struct lp_slice form, struct lp_err *err);

/* Show the first bytes, at least `min` unless the source is shorter. Nothing
 * is taken: they come again from lp_tap_source. Once, before any pull. */
LP_MUST_USE enum lp_code lp_tap_head(struct lp_tap *t, size_t min,
                                     struct lp_slice *head, struct lp_err *err);

/* The source that pulls through `t`; borrowed, releasing it does nothing. */
struct lp_source lp_tap_source(struct lp_tap *t);

/* Finish the digests once all was pulled; `done` is told unless this fails. */
LP_MUST_USE enum lp_code lp_tap_finish(struct lp_tap *t, lp_tap_done *done,
                                       void *who, struct lp_err *err);

/* Gives up what was not finished. */
void lp_tap_release(struct lp_tap *t);

#endif
