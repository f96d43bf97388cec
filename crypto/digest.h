#ifndef LP_CRYPTO_DIGEST_H
#define LP_CRYPTO_DIGEST_H

#include "base/alg.h"
#include "base/block.h"
#include "base/err.h"
#include "base/pool.h"

struct lp_digest {
    enum lp_alg alg;
    size_t len;
    uint8_t bytes[LP_ALG_LEN_MAX];
};

struct lp_engine;
struct lp_hasher;

/* Told once, when a digest is there, or with a code other than LP_OK if the
 * engine failed. May come from any thread, before or after the call that
 * finished the stream returns; must not block. */
typedef void lp_digest_done(void *who, enum lp_code rc,
                            const struct lp_digest *digest);

/*
 * How an engine computes. Digests are asynchronous: a stream is a row of
 * submitted pieces, and its digest comes later, through `done`. An engine that
 * keeps bytes beyond `submit` takes a reference on piece->owner, or copies
 * bytes that have no owner. Streams of one engine are independent; one stream
 * is used by one thread at a time.
 */
struct lp_engine_ops {
    const char *name;
    enum lp_code (*open)(struct lp_engine *e, struct lp_hasher **out,
                         enum lp_alg alg, struct lp_err *err);
    enum lp_code (*fork)(struct lp_hasher *h, struct lp_hasher **out,
                         struct lp_err *err);
    enum lp_code (*submit)(struct lp_hasher *h, const struct lp_piece *piece,
                           struct lp_err *err);
    void (*finish)(struct lp_hasher *h, lp_digest_done *done, void *who);
    void (*abandon)(struct lp_hasher *h);
    void (*free)(struct lp_engine *e);
    /* The rest may be NULL. `end`: as finish, and the digest at once. Without
     * it, digests must come without a flush. */
    enum lp_code (*end)(struct lp_hasher *h, struct lp_digest *out,
                        struct lp_err *err);
    bool (*flush)(struct lp_engine *e);
    void (*help)(struct lp_engine *e, struct lp_pool *pool);
};

struct lp_engine {
    const struct lp_engine_ops *ops;
};

/* Every hasher begins with this. */
struct lp_hasher {
    const struct lp_engine_ops *ops;
};

/* The one-stream engine (OpenSSL): digests on the submitting thread, done is
 * called before finish returns. */
LP_MUST_USE enum lp_code lp_engine_new(struct lp_engine **out,
                                       struct lp_err *err);
void lp_engine_free(struct lp_engine *e); /* NULL is nothing */

/* Digest, on this thread, what was finished and waits for company. Who is about
 * to wait for digests, or for what comes after them, calls this first. False:
 * nothing waited. */
bool lp_engine_flush(struct lp_engine *e);

/* Threads of `pool` may help with what is under way; NULL: no more. Not while
 * the engine is in use. */
void lp_engine_help(struct lp_engine *e, struct lp_pool *pool);

LP_MUST_USE enum lp_code lp_hasher_open(struct lp_hasher **out,
                                        struct lp_engine *e, enum lp_alg alg,
                                        struct lp_err *err);
/* A second stream that has seen all that `h` has seen so far. */
LP_MUST_USE enum lp_code
lp_hasher_fork(struct lp_hasher *h, struct lp_hasher **out, struct lp_err *err);
LP_MUST_USE enum lp_code lp_hasher_submit(struct lp_hasher *h,
                                          const struct lp_piece *piece,
                                          struct lp_err *err);

/* End the stream: `done(who, ...)` is called exactly once. `h` is gone. */
void lp_hasher_finish(struct lp_hasher *h, lp_digest_done *done, void *who);

/* End the stream and wait for its digest. `h` is gone. */
LP_MUST_USE enum lp_code
lp_hasher_end(struct lp_hasher *h, struct lp_digest *out, struct lp_err *err);

/* Give the stream up; nobody is told. NULL is nothing. */
void lp_hasher_abandon(struct lp_hasher *h);

/* The digest of bytes at hand, at once: for manifests, sets and trees. */
LP_MUST_USE enum lp_code lp_digest_of(struct lp_digest *out, enum lp_alg alg,
                                      struct lp_slice bytes,
                                      struct lp_err *err);

#endif
