#include "crypto/merkle.h"

#include <openssl/evp.h>
#include <string.h>

/* RFC 6962, section 2.1: without these a node could pass for a leaf. */
#define LEAF 0x00
#define NODE 0x01

enum lp_code
lp_merkle_init(struct lp_merkle *m, struct lp_err *err)
{
    *m = (struct lp_merkle){.ctx = EVP_MD_CTX_new()};
    /* Later inits without an algorithm reuse this one, which saves a look-up
     * for every hash. */
    if (m->ctx == NULL || EVP_DigestInit_ex(m->ctx, EVP_sha256(), NULL) != 1) {
        lp_merkle_release(m);
        return lp_fail(err, LP_E_ENGINE, "merkle tree: cannot start");
    }
    return LP_OK;
}

void
lp_merkle_release(struct lp_merkle *m)
{
    EVP_MD_CTX_free(m->ctx);
    *m = (struct lp_merkle){0};
}

static enum lp_code
join(struct lp_merkle *m, uint8_t *to, const uint8_t *left,
     const uint8_t *right, struct lp_err *err)
{
    const uint8_t prefix = NODE;

    if (EVP_DigestInit_ex(m->ctx, NULL, NULL) != 1 ||
        EVP_DigestUpdate(m->ctx, &prefix, 1) != 1 ||
        EVP_DigestUpdate(m->ctx, left, LP_MERKLE_LEN) != 1 ||
        EVP_DigestUpdate(m->ctx, right, LP_MERKLE_LEN) != 1 ||
        EVP_DigestFinal_ex(m->ctx, to, NULL) != 1) {
        return lp_fail(err, LP_E_ENGINE, "merkle tree: engine failed");
    }
    return LP_OK;
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

    if (EVP_DigestInit_ex(m->ctx, NULL, NULL) != 1 ||
        EVP_DigestUpdate(m->ctx, &prefix, 1) != 1) {
        return lp_fail(err, LP_E_ENGINE, "merkle tree: engine failed");
    }
    return LP_OK;
}

enum lp_code
lp_merkle_feed(struct lp_merkle *m, struct lp_slice data, struct lp_err *err)
{
    if (EVP_DigestUpdate(m->ctx, data.data, data.len) != 1) {
        return lp_fail(err, LP_E_ENGINE, "merkle tree: engine failed");
    }
    return LP_OK;
}

enum lp_code
lp_merkle_end(struct lp_merkle *m, struct lp_err *err)
{
    size_t top = height(m->leaves);
    uint8_t hash[LP_MERKLE_LEN];
    enum lp_code rc = LP_OK;

    if (m->leaves == UINT64_MAX) {
        return lp_fail(err, LP_E_LIMIT, "merkle tree: too many leaves");
    }
    if (EVP_DigestFinal_ex(m->ctx, hash, NULL) != 1) {
        return lp_fail(err, LP_E_ENGINE, "merkle tree: engine failed");
    }
    /* As a binary counter carries: two subtrees of one size become one. */
    for (uint64_t carry = m->leaves; (carry & 1) != 0; carry >>= 1) {
        top--;
        LP_TRY(join(m, hash, m->roots[top], hash, err));
    }
    memcpy(m->roots[top], hash, sizeof hash);
    m->leaves++;

done:
    return rc;
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
    enum lp_code rc = LP_OK;

    if (top == 0) {
        /* The empty tree is the hash of nothing, without a prefix. */
        if (EVP_DigestInit_ex(m->ctx, NULL, NULL) != 1 ||
            EVP_DigestFinal_ex(m->ctx, hash, NULL) != 1) {
            return lp_fail(err, LP_E_ENGINE, "merkle tree: engine failed");
        }
    } else {
        memcpy(hash, m->roots[--top], sizeof hash);
    }
    while (top > 0) {
        LP_TRY(join(m, hash, m->roots[--top], hash, err));
    }
    memcpy(to, hash, sizeof hash);

done:
    return rc;
}
