#include "crypto/md.h"

#include "base/buf.h"
#include "base/text.h"
#include "tests/unit/test.h"

static void
check_digests(void)
{
    static const struct {
        enum lp_md md;
        const char *hex; /* of "abc" */
    } cases[] = {
        {LP_MD_MD5, "900150983cd24fb0d6963f7d28e17f72"},
        {LP_MD_SHA1, "a9993e364706816aba3e25717850c26c9cd0d89d"},
        {LP_MD_RIPEMD160, "8eb208f7e05d987a9b044a8e98c6b087f15a0bfc"},
        {LP_MD_SHA224,
         "23097d223405d8228642a477bda255b32aadbce4bda0b3f7e36c9da7"},
        {LP_MD_SHA256, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff6"
                       "1f20015ad"},
    };
    struct lp_mds d;
    struct lp_err err = {0};

    CHECK(lp_mds_of(&d, LP_MD_ALL, lp_slice_str("abc"), &err) == LP_OK, "abc");
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        uint8_t want[LP_MD_LEN_MAX];
        size_t n = lp_md_len(cases[i].md);
        const char *word = lp_md_word(cases[i].md);

        CHECK(lp_text_unhex(lp_slice_str(cases[i].hex), want, n), word);
        CHECK(lp_mds_is(&d, cases[i].md, (struct lp_slice){want, n}), word);
        CHECK(!lp_mds_is(&d, cases[i].md, (struct lp_slice){want, n - 1}),
              "a digest that is cut");
        want[n - 1] ^= 1;
        CHECK(!lp_mds_is(&d, cases[i].md, (struct lp_slice){want, n}),
              "another digest");
    }
}

int
main(void)
{
    struct lp_mds d = {0};
    struct lp_mds one;
    struct lp_slice none = {0};

    check_digests();
    CHECK(!lp_mds_is(&d, LP_MD_NONE, none), "no digest is no match");
    CHECK(!lp_mds_is(&d, LP_MD_SHA256, (struct lp_slice){d.bytes[0], 32}),
          "one that was not made is no match");
    CHECK(lp_mds_of(&one, LP_MD_BIT(LP_MD_SHA1), none, NULL) == LP_OK &&
              one.mask == LP_MD_BIT(LP_MD_SHA1),
          "what was asked for alone");
    return lp_test_failures != 0;
}
