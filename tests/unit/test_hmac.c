#include "crypto/hmac.h"

#include <string.h>

#include "base/text.h"
#include "tests/unit/test.h"

#define COUNT(a) (sizeof(a) / sizeof(a)[0])

/* The test cases of RFC 4231; of the fifth, only the first 16 bytes are
 * published. Keys and data are a byte that is repeated, or a text. */
static const struct {
    const char *label;
    const char *key;
    int key_byte;
    size_t key_len;
    const char *data;
    int data_byte;
    size_t data_len;
    const char *want;
} vectors[] = {
    {"case 1", NULL, 0x0b, 20, "Hi There", 0, 8,
     "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"},
    {"case 2, a short key", "Jefe", 0, 4, "what do ya want for nothing?", 0, 28,
     "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"},
    {"case 3", NULL, 0xaa, 20, NULL, 0xdd, 50,
     "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"},
    {"case 4",
     "\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0a\x0b\x0c\x0d\x0e\x0f\x10\x11\x12"
     "\x13\x14\x15\x16\x17\x18\x19",
     0, 25, NULL, 0xcd, 50,
     "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b"},
    {"case 5", NULL, 0x0c, 20, "Test With Truncation", 0, 20,
     "a3b6167473100ee06e0c796c2955552b"},
    {"case 6, a key longer than a block", NULL, 0xaa, 131,
     "Test Using Larger Than Block-Size Key - Hash Key First", 0, 54,
     "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"},
    {"case 7, data longer than a block", NULL, 0xaa, 131,
     "This is a test using a larger than block-size key and a larger than "
     "block-size data. The key needs to be hashed before being used by the "
     "HMAC algorithm.",
     0, 152,
     "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2"},
};

static struct lp_slice
bytes_of(uint8_t *room, const char *text, int byte, size_t n)
{
    if (text != NULL) {
        return (struct lp_slice){(const uint8_t *)text, n};
    }
    memset(room, byte, n);
    return (struct lp_slice){room, n};
}

static bool
gives(const uint8_t out[LP_HMAC_SIZE], const char *want)
{
    struct lp_buf hex = {0};
    bool same;

    lp_text_hex(&hex, (struct lp_slice){out, LP_HMAC_SIZE});
    same = lp_slice_begins(lp_buf_slice(&hex), lp_slice_str(want));
    lp_buf_release(&hex);
    return same;
}

int
main(void)
{
    uint8_t key_room[200];
    uint8_t data_room[200];

    for (size_t i = 0; i < COUNT(vectors); i++) {
        struct lp_slice key = bytes_of(key_room, vectors[i].key,
                                       vectors[i].key_byte, vectors[i].key_len);
        struct lp_slice data =
            bytes_of(data_room, vectors[i].data, vectors[i].data_byte,
                     vectors[i].data_len);
        uint8_t out[LP_HMAC_SIZE];

        for (size_t cut = 0; cut <= data.len; cut++) {
            const struct lp_slice parts[] = {lp_slice_head(data, cut),
                                             lp_slice_from(data, cut)};

            lp_hmac_sha256(out, key, parts, COUNT(parts));
            CHECK(gives(out, vectors[i].want), vectors[i].label);
        }
        lp_hmac_sha256(out, lp_slice_from(key, 1), &data, 1);
        CHECK(!gives(out, vectors[i].want), "a byte less of the key");
        data = lp_slice_from(data, 1);
        lp_hmac_sha256(out, key, &data, 1);
        CHECK(!gives(out, vectors[i].want), "a byte less of the data");
    }
    return lp_test_failures != 0;
}
