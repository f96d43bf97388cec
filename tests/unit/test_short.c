#include "crypto/short.h"

#include "crypto/rand.h"
#include "tests/unit/test.h"

#define COUNT(a) (sizeof(a) / sizeof(a)[0])

/* SipHash-2-4 under the key 00 01 .. 0f of 00 01 .. of some lengths, from the
 * reference implementation and, for 15, from the paper that describes it. */
static const struct {
    size_t len;
    uint64_t want;
} vectors[] = {
    {0, 0x726fdb47dd0e0e31},
    {1, 0x74f839c593dc67fd},
    {8, 0x93f5f5799a932462},
    {15, 0xa129ca6149be45e5},
};

int
main(void)
{
    uint8_t bytes[16];

    if (lp_crypto_start(NULL) != LP_OK) {
        return 1;
    }
    for (size_t i = 0; i < sizeof bytes; i++) {
        bytes[i] = (uint8_t)i;
    }
    for (size_t i = 0; i < COUNT(vectors); i++) {
        struct lp_slice s = {bytes, vectors[i].len};

        CHECK(lp_short_hash(bytes, s) == vectors[i].want, "SipHash-2-4");
    }
    CHECK(lp_short_hash(bytes, (struct lp_slice){0}) == vectors[0].want,
          "a zeroed slice is empty");
    CHECK(lp_short_hash(bytes, lp_slice_str("a")) !=
              lp_short_hash(bytes, lp_slice_str("b")),
          "names differ");
    return lp_test_failures != 0;
}
