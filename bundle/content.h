#ifndef LP_BUNDLE_CONTENT_H
#define LP_BUNDLE_CONTENT_H

#include "bundle/record.h"

/*
 * Which documents there are, whatever holds them: their SHA-256 digests, each
 * once. Keeps 32 bytes a document. Zeroed, it is empty.
 */
struct lp_content {
    uint8_t (*digest)[32];
    size_t n;
    size_t cap;
    bool sorted; /* and each is there once */
};

LP_MUST_USE enum lp_code lp_content_add(struct lp_content *c,
                                        const uint8_t digest[32],
                                        struct lp_err *err);

/* Add `r`, if it is a document whose digest is known. */
LP_MUST_USE enum lp_code lp_content_record(struct lp_content *c,
                                           const struct lp_record *r,
                                           struct lp_err *err);

/* Put them in order: to be done after the last add, before what follows. */
void lp_content_sort(struct lp_content *c);

/* Whether `digest` is among them. */
bool lp_content_has(const struct lp_content *c, const uint8_t digest[32]);

/* The Merkle root of RFC 6962 over them, in increasing order. */
LP_MUST_USE enum lp_code lp_content_root(const struct lp_content *c,
                                         uint8_t root[32], struct lp_err *err);
void lp_content_release(struct lp_content *c);

#endif
