#include "crypto/merkle.h"

#include <string.h>

#include "crypto/sha256_way.h"

/* RFC 6962, section 2.1: without these a node could pass for a leaf. */
#define LEAF 0x00
#define NODE 0x01

enum lp_code
lp_merkle_init(struct lp_merkle *m, struct lp_err *err)
{
    (void)err;
    *m = (struct lp_merkle){0};
    return LP_OK;
}

void
lp_merkle_release(struct lp_merkle *m)
{
    lp_message_release(&m->leaf);
    *m = (struct lp_merkle){0};
}

static void
join(uint8_t *to, const uint8_t *left, const uint8_t *right)
{
    uint8_t both[1 + 2 * LP_MERKLE_LEN];

    both[0] = NODE;
    memcpy(both + 1, left, LP_MERKLE_LEN);
    memcpy(both + 1 + LP_MERKLE_LEN, right, LP_MERKLE_LEN);
    lp_sha256_of(to, lp_sha256_best(), (struct lp_slice){both, sizeof both});
}

/* How many subtrees stand on the stack: one for each bit of the count. */
static size_t
height(uint64_t leaves)
{
    return (size_t)__builtin_popcountll(leaves);
}

enum lp_code
lp_merkle_begin(struct lp_merkle *m, struct lp_err *err)
{
    const uint8_t prefix = LEAF;

    m->leaf = (struct lp_message){0};
    lp_sha256_start(m->leaf.state);
    return lp_merkle_feed(m, (struct lp_slice){&prefix, 1}, err);
}

enum lp_code
lp_merkle_feed(struct lp_merkle *m, struct lp_slice data, struct lp_err *err)
{
    (void)err;
    lp_message_feed(&m->leaf, data, lp_sha256_best());
    return LP_OK;
}

enum lp_code
lp_merkle_end(struct lp_merkle *m, struct lp_err *err)
{
    size_t top = height(m->leaves);
    uint8_t hash[LP_MERKLE_LEN];

    if (m->leaves == UINT64_MAX) {
        return lp_fail(err, LP_E_LIMIT, "merkle tree: too many leaves");
    }
    m->leaf.ended = true;
    lp_message_digest(&m->leaf, lp_sha256_best());
    lp_sha256_write(hash, m->leaf.state);
    /* As a binary counter carries: two subtrees of one size become one. */
    for (uint64_t carry = m->leaves; (carry & 1) != 0; carry >>= 1) {
        join(hash, m->roots[--top], hash);
    }
    memcpy(m->roots[top], hash, sizeof hash);
    m->leaves++;
    return LP_OK;
}

enum lp_code
lp_merkle_add(struct lp_merkle *m, struct lp_slice data, struct lp_err *err)
{
    enum lp_code rc;

    LP_TRY(lp_merkle_begin(m, err));
    LP_TRY(lp_merkle_feed(m, data, err));
    LP_TRY(lp_merkle_end(m, err));

done:
    return rc;
}

enum lp_code
lp_merkle_root(struct lp_merkle *m, uint8_t to[LP_MERKLE_LEN],
               struct lp_err *err)
{
    size_t top = height(m->leaves);
    uint8_t hash[LP_MERKLE_LEN];

    (void)err;
    if (top == 0) {
        /* The empty tree is the hash of nothing, without a prefix. */
        lp_sha256_of(hash, lp_sha256_best(), (struct lp_slice){0});
    } else {
        memcpy(hash, m->roots[--top], sizeof hash);
    }
    while (top > 0) {
        join(hash, m->roots[--top], hash);
    }
    memcpy(to, hash, sizeof hash);
    return LP_OK;
}
