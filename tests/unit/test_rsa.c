#include "crypto/rsa.h"

#include <string.h>

#include "tests/unit/test.h"

/* An RSAPublicKey of 512 bits, and its SubjectPublicKeyInfo. */
static const uint8_t info[] = {
    0x30, 0x5c, 0x30, 0x0d, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d,
    0x01, 0x01, 0x01, 0x05, 0x00, 0x03, 0x4b, 0x00, 0x30, 0x48, 0x02, 0x41,
    0x00, 0xb3, 0x9c, 0xf1, 0xe7, 0x7a, 0x4d, 0xdb, 0x58, 0x73, 0xb7, 0xea,
    0x18, 0xdd, 0xe3, 0x00, 0x83, 0x9c, 0x9e, 0x7b, 0xc7, 0x4f, 0xa3, 0x9d,
    0x1a, 0x88, 0x68, 0x3b, 0x81, 0xfe, 0xb3, 0x6d, 0x0c, 0xa4, 0x4d, 0xa3,
    0xcb, 0x88, 0x29, 0x8f, 0x29, 0xf7, 0x83, 0x84, 0x3f, 0x4c, 0x75, 0xc0,
    0x20, 0x05, 0x46, 0x54, 0xa1, 0x7b, 0xf7, 0x2d, 0x4b, 0xe5, 0x61, 0x65,
    0x5f, 0x1b, 0x00, 0x09, 0x6b, 0x02, 0x03, 0x01, 0x00, 0x01};
#define BARE 20 /* where the RSAPublicKey begins */

/* Of "abc", by that key. */
static const uint8_t sig[] = {
    0x29, 0x96, 0x42, 0x8f, 0x44, 0xc3, 0x98, 0x71, 0x87, 0x65, 0x0e,
    0xb5, 0xcd, 0x48, 0x50, 0x9c, 0x6e, 0xd0, 0xc3, 0x37, 0x77, 0xb5,
    0x92, 0x30, 0x22, 0x10, 0x24, 0x16, 0x24, 0xa1, 0x1d, 0x94, 0x15,
    0x1e, 0x5a, 0x4d, 0x0f, 0x28, 0x78, 0x8e, 0x91, 0xd4, 0x34, 0xb5,
    0x95, 0x9e, 0xfc, 0x47, 0x16, 0xd4, 0x85, 0xc5, 0x72, 0xee, 0xff,
    0x42, 0xc7, 0xa0, 0x79, 0xce, 0xb7, 0x5b, 0xee, 0x0b};

int
main(void)
{
    struct lp_slice whole = {info, sizeof info};
    struct lp_slice bare = {info + BARE, sizeof info - BARE};
    struct lp_rsa *r = NULL;
    struct lp_digest d;
    struct lp_err err = {0};
    uint8_t other[sizeof sig];

    CHECK(lp_digest_of(&d, LP_ALG_SHA256, lp_slice_str("abc"), &err) == LP_OK,
          "digest");
    CHECK(lp_rsa_import(&r, bare, &err) == LP_OK, "an RSAPublicKey");
    CHECK(lp_rsa_bits(r) == 512 && lp_rsa_bare(r), "what it is");
    lp_rsa_free(r);
    CHECK(lp_rsa_import(&r, whole, &err) == LP_OK, "a SubjectPublicKeyInfo");
    CHECK(!lp_rsa_bare(r), "what it is not");
    CHECK(lp_rsa_signed(r, (struct lp_slice){sig, sizeof sig}, LP_ALG_SHA256,
                        (struct lp_slice){d.bytes, d.len}),
          "its signature");
    CHECK(!lp_rsa_signed(r, (struct lp_slice){sig, sizeof sig}, LP_ALG_SHA1,
                         (struct lp_slice){d.bytes, 20}),
          "of another digest");
    CHECK(!lp_rsa_signed(r, (struct lp_slice){sig, sizeof sig - 1},
                         LP_ALG_SHA256, (struct lp_slice){d.bytes, d.len}),
          "cut by a byte");
    for (size_t i = 0; i < sizeof sig; i++) {
        memcpy(other, sig, sizeof sig);
        other[i] ^= 1;
        CHECK(!lp_rsa_signed(r, (struct lp_slice){other, sizeof other},
                             LP_ALG_SHA256, (struct lp_slice){d.bytes, d.len}),
              "another bit");
    }
    d.bytes[0] ^= 1;
    CHECK(!lp_rsa_signed(r, (struct lp_slice){sig, sizeof sig}, LP_ALG_SHA256,
                         (struct lp_slice){d.bytes, d.len}),
          "of other bytes");
    lp_rsa_free(r);
    for (size_t n = 0; n < sizeof info; n++) {
        r = NULL;
        CHECK(lp_rsa_import(&r, lp_slice_head(whole, n), &err) == LP_E_TRUST,
              "a key that is cut");
        lp_rsa_free(r);
    }
    lp_rsa_free(NULL);
    return lp_test_failures != 0;
}
