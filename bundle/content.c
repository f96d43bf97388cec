#include "bundle/content.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "crypto/merkle.h"

/* From here on, repeated digests are dropped before more room is taken. */
#define MANY ((size_t)1 << 16)

static int
by_bytes(const void *a, const void *b)
{
    return memcmp(a, b, 32);
}

void
lp_content_sort(struct lp_content *c)
{
    size_t n = 0;

    if (c->sorted || c->n == 0) {
        c->sorted = true;
        return;
    }
    qsort(c->digest, c->n, sizeof c->digest[0], by_bytes);
    for (size_t i = 0; i < c->n; i++) {
        if (n == 0 || memcmp(c->digest[n - 1], c->digest[i], 32) != 0) {
            memmove(c->digest[n], c->digest[i], 32);
            n++;
        }
    }
    c->n = n;
    c->sorted = true;
}

enum lp_code
lp_content_add(struct lp_content *c, const uint8_t digest[32],
               struct lp_err *err)
{
    bool full = c->n == c->cap;
    void *grown;

    if (full && c->n >= MANY) {
        lp_content_sort(c);
        /* Else it would soon be sorted again, for little room. */
        full = c->n > c->cap / 2;
    }
    if (full) {
        grown = lp_mem_grow(c->digest, c->cap, &c->cap, sizeof c->digest[0]);
        if (grown == NULL) {
            return lp_no_memory(err);
        }
        c->digest = grown;
    }
    memcpy(c->digest[c->n++], digest, 32);
    c->sorted = false;
    return LP_OK;
}

enum lp_code
lp_content_record(struct lp_content *c, const struct lp_record *r,
                  struct lp_err *err)
{
    return r->has_digest && lp_record_is_document(r)
               ? lp_content_add(c, r->digest.bytes, err)
               : LP_OK;
}

bool
lp_content_has(const struct lp_content *c, const uint8_t digest[32])
{
    return c->n > 0 && bsearch(digest, c->digest, c->n, sizeof c->digest[0],
                               by_bytes) != NULL;
}

enum lp_code
lp_content_root(const struct lp_content *c, uint8_t root[32],
                struct lp_err *err)
{
    struct lp_merkle tree = {0};
    enum lp_code rc;

    LP_TRY(lp_merkle_init(&tree, err));
    for (size_t i = 0; i < c->n; i++) {
        LP_TRY(lp_merkle_add(&tree, (struct lp_slice){c->digest[i], 32}, err));
    }
    rc = lp_merkle_root(&tree, root, err);

done:
    lp_merkle_release(&tree);
    return rc;
}

void
lp_content_release(struct lp_content *c)
{
    free(c->digest);
    *c = (struct lp_content){0};
}
