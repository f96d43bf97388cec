#include "bundle/unlocking.h"

#include <string.h>

#include "tests/unit/test.h"

#define COUNT(a) (sizeof(a) / sizeof(a)[0])
#define S(text)                                   \
    {                                             \
        (const uint8_t *)(text), sizeof(text) - 1 \
    }

/* The password is "geheim". Salts are the bytes from 0 on. Keys by Python's
 * hashlib, AES by the `openssl` program. */
#define SALT8 "\0\1\2\3\4\5\6\7"
#define SALT12 SALT8 "\x08\x09\x0a\x0b"
#define SALT16 SALT12 "\x0c\x0d\x0e\x0f"
#define PLAIN "plain text of more than a block"

static const struct {
    const char *label;
    enum lp_lock how;
    struct lp_slice head;
    uint8_t check;
    struct lp_slice data;
    const char *code; /* NULL: there is none */
    const char *plain;
} rows[] = {
    {"ZipCrypto", LP_LOCK_ZIP,
     S("\x87\x18\x82\xd6\x19\x2f\xf3\x39\x74\x9c\xbb\x57"), 0x5a,
     S("\x73\x0e\xbf\xfa\xd9\x16\x77\xb1\x31\x69"), NULL, "plain text"},
    {"AES-128", LP_LOCK_AES128, S(SALT8 "\x1e\xb7"), 0,
     S("\xf7\x90\x2c\xc3\x77\xcc\x7a\xcf\xdf\xe8\xb2\xc1\xb4\x71\x39"
       "\xd5\x4d\x7f\x96\x0f\x36\x4d\xba\x2d\x3d\xce\x82\x77\x0c\xde\x82"),
     "\x6a\x10\x49\x1e\xcd\xae\xf1\xf1\x8d\x0d", PLAIN},
    {"AES-192", LP_LOCK_AES192, S(SALT12 "\xac\xc4"), 0,
     S("\x56\x46\xa3\xcb\xaf\xe4\x22\x21\x24\x12\x52\x1e\xac\x0d\xe5"
       "\x80\xeb\x4c\xc8\x9e\xa1\x6e\xd6\xb0\x9b\xaf\x05\x8a\x57\x76\xf6"),
     "\x92\xe6\x5f\x22\x55\xf2\x31\x26\x46\x09", PLAIN},
    {"AES-256", LP_LOCK_AES256, S(SALT16 "\xf7\x86"), 0,
     S("\x5b\xc0\x45\x8b\xf6\x2e\x50\xac\x2b\x2f\xbb\x92\x47\xf1\x76"
       "\xd2\xd7\x6a\x28\x3c\xbb\xef\x11\x83\x7e\x4c\xae\x1d\x9f\x44\x59"),
     "\xb5\xb1\xaf\x62\x67\x11\xc2\x40\xbd\x92", PLAIN},
};

/* In pieces of `step` bytes. */
static void
check_open(size_t i, size_t step)
{
    struct lp_unlocker u = lp_unlocking(lp_slice_str("geheim"));
    struct lp_unlocked *key = NULL;
    uint8_t plain[64];
    uint8_t check = 0;

    CHECK(u.begin(&u, &key, rows[i].how, rows[i].head, &check, NULL) == LP_OK &&
              key != NULL,
          rows[i].label);
    CHECK(check == rows[i].check, rows[i].label);
    for (size_t at = 0; key != NULL && at < rows[i].data.len; at += step) {
        CHECK(u.open(key, lp_slice_head(lp_slice_from(rows[i].data, at), step),
                     plain + at, NULL) == LP_OK,
              rows[i].label);
    }
    CHECK(
        lp_slice_is((struct lp_slice){plain, rows[i].data.len}, rows[i].plain),
        rows[i].label);
    u.drop(key);
}

/* Whether the code is that of the data, with one bit of either flipped. */
static bool
proven(size_t i, unsigned flip_code, unsigned flip_data)
{
    struct lp_unlocker u = lp_unlocking(lp_slice_str("geheim"));
    struct lp_unlocked *key = NULL;
    uint8_t code[LP_LOCK_CODE] = {0};
    uint8_t data[64];
    uint8_t check;
    bool is = false;

    if (rows[i].code != NULL) {
        memcpy(code, rows[i].code, sizeof code);
    }
    memcpy(data, rows[i].data.data, rows[i].data.len);
    code[LP_LOCK_CODE - 1] ^= (uint8_t)flip_code;
    data[0] ^= (uint8_t)flip_data;
    CHECK(u.begin(&u, &key, rows[i].how, rows[i].head, &check, NULL) == LP_OK &&
              key != NULL,
          rows[i].label);
    if (key != NULL) {
        CHECK(u.feed(key, (struct lp_slice){data, rows[i].data.len}, NULL) ==
                      LP_OK &&
                  u.proven(key, code, &is, NULL) == LP_OK,
              rows[i].label);
    }
    u.drop(key);
    return is;
}

static void
check_wrong(size_t i)
{
    struct lp_unlocker u = lp_unlocking(lp_slice_str("geheim "));
    struct lp_unlocked *key = NULL;
    uint8_t check = 0;

    CHECK(u.begin(&u, &key, rows[i].how, rows[i].head, &check, NULL) == LP_OK,
          rows[i].label);
    CHECK(rows[i].code == NULL ? check != rows[i].check : key == NULL,
          rows[i].label);
    u.drop(key);
}

int
main(void)
{
    for (size_t i = 0; i < COUNT(rows); i++) {
        bool aes = rows[i].code != NULL;

        check_open(i, 1);
        check_open(i, 7);
        check_open(i, 64);
        check_wrong(i);
        CHECK(proven(i, 0, 0) == aes, "the code, which ZipCrypto has not");
        CHECK(!proven(i, 1, 0), "another code");
        CHECK(!proven(i, 0, 1), "other data");
    }
    return lp_test_failures != 0;
}
