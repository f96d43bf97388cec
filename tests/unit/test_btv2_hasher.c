#include "crypto/btv2_hasher.h"

#include <string.h>

#include "crypto/btv2.h"
#include "tests/unit/test.h"

#define SIZE ((size_t)50000)
#define CUT ((size_t)20000)

static bool
is_root_of(const struct lp_digest *d, const uint8_t *bytes, size_t n)
{
    struct lp_btv2 t = {0};
    uint8_t root[LP_BTV2_LEN];

    lp_btv2_feed(&t, (struct lp_slice){bytes, n});
    return lp_btv2_root(&t, root) && d->alg == LP_ALG_BTV2 &&
           d->len == sizeof root && memcmp(d->bytes, root, sizeof root) == 0;
}

/* A hasher and its fork go on apart. */
static void
test_fork(void)
{
    static uint8_t bytes[SIZE];
    struct lp_hasher *h = NULL;
    struct lp_hasher *fork = NULL;
    struct lp_digest whole = {0};
    struct lp_digest part = {0};
    const struct lp_piece first = {{bytes, CUT}, NULL};
    const struct lp_piece rest = {{bytes + CUT, SIZE - CUT}, NULL};

    for (size_t i = 0; i < SIZE; i++) {
        bytes[i] = (uint8_t)(i % 251);
    }
    CHECK(lp_btv2_hasher(&h, NULL) == LP_OK &&
              lp_hasher_submit(h, &first, NULL) == LP_OK &&
              lp_hasher_fork(h, &fork, NULL) == LP_OK &&
              lp_hasher_submit(h, &rest, NULL) == LP_OK &&
              lp_hasher_end(h, &whole, NULL) == LP_OK &&
              lp_hasher_end(fork, &part, NULL) == LP_OK,
          "one that is forked");
    CHECK(is_root_of(&whole, bytes, SIZE), "the whole");
    CHECK(is_root_of(&part, bytes, CUT), "the part");
    CHECK(!is_root_of(&part, bytes, SIZE), "is another");
}

static void
test_nothing(void)
{
    struct lp_hasher *h = NULL;
    struct lp_digest d = {.len = 9};

    CHECK(lp_btv2_hasher(&h, NULL) == LP_OK &&
              lp_hasher_end(h, &d, NULL) == LP_OK && d.len == 0,
          "no bytes have no digest");
    CHECK(lp_btv2_hasher(&h, NULL) == LP_OK, "one that is given up");
    lp_hasher_abandon(h);
}

int
main(void)
{
    test_fork();
    test_nothing();
    return lp_test_failures != 0;
}
