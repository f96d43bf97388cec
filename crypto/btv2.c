#include "crypto/btv2.h"

#include <string.h>

#include "crypto/sha256_each.h"

/* So many blocks are hashed at a time, where so many come at a time. */
#define BATCH ((size_t)16)
#define BATCH_HEIGHT 4U

/* At most a batch, one behind another. */
static void
hash_each(uint8_t *out, const uint8_t *from, size_t len, size_t n)
{
    const uint8_t *at[BATCH];

    for (size_t i = 0; i < n; i++) {
        at[i] = from + i * len;
    }
    lp_sha256_each(out, NULL, at, len, n);
}

static void
join(uint8_t *out, const uint8_t *left, const uint8_t *right)
{
    uint8_t pair[2 * LP_BTV2_LEN];

    memcpy(pair, left, LP_BTV2_LEN);
    memcpy(pair + LP_BTV2_LEN, right, LP_BTV2_LEN);
    lp_sha256_of(out, lp_sha256_best(), (struct lp_slice){pair, sizeof pair});
}

/* Another 2^height leaves, whose number is a multiple of that. */
static void
push(struct lp_btv2_stack *s, unsigned height, const uint8_t *top)
{
    uint64_t more = (uint64_t)1 << height;
    uint8_t carry[LP_BTV2_LEN];

    memcpy(carry, top, sizeof carry);
    for (; (s->leaves >> height & 1) != 0; height++) {
        join(carry, s->at[height], carry);
    }
    memcpy(s->at[height], carry, sizeof carry);
    s->leaves += more;
}

/*
 * The root over all leaves, which are not none, filled up with `zero` to a
 * power of two of at least 2^least. It rises from the lowest subtree: what is
 * missing to its right is zeros, what stands to its left is on the stack.
 */
static void
top_of(const struct lp_btv2_stack *s, const uint8_t *zero, unsigned least,
       uint8_t *out)
{
    uint8_t fill[LP_BTV2_LEN];
    uint8_t top[LP_BTV2_LEN] = {0};
    bool any = false;

    memcpy(fill, zero, sizeof fill);
    for (unsigned k = 0; k < least || (uint64_t)1 << k < s->leaves; k++) {
        bool bit = (s->leaves >> k & 1) != 0;

        if (any) {
            join(top, bit ? s->at[k] : top, bit ? top : fill);
        } else if (bit) {
            join(top, s->at[k], fill);
            any = true;
        }
        join(fill, fill, fill);
    }
    if (!any) {
        memcpy(top, s->at[__builtin_ctzll(s->leaves)], sizeof top);
    }
    memcpy(out, top, sizeof top);
}

/* A batch of blocks, all the way to the one node above them. */
static void
push_batch(struct lp_btv2 *t, const uint8_t *from)
{
    uint8_t row[2][BATCH * LP_BTV2_LEN];
    unsigned now = 0;

    hash_each(row[now], from, LP_BTV2_BLOCK, BATCH);
    for (size_t n = BATCH / 2; n > 0; n /= 2) {
        hash_each(row[1 - now], row[now], 2 * LP_BTV2_LEN, n);
        now = 1 - now;
    }
    push(&t->stack, BATCH_HEIGHT, row[now]);
}

static void
push_block(struct lp_btv2 *t, const uint8_t *from, size_t len)
{
    uint8_t leaf[LP_BTV2_LEN];

    lp_sha256_of(leaf, lp_sha256_best(), (struct lp_slice){from, len});
    push(&t->stack, 0, leaf);
}

void
lp_btv2_feed(struct lp_btv2 *t, struct lp_slice bytes)
{
    while (bytes.len > 0) {
        size_t n = LP_BTV2_BLOCK - t->part;

        if (t->part == 0 && t->stack.leaves % BATCH == 0 &&
            bytes.len >= BATCH * LP_BTV2_BLOCK) {
            n = BATCH * LP_BTV2_BLOCK;
            push_batch(t, bytes.data);
        } else if (t->part == 0 && bytes.len >= n) {
            push_block(t, bytes.data, n);
        } else {
            n = bytes.len < n ? bytes.len : n;
            memcpy(t->block + t->part, bytes.data, n);
            t->part += n;
            if (t->part == LP_BTV2_BLOCK) {
                push_block(t, t->block, t->part);
                t->part = 0;
            }
        }
        bytes = lp_slice_from(bytes, n);
    }
}

/* The last block may be a short one. */
static void
end(struct lp_btv2 *t)
{
    if (t->part > 0) {
        push_block(t, t->block, t->part);
    }
    t->part = 0;
}

bool
lp_btv2_root(struct lp_btv2 *t, uint8_t out[LP_BTV2_LEN])
{
    static const uint8_t zero[LP_BTV2_LEN];

    end(t);
    if (t->stack.leaves == 0) {
        return false;
    }
    top_of(&t->stack, zero, 0, out);
    return true;
}

void
lp_btv2_subtree(struct lp_btv2 *t, unsigned height, uint8_t out[LP_BTV2_LEN])
{
    static const uint8_t zero[LP_BTV2_LEN];

    end(t);
    top_of(&t->stack, zero, height, out);
}

void
lp_btv2_join(struct lp_slice layer, unsigned height, uint8_t out[LP_BTV2_LEN])
{
    struct lp_btv2_stack s = {0};
    uint8_t zero[LP_BTV2_LEN] = {0};

    for (unsigned k = 0; k < height; k++) {
        join(zero, zero, zero);
    }
    for (size_t i = 0; i + LP_BTV2_LEN <= layer.len; i += LP_BTV2_LEN) {
        push(&s, 0, layer.data + i);
    }
    top_of(&s, zero, 0, out);
}
