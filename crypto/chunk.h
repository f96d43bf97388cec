#ifndef LP_CRYPTO_CHUNK_H
#define LP_CRYPTO_CHUNK_H

#include "base/err.h"
#include "base/slice.h"

/*
 * part-v1, of bytes: which part of a file stands in another one
 * (docs/FORMAT-identity-near.md). The bytes themselves say where they are cut
 * into chunks (FastCDC, Xia and others 2016), so that the chunks behind an
 * insertion are the same as without it.
 */
#define LP_CHUNK_MIN 2048
#define LP_CHUNK_NORMAL 8192
#define LP_CHUNK_MAX 32768

struct lp_chunk {
    uint64_t key; /* the first 8 bytes of its SHA-256, little-endian */
    uint64_t at;  /* in bytes from the beginning */
    uint32_t len; /* LP_CHUNK_MIN .. LP_CHUNK_MAX; the last may be shorter */
};

/* Told of each chunk, in order; together they are all bytes. */
typedef void lp_chunk_told(void *who, const struct lp_chunk *chunk);

struct lp_chunker {
    struct evp_md_ctx_st *ctx;
    uint64_t at; /* of the chunk that grows */
    size_t len;
    uint64_t roll;
    lp_chunk_told *told;
    void *who;
};

/* On failure `c` is empty and may be released. */
LP_MUST_USE enum lp_code lp_chunker_init(struct lp_chunker *c,
                                         lp_chunk_told *told, void *who,
                                         struct lp_err *err);
void lp_chunker_release(struct lp_chunker *c);

/* More bytes, cut anywhere: the chunks do not depend on it. The bytes are not
 * kept. After a failure `c` may only be released. */
LP_MUST_USE enum lp_code lp_chunker_feed(struct lp_chunker *c,
                                         struct lp_slice bytes,
                                         struct lp_err *err);

/* The bytes are over: the last chunk is told, if there was a byte. Then `c` is
 * at the beginning of other bytes. */
LP_MUST_USE enum lp_code lp_chunker_end(struct lp_chunker *c,
                                        struct lp_err *err);

#endif
