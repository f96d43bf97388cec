#include "ledger/secret.h"

#include <sys/stat.h>

#include "base/text.h"
#include "crypto/digest.h"
#include "tests/unit/set_box.h"

#define COUNT(a) (sizeof(a) / sizeof(a)[0])
#define FIRST "leafproof index key 1\n"
#define HEX                            \
    "000102030405060708090a0b0c0d0e0f" \
    "101112131415161718191a1b1c1d1e1f"

static void
test_files(void)
{
    const struct {
        const char *label;
        const char *text;
        mode_t mode;
        enum lp_code rc;
    } cases[] = {
        {"a secret", FIRST HEX "\n", 0600, LP_OK},
        {"not even for writing", FIRST HEX "\n", 0400, LP_OK},
        {"the group can read it", FIRST HEX "\n", 0640, LP_E_TRUST},
        {"all can read it", FIRST HEX "\n", 0604, LP_E_TRUST},
        {"all can write it", FIRST HEX "\n", 0602, LP_E_TRUST},
        {"version 2", "leafproof index key 2\n" HEX "\n", 0600, LP_E_FORMAT},
        {"another first line", "leafproof index kez 1\n" HEX "\n", 0600,
         LP_E_FORMAT},
        {"no first line", HEX "\n", 0600, LP_E_FORMAT},
        {"no line feed", FIRST HEX, 0600, LP_E_FORMAT},
        {"a space for it", FIRST HEX " ", 0600, LP_E_FORMAT},
        {"a line more", FIRST HEX "\n\n", 0600, LP_E_FORMAT},
        {"two digits more", FIRST HEX "00\n", 0600, LP_E_FORMAT},
        {"capitals",
         FIRST "000102030405060708090A0B0C0D0E0F"
               "101112131415161718191a1b1c1d1e1f\n",
         0600, LP_E_FORMAT},
        {"carriage return", "leafproof index key 1\r\n" HEX "\n", 0600,
         LP_E_FORMAT},
        {"empty", "", 0600, LP_E_FORMAT},
    };

    for (size_t i = 0; i < COUNT(cases); i++) {
        uint8_t secret[LP_SECRET_SIZE] = {0xee};
        struct lp_err err = {0};

        (void)unlink(path);
        dump(lp_slice_str(cases[i].text));
        CHECK(chmod(path, cases[i].mode) == 0, "chmod");
        CHECK(lp_secret_load(secret, path, &err) == cases[i].rc,
              cases[i].label);
        CHECK(secret[0] == (cases[i].rc == LP_OK ? 0 : 0xee), cases[i].label);
        CHECK(secret[31] == (cases[i].rc == LP_OK ? 31 : 0), cases[i].label);
        CHECK((err.hint[0] != '\0') == (cases[i].rc != LP_OK), cases[i].label);
    }
    (void)unlink(path);
}

static void
test_make(void)
{
    uint8_t one[LP_SECRET_SIZE] = {0};
    uint8_t two[LP_SECRET_SIZE] = {0};
    struct stat st;

    CHECK(lp_secret_make(one, path, NULL) == LP_OK, "make");
    CHECK(stat(path, &st) == 0 && (st.st_mode & 0777) == 0600, "0600");
    CHECK(lp_secret_load(two, path, NULL) == LP_OK, "load");
    CHECK(memcmp(one, two, sizeof one) == 0, "what was made is what is read");
    CHECK(lp_secret_make(two, path, NULL) == LP_E_USAGE, "never replaced");
    CHECK(memcmp(one, two, sizeof one) == 0, "untouched on failure");
    (void)unlink(path);
    CHECK(lp_secret_make(two, path, NULL) == LP_OK, "another");
    CHECK(memcmp(one, two, sizeof one) != 0, "secrets differ");
    (void)unlink(path);
    CHECK(lp_secret_load(one, path, NULL) == LP_E_IO, "no file");
}

/* Those of docs/FORMAT-set.md. */
static void
test_mix(void)
{
    const struct {
        const char *label;
        enum lp_level level;
        uint64_t size;
        const char *want;
    } cases[] = {
        {"raw", LP_LEVEL_RAW, 3,
         "66e9a07f1b45a1f99c2ea8d4fad42c87dc0550a9a543e67c249f94004c90a880"},
        {"a size that is not known", LP_LEVEL_RAW, LP_SIZE_UNKNOWN,
         "effc5626796cdd94999ddba1701caf0071f044509e16e034717afc648109ecbc"},
        {"decoded", LP_LEVEL_DECODED, LP_SIZE_UNKNOWN,
         "4c4e2d19c809d0bc4ade3c97f60445f1b6e213af20519fd46fed702c6092e7c6"},
        {"no size matters there", LP_LEVEL_DECODED, 3,
         "4c4e2d19c809d0bc4ade3c97f60445f1b6e213af20519fd46fed702c6092e7c6"},
    };
    uint8_t secret[LP_SECRET_SIZE];
    char id[2 * LP_SECRET_ID_SIZE + 1];
    struct lp_digest d = {0};

    for (size_t i = 0; i < sizeof secret; i++) {
        secret[i] = (uint8_t)i;
    }
    CHECK(lp_secret_id(id, secret, NULL) == LP_OK &&
              strcmp(id, "ff3cfb793e65f317") == 0,
          id);
    CHECK(lp_digest_of(&d, LP_ALG_SHA256, lp_slice_str("abc"), NULL) == LP_OK,
          "digest");
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct lp_buf hex = {0};
        uint8_t out[LP_KEY_SIZE];

        lp_secret_mix(out, secret, cases[i].level, cases[i].size, d.bytes);
        lp_text_hex(&hex, (struct lp_slice){out, sizeof out});
        CHECK(lp_slice_is(lp_buf_slice(&hex), cases[i].want), cases[i].label);
        lp_buf_release(&hex);
    }
}

int
main(void)
{
    if (!box_open()) {
        return 1;
    }
    test_files();
    test_make();
    test_mix();
    box_close();
    return lp_test_failures != 0;
}
