#include "crypto/merkle.h"

#include <string.h>

#include "base/text.h"
#include "crypto/digest.h"
#include "tests/unit/test.h"

#define COUNT(a) (sizeof(a) / sizeof(a)[0])

/* The leaves and roots that implementations of Certificate Transparency
 * (RFC 6962) test themselves with. */
static const struct {
    const char *leaf; /* in hex; the last of the tree that has `root` */
    const char *root;
} tree[] = {
    {"", "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"},
    {"00", "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"},
    {"10", "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77"},
    {"2021",
     "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"},
    {"3031",
     "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4"},
    {"40414243",
     "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef"},
    {"5051525354555657",
     "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c"},
    {"606162636465666768696a6b6c6d6e6f",
     "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"},
};

static bool
root_is(struct lp_merkle *m, const char *hex)
{
    uint8_t want[LP_MERKLE_LEN];
    uint8_t got[LP_MERKLE_LEN] = {0};

    return lp_text_unhex(lp_slice_str(hex), want, sizeof want) &&
           lp_merkle_root(m, got, NULL) == LP_OK &&
           memcmp(want, got, sizeof got) == 0;
}

static void
check_published(void)
{
    struct lp_merkle m = {0};

    CHECK(lp_merkle_init(&m, NULL) == LP_OK, "init");
    CHECK(root_is(&m, "e3b0c44298fc1c149afbf4c8996fb924"
                      "27ae41e4649b934ca495991b7852b855"),
          "the empty tree");
    for (size_t i = 0; i < COUNT(tree); i++) {
        uint8_t leaf[16];
        size_t n = strlen(tree[i].leaf) / 2;

        CHECK(lp_text_unhex(lp_slice_str(tree[i].leaf), leaf, n), tree[i].leaf);
        CHECK(lp_merkle_add(&m, (struct lp_slice){leaf, n}, NULL) == LP_OK,
              tree[i].leaf);
        CHECK(root_is(&m, tree[i].root), tree[i].root);
        CHECK(root_is(&m, tree[i].root), "asking changes nothing");
    }
    CHECK(m.leaves == COUNT(tree), "leaves are counted");
    lp_merkle_release(&m);
    lp_merkle_release(&m);
}

/* The definition, word for word: MTH(D[n]) = SHA-256(0x01 || MTH(D[0:k]) ||
 * MTH(D[k:n])), k the largest power of two smaller than n. Leaf i is the
 * bytes of i. */
static void
/* NOLINTNEXTLINE(misc-no-recursion): so it is defined, and 300 is few */
naive(uint8_t to[32], uint32_t first, uint32_t n)
{
    uint8_t bytes[65] = {0};
    struct lp_slice whole = {bytes, 5};
    struct lp_digest d = {0};
    uint32_t k = 1;

    if (n == 1) {
        lp_put_le32(bytes + 1, first);
    } else {
        while (k * 2 < n) {
            k *= 2;
        }
        bytes[0] = 1;
        naive(bytes + 1, first, k);
        naive(bytes + 33, first + k, n - k);
        whole.len = 65;
    }
    CHECK(lp_digest_of(&d, LP_ALG_SHA256, whole, NULL) == LP_OK, "digest");
    memcpy(to, d.bytes, 32);
}

static void
check_naive(void)
{
    struct lp_merkle m = {0};
    bool same = lp_merkle_init(&m, NULL) == LP_OK;

    for (uint32_t i = 0; same && i < 300; i++) {
        uint8_t leaf[4];
        uint8_t got[32] = {0};
        uint8_t want[32] = {1};

        lp_put_le32(leaf, i);
        same = lp_merkle_add(&m, (struct lp_slice){leaf, 4}, NULL) == LP_OK &&
               lp_merkle_root(&m, got, NULL) == LP_OK;
        naive(want, 0, i + 1);
        same = same && memcmp(got, want, 32) == 0;
    }
    CHECK(same, "trees of 1 to 300 leaves are as defined");
    lp_merkle_release(&m);
}

/* Leaves in pieces: the tree is that of the same leaves whole. */
static void
check_pieces(void)
{
    struct lp_slice leaf = lp_slice_str("abcdef");
    struct lp_merkle whole = {0};
    struct lp_merkle cut = {0};
    uint8_t a[32] = {0};
    uint8_t b[32] = {1};
    bool good = lp_merkle_init(&whole, NULL) == LP_OK &&
                lp_merkle_init(&cut, NULL) == LP_OK;

    for (size_t n = 0; good && n <= leaf.len; n++) {
        good = lp_merkle_add(&whole, leaf, NULL) == LP_OK &&
               lp_merkle_begin(&cut, NULL) == LP_OK &&
               lp_merkle_feed(&cut, lp_slice_head(leaf, n), NULL) == LP_OK &&
               lp_merkle_feed(&cut, lp_slice_from(leaf, n), NULL) == LP_OK &&
               lp_merkle_end(&cut, NULL) == LP_OK &&
               lp_merkle_root(&whole, a, NULL) == LP_OK &&
               lp_merkle_root(&cut, b, NULL) == LP_OK &&
               memcmp(a, b, sizeof a) == 0;
    }
    good = good && lp_merkle_add(&whole, (struct lp_slice){0}, NULL) == LP_OK &&
           lp_merkle_begin(&cut, NULL) == LP_OK &&
           lp_merkle_end(&cut, NULL) == LP_OK &&
           lp_merkle_root(&whole, a, NULL) == LP_OK &&
           lp_merkle_root(&cut, b, NULL) == LP_OK &&
           memcmp(a, b, sizeof a) == 0;
    CHECK(good, "pieces do not matter, and no piece is an empty leaf");
    lp_merkle_release(&whole);
    lp_merkle_release(&cut);
}

/* A leaf cannot pass for a node. */
static void
check_domains(void)
{
    struct lp_merkle two = {0};
    struct lp_merkle one = {0};
    uint8_t forged[64];
    uint8_t a[32] = {0};
    uint8_t b[32] = {0};
    struct lp_digest d = {0};

    CHECK(lp_merkle_init(&two, NULL) == LP_OK &&
              lp_merkle_init(&one, NULL) == LP_OK,
          "init");
    for (size_t i = 0; i < 2; i++) {
        CHECK(lp_merkle_add(&two, lp_slice_str("x"), NULL) == LP_OK, "add");
        CHECK(lp_digest_of(&d, LP_ALG_SHA256,
                           (struct lp_slice){(const uint8_t *)"\0x", 2},
                           NULL) == LP_OK,
              "leaf hash");
        memcpy(forged + 32 * i, d.bytes, 32);
    }
    CHECK(lp_merkle_add(&one, (struct lp_slice){forged, 64}, NULL) == LP_OK &&
              lp_merkle_root(&one, a, NULL) == LP_OK &&
              lp_merkle_root(&two, b, NULL) == LP_OK && memcmp(a, b, 32) != 0,
          "a leaf of two hashes is not the node over them");
    lp_merkle_release(&one);
    lp_merkle_release(&two);
}

int
main(void)
{
    check_published();
    check_naive();
    check_pieces();
    check_domains();
    return lp_test_failures != 0;
}
