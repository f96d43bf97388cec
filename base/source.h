#ifndef LP_BASE_SOURCE_H
#define LP_BASE_SOURCE_H

#include "base/block.h"
#include "base/err.h"

struct lp_source;

struct lp_source_ops {
    enum lp_code (*pull)(struct lp_source *s, struct lp_piece *out,
                         struct lp_err *err);
    void (*release)(struct lp_source *s);
};

/* A stream of bytes to pull from, once, forward. Zeroed, it is empty and safe
 * to release. `self` belongs to whoever made the source. */
struct lp_source {
    const struct lp_source_ops *ops;
    void *self;
};

/**
 * Get the next bytes of `s`; an empty piece is the end.
 *
 * The piece is borrowed until the next pull or the release; whoever keeps it
 * longer takes a reference on `out->owner` (and may only keep it if there is
 * one). LP_E_FORMAT and LP_E_LIMIT, with err->rule set, say that the bytes
 * break their own grammar or a budget; LP_E_IO that they could not be read.
 * After a failure the source may only be released.
 */
LP_MUST_USE enum lp_code
lp_source_pull(struct lp_source *s, struct lp_piece *out, struct lp_err *err);
void lp_source_release(struct lp_source *s);

/* Bytes held by `owner` (may be NULL if `bytes` outlive the source). Takes
 * over one reference on `owner`. */
LP_MUST_USE enum lp_code lp_source_bytes(struct lp_source *out,
                                         struct lp_slice bytes,
                                         struct lp_block *owner,
                                         struct lp_err *err);

/* A copy of bytes. */
LP_MUST_USE enum lp_code lp_source_copy(struct lp_source *out,
                                        struct lp_slice bytes,
                                        struct lp_err *err);

#define LP_FEED_BACK 8

/*
 * A hand that takes exact amounts from a source: what a grammar needs.
 * `at` counts the bytes taken so far.
 */
struct lp_feed {
    struct lp_source *from;
    struct lp_piece piece;
    uint64_t at;
    bool ended;
    bool again; /* `piece` is of what was given back; `next` follows it */
    struct lp_piece next;
    uint8_t back[LP_FEED_BACK];
};

/* The bytes that can be had without a copy: at least one, or none at the end
 * of the source. Nothing is taken. */
LP_MUST_USE enum lp_code lp_feed_peek(struct lp_feed *f, struct lp_piece *out,
                                      struct lp_err *err);

/* Take `n` of the bytes that the last peek showed. */
void lp_feed_took(struct lp_feed *f, size_t n);

/* Give back the last bytes that were taken, at most LP_FEED_BACK of them. As
 * many must have been taken since the last time. `f` must not move in memory
 * until they are taken again. */
void lp_feed_back(struct lp_feed *f, struct lp_slice bytes);

/* Copy the next `n` bytes to `to`; `*got` is less only at the end. */
LP_MUST_USE enum lp_code lp_feed_copy(struct lp_feed *f, uint8_t *to, size_t n,
                                      size_t *got, struct lp_err *err);

/* Pass over `n` bytes; `*got` is less only at the end. */
LP_MUST_USE enum lp_code lp_feed_skip(struct lp_feed *f, uint64_t n,
                                      uint64_t *got, struct lp_err *err);

#endif
