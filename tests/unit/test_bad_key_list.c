#include "formats/bad_key_list.h"

#include <string.h>

#include "base/text.h"
#include "tests/unit/test.h"

#define COUNT(a) (sizeof(a) / sizeof(a)[0])
#define HEX "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"
#define UPPER "000102030405060708090A0B0C0D0E0F101112131415161718191A1B1C1D1E1F"
#define KEY                                                          \
    "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=" /* the same bytes \
                                                    */

static const struct {
    const char *label;
    const char *text;
    enum lp_code rc;
    const char *want; /* "h or k|hex|from|why\n" of each */
} cases[] = {
    {"nothing", "", LP_OK, ""},
    {"comments", "# a\n\n; b\r\n", LP_OK, ""},
    {"a digest alone", HEX "\n", LP_OK, "h|" HEX "|0|\n"},
    {"in upper case, CRLF", UPPER "\r\n", LP_OK, "h|" HEX "|0|\n"},
    {"with its name", "SHA256:" HEX "\n", LP_OK, "h|" HEX "|0|\n"},
    {"with a date", HEX " 1970-01-02\n", LP_OK, "h|" HEX "|86400|\n"},
    {"with a date and a reason", HEX "\t1970-01-02\tposted on a list\n", LP_OK,
     "h|" HEX "|86400|posted on a list\n"},
    {"with a reason", HEX " posted on a list\n", LP_OK,
     "h|" HEX "|0|posted on a list\n"},
    {"with no date", HEX " - 2020 was the year\n", LP_OK,
     "h|" HEX "|0|2020 was the year\n"},
    {"a key", KEY " - x\n", LP_OK, "k|" HEX "|0|x\n"},
    {"a key with p=", "p=" KEY "; 1970-01-02\n", LP_OK, "k|" HEX "|86400|\n"},
    {"two", HEX "\n" KEY "\n", LP_OK, "h|" HEX "|0|\nk|" HEX "|0|\n"},
    {"a digest that is cut", "sha256:0001\n", LP_E_FORMAT, ""},
    {"a digest of 63 digits", "sha256:" HEX "0\n", LP_E_FORMAT, ""},
    {"a word", "x!\n", LP_E_FORMAT, ""},
    {"less than any key", "p=AAEC\n", LP_E_FORMAT, ""},
    {"a date that is none", HEX " 2020-13-01 x\n", LP_E_FORMAT, ""},
    {"good, then none", HEX "\n?\n", LP_E_FORMAT, "h|" HEX "|0|\n"},
};

static enum lp_code
told(void *who, const struct lp_bad_key *k, struct lp_err *err)
{
    struct lp_buf *to = who;

    lp_buf_str(to, k->hashed ? "h|" : "k|");
    lp_text_hex(to, k->hashed ? (struct lp_slice){k->digest, 32}
                              : (struct lp_slice){k->key, k->key_len});
    lp_buf_printf(to, "|%lld|", (long long)k->from);
    lp_buf_put(to, k->why);
    lp_buf_byte(to, '\n');
    return lp_buf_check(to, err);
}

int
main(void)
{
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct lp_buf out = {0};
        struct lp_err err = {0};

        CHECK(lp_bad_key_list_read(lp_slice_str(cases[i].text), told, &out,
                                   &err) == cases[i].rc,
              cases[i].label);
        CHECK(lp_slice_is(lp_buf_slice(&out), cases[i].want), cases[i].label);
        CHECK(cases[i].rc == LP_OK || strstr(err.text, "line") != NULL,
              cases[i].label);
        lp_buf_release(&out);
    }
    return lp_test_failures != 0;
}
