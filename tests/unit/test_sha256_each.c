#include "crypto/sha256_each.h"

#include <stdio.h>
#include <string.h>

#include "crypto/digest.h"
#include "tests/unit/test.h"

#define COUNT(a) (sizeof(a) / sizeof(a)[0])
#define LEN_MAX ((size_t)16384)
#define MOST ((size_t)40)

static uint8_t bytes[MOST * LEN_MAX];

/* Each digest is that of its own message, and nothing is written behind. */
static void
check_one(const struct lp_sha256_way *way, size_t len, size_t n)
{
    uint8_t got[MOST + 1][32];
    const uint8_t *from[MOST];
    char label[80];

    (void)snprintf(label, sizeof label, "%s: %zu of %zu", way->name, n, len);
    memset(got, 0xa5, sizeof got);
    for (size_t i = 0; i < MOST; i++) {
        from[i] = bytes + (MOST - 1 - i) * LEN_MAX;
    }
    lp_sha256_each(got[0], way, from, len, n);
    for (size_t i = 0; i < n; i++) {
        struct lp_digest want;

        CHECK(lp_digest_of(&want, LP_ALG_SHA256,
                           (struct lp_slice){from[i], len}, NULL) == LP_OK &&
                  memcmp(got[i], want.bytes, 32) == 0,
              label);
    }
    for (size_t i = n; i < MOST + 1; i++) {
        CHECK(got[i][0] == 0xa5 && got[i][31] == 0xa5, label);
    }
}

int
main(void)
{
    static const char *const names[] = {"portable", "openssl", "shani", "avx2",
                                        "avx512"};
    static const size_t lens[] = {0,  1,   55,  56,  63,   64,
                                  65, 119, 120, 128, 1000, LEN_MAX};
    static const size_t ns[] = {0, 1, 2, 3, 7, 8, 9, 15, 16, 17, 33, MOST};

    for (size_t i = 0; i < sizeof bytes; i++) {
        bytes[i] = (uint8_t)(i * 7 + i / 251);
    }
    for (size_t w = 0; w < COUNT(names); w++) {
        struct lp_sha256_way way;

        if (lp_sha256_way(&way, names[w], NULL) != LP_OK) {
            continue; /* not on this processor */
        }
        for (size_t i = 0; i < COUNT(lens); i++) {
            for (size_t k = 0; k < COUNT(ns); k++) {
                check_one(&way, lens[i], ns[k]);
            }
        }
        /* Where lanes are used although they do not pay, too. */
        way.worth = 1;
        check_one(&way, 64, 3);
        check_one(&way, LEN_MAX, 5);
    }
    return lp_test_failures != 0;
}
