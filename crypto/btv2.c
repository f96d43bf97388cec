#include "crypto/btv2.h"

#include <openssl/evp.h>
#include <stdatomic.h>
#include <string.h>

/* So many blocks are hashed at a time, where so many come at a time. */
#define BATCH ((size_t)16)
#define BATCH_HEIGHT 4U

/* Fetched once: to look it up costs more than to hash a node. */
static const EVP_MD *
sha256(void)
{
    static _Atomic(EVP_MD *) common;
    EVP_MD *md = atomic_load(&common);
    EVP_MD *none = NULL;

    if (md != NULL) {
        return md;
    }
    md = EVP_MD_fetch(NULL, "SHA256", NULL);
    if (md != NULL && !atomic_compare_exchange_strong(&common, &none, md)) {
        EVP_MD_free(md);
        md = none;
    }
    return md;
}

/* SHA-256 of `n` texts of `len` bytes that lie side by side. All hashing of
 * trees is done here, so that it can be done on many at once. */
static enum lp_code
hash_each(uint8_t *out, const uint8_t *from, size_t len, size_t n,
          struct lp_err *err)
{
    const EVP_MD *md = sha256();

    for (size_t i = 0; i < n; i++) {
        if (md == NULL || EVP_Digest(from + i * len, len, out + i * LP_BTV2_LEN,
                                     NULL, md, NULL) != 1) {
            return lp_fail(err, LP_E_ENGINE, "digest: engine failed");
        }
    }
    return LP_OK;
}

static enum lp_code
join(uint8_t *out, const uint8_t *left, const uint8_t *right,
     struct lp_err *err)
{
    uint8_t pair[2 * LP_BTV2_LEN];

    memcpy(pair, left, LP_BTV2_LEN);
    memcpy(pair + LP_BTV2_LEN, right, LP_BTV2_LEN);
    return hash_each(out, pair, sizeof pair, 1, err);
}

/* Another 2^height leaves, whose number is a multiple of that. */
static enum lp_code
push(struct lp_btv2_stack *s, unsigned height, const uint8_t *top,
     struct lp_err *err)
{
    uint64_t more = (uint64_t)1 << height;
    uint8_t carry[LP_BTV2_LEN];

    if ((s->leaves + more) >> (LP_BTV2_HEIGHTS - 1) != 0) {
        return lp_fail(err, LP_E_LIMIT, "tree: too many leaves");
    }
    memcpy(carry, top, sizeof carry);
    for (; (s->leaves >> height & 1) != 0; height++) {
        enum lp_code rc = join(carry, s->at[height], carry, err);

        if (rc != LP_OK) {
            return rc;
        }
    }
    memcpy(s->at[height], carry, sizeof carry);
    s->leaves += more;
    return LP_OK;
}

/*
 * The root over all leaves, which are not none, filled up with `zero` to a
 * power of two of at least 2^least. It rises from the lowest subtree: what is
 * missing to its right is zeros, what stands to its left is on the stack.
 */
static enum lp_code
top_of(const struct lp_btv2_stack *s, const uint8_t *zero, unsigned least,
       uint8_t *out, struct lp_err *err)
{
    uint64_t low = s->leaves & -s->leaves;
    uint8_t fill[LP_BTV2_LEN];
    uint8_t top[LP_BTV2_LEN] = {0};
    bool any = false;
    enum lp_code rc = LP_OK;

    memcpy(fill, zero, sizeof fill);
    for (unsigned k = 0; k < least || (uint64_t)1 << k < s->leaves; k++) {
        bool bit = (s->leaves >> k & 1) != 0;

        if (!any && bit) {
            memcpy(top, s->at[k], sizeof top);
            any = true;
            bit = false;
        }
        if (any) {
            LP_TRY(bit ? join(top, s->at[k], top, err)
                       : join(top, top, fill, err));
        }
        LP_TRY(join(fill, fill, fill, err));
    }
    if (!any) {
        memcpy(top, s->at[__builtin_ctzll(low)], sizeof top);
    }
    memcpy(out, top, sizeof top);

done:
    return rc;
}

/* A batch of blocks, all the way to the one node above them. */
static enum lp_code
push_batch(struct lp_btv2 *t, const uint8_t *from, struct lp_err *err)
{
    uint8_t row[2][BATCH * LP_BTV2_LEN];
    unsigned now = 0;
    enum lp_code rc;

    LP_TRY(hash_each(row[now], from, LP_BTV2_BLOCK, BATCH, err));
    for (size_t n = BATCH / 2; n > 0; n /= 2) {
        LP_TRY(hash_each(row[1 - now], row[now], 2 * LP_BTV2_LEN, n, err));
        now = 1 - now;
    }
    rc = push(&t->stack, BATCH_HEIGHT, row[now], err);

done:
    return rc;
}

static enum lp_code
push_block(struct lp_btv2 *t, const uint8_t *from, size_t len,
           struct lp_err *err)
{
    uint8_t leaf[LP_BTV2_LEN];
    enum lp_code rc = hash_each(leaf, from, len, 1, err);

    return rc == LP_OK ? push(&t->stack, 0, leaf, err) : rc;
}

enum lp_code
lp_btv2_feed(struct lp_btv2 *t, struct lp_slice bytes, struct lp_err *err)
{
    enum lp_code rc = LP_OK;

    while (rc == LP_OK && bytes.len > 0) {
        size_t n = LP_BTV2_BLOCK - t->part;

        if (t->part == 0 && t->stack.leaves % BATCH == 0 &&
            bytes.len >= BATCH * LP_BTV2_BLOCK) {
            n = BATCH * LP_BTV2_BLOCK;
            rc = push_batch(t, bytes.data, err);
        } else if (t->part == 0 && bytes.len >= n) {
            rc = push_block(t, bytes.data, n, err);
        } else {
            n = bytes.len < n ? bytes.len : n;
            memcpy(t->block + t->part, bytes.data, n);
            t->part += n;
            if (t->part == LP_BTV2_BLOCK) {
                rc = push_block(t, t->block, t->part, err);
                t->part = 0;
            }
        }
        bytes = lp_slice_from(bytes, n);
    }
    return rc;
}

/* The last block may be a short one. */
static enum lp_code
end(struct lp_btv2 *t, struct lp_err *err)
{
    size_t n = t->part;

    t->part = 0;
    return n == 0 ? LP_OK : push_block(t, t->block, n, err);
}

enum lp_code
lp_btv2_root(struct lp_btv2 *t, uint8_t out[LP_BTV2_LEN], bool *none,
             struct lp_err *err)
{
    static const uint8_t zero[LP_BTV2_LEN];
    enum lp_code rc = end(t, err);

    *none = t->stack.leaves == 0;
    return rc == LP_OK && !*none ? top_of(&t->stack, zero, 0, out, err) : rc;
}

enum lp_code
lp_btv2_subtree(struct lp_btv2 *t, unsigned height, uint8_t out[LP_BTV2_LEN],
                struct lp_err *err)
{
    static const uint8_t zero[LP_BTV2_LEN];
    enum lp_code rc = end(t, err);

    return rc == LP_OK ? top_of(&t->stack, zero, height, out, err) : rc;
}

enum lp_code
lp_btv2_join(struct lp_slice layer, unsigned height, uint8_t out[LP_BTV2_LEN],
             struct lp_err *err)
{
    struct lp_btv2_stack s = {0};
    uint8_t zero[LP_BTV2_LEN] = {0};
    enum lp_code rc = LP_OK;

    for (unsigned k = 0; k < height; k++) {
        LP_TRY(join(zero, zero, zero, err));
    }
    for (size_t i = 0; i + LP_BTV2_LEN <= layer.len; i += LP_BTV2_LEN) {
        LP_TRY(push(&s, 0, layer.data + i, err));
    }
    rc = top_of(&s, zero, 0, out, err);

done:
    return rc;
}
