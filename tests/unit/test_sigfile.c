#include "formats/sigfile.h"

#include <stdlib.h>
#include <string.h>

#include "tests/unit/test.h"

#define COUNT(a) (sizeof(a) / sizeof(a)[0])

/* Made by minisign 0.11 with the key of test_keyfile.c. */
#define ONE "untrusted comment: made by minisign 0.11\n"
#define TWO                                                              \
    "RUTsutM2ITI4wcIVAomrRKymB9JdZwS5voNqA86eCOZ568xRfHCmbD9E0I/lDLdDEB" \
    "dnpXMMcTrLptcu1sriw4048yOGOQdFoAE=\n"
#define LEGACY                                                           \
    "RWTsutM2ITI4wUOvBrPFMBSKIt0N0NcyHuWEcrt9bhrLNjUMydgfvRuq4J6DhhWEJN" \
    "yY/NNzMysxWD7Xt0SZy1Wgk/iUOCKruwY=\n"
#define THREE "trusted comment: name:test\tcount:1\n"
#define FOUR                                                             \
    "8PNVoNBDfQe4yY957kQh/ITN+V3I3gXFuKBIyNzcDERtooZBDLtnQMqoqyE7BeaE4N" \
    "20p2tmXl9Aa6cPbSTaCQ==\n"

static const struct {
    const char *label;
    const char *text;
    enum lp_code code;
    const char *says;
} rows[] = {
    {"as minisign writes it", ONE TWO THREE FOUR, LP_OK, ""},
    {"a legacy signature", ONE LEGACY THREE FOUR, LP_OK, ""},
    {"empty comments", "untrusted comment: \n" TWO "trusted comment: \n" FOUR,
     LP_OK, ""},
    {"accents in both",
     "untrusted comment: \xc3\xa9\n" TWO "trusted comment: \xc3\xa9\n" FOUR,
     LP_OK, ""},
    {"an untrusted comment may be any line",
     "untrusted comment: \x1b\xff\n" TWO THREE FOUR, LP_OK, ""},
    {"nothing", "", LP_E_FORMAT, "an empty file where a signature"},
    {"no last line end",
     ONE TWO THREE
     "8PNVoNBDfQe4yY957kQh/ITN+V3I3gXFuKBIyNzcDERtooZBDLtnQMqoqyE7BeaE4N"
     "20p2tmXl9Aa6cPbSTaCQ==",
     LP_E_FORMAT, "line 4: the file is cut short"},
    {"three lines", ONE TWO THREE, LP_E_FORMAT, "line 4: the file is cut"},
    {"two lines, as signify writes them", ONE TWO, LP_E_FORMAT,
     "line 3: the file is cut short"},
    {"an empty line behind", ONE TWO THREE FOUR "\n", LP_E_FORMAT,
     "line 5: there is more"},
    {"a byte behind", ONE TWO THREE FOUR "x", LP_E_FORMAT, "line 5: "},
    {"a second signature", ONE TWO THREE FOUR ONE TWO THREE FOUR, LP_E_FORMAT,
     "line 5: there is more"},
    {"an empty line before", "\n" ONE TWO THREE FOUR, LP_E_FORMAT, "line 1: "},
    {"CR LF", "untrusted comment: a\r\n" TWO THREE FOUR, LP_E_FORMAT,
     "carriage return"},
    {"CR in the trusted comment", ONE TWO "trusted comment: a\rb\n" FOUR,
     LP_E_FORMAT, "carriage return"},
    {"another first prefix", "untrusted comment:a\n" TWO THREE FOUR,
     LP_E_FORMAT, "line 1: does not begin \"untrusted comment: \""},
    {"another third prefix", ONE TWO "trusted comment:a\n" FOUR, LP_E_FORMAT,
     "line 3: does not begin \"trusted comment: \""},
    {"comments changed round", THREE TWO ONE FOUR, LP_E_FORMAT, "line 1: "},
    {"escape in the trusted comment", ONE TWO "trusted comment: \x1b[2J\n" FOUR,
     LP_E_FORMAT, "line 3: the comment has control characters"},
    {"delete in it", ONE TWO "trusted comment: \x7f\n" FOUR, LP_E_FORMAT,
     "line 3: the comment has control characters"},
    {"C1 in it", ONE TWO "trusted comment: \xc2\x9b\n" FOUR, LP_E_FORMAT,
     "line 3: the comment has control characters"},
    {"bad UTF-8 in it", ONE TWO "trusted comment: \xc0\xaf\n" FOUR, LP_E_FORMAT,
     "line 3: the comment has control characters or is not"},
    {"free bits in line two",
     ONE "RUTsutM2ITI4wcIVAomrRKymB9JdZwS5voNqA86eCOZ568xRfHCmbD9E0I/lDLdDEB"
         "dnpXMMcTrLptcu1sriw4048yOGOQdFoAF=\n" THREE FOUR,
     LP_E_FORMAT, "line 2: not the canonical base64"},
    {"free bits in line four",
     ONE TWO THREE
     "8PNVoNBDfQe4yY957kQh/ITN+V3I3gXFuKBIyNzcDERtooZBDLtnQMqoqyE7BeaE4N"
     "20p2tmXl9Aa6cPbSTaCR==\n",
     LP_E_FORMAT, "line 4: not the canonical base64"},
    {"a blank behind line two",
     ONE "RUTsutM2ITI4wcIVAomrRKymB9JdZwS5voNqA86eCOZ568xRfHCmbD9E0I/lDLdDEB"
         "dnpXMMcTrLptcu1sriw4048yOGOQdFoAE= \n" THREE FOUR,
     LP_E_FORMAT, "line 2: not the canonical base64"},
    {"the short signature twice", ONE FOUR THREE FOUR, LP_E_FORMAT,
     "line 2: not the canonical base64"},
    {"the long signature twice", ONE TWO THREE TWO, LP_E_FORMAT,
     "line 4: not the canonical base64"},
    {"an unknown algorithm",
     ONE "RVTsutM2ITI4wcIVAomrRKymB9JdZwS5voNqA86eCOZ568xRfHCmbD9E0I/lDLdDEB"
         "dnpXMMcTrLptcu1sriw4048yOGOQdFoAE=\n" THREE FOUR,
     LP_E_FORMAT, "line 2: an unknown kind of signature"},
    {"a public key",
     "untrusted comment: k\nRWTsutM2ITI4wWPPe+7vsjDbVYQYzxOF8"
     "vmf3gcUz+taQVSy2nx4eBez\n",
     LP_E_FORMAT, "a public key where a signature is expected"},
    {"an OpenPGP signature", "-----BEGIN PGP SIGNATURE-----\n", LP_E_FORMAT,
     "where a signature is expected"},
};

static void
check_rows(void)
{
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct lp_slice text = lp_slice_str(rows[i].text);
        struct lp_sigfile sig = {.sig = {7}};
        struct lp_buf again = {0};
        struct lp_err err = {0};

        CHECK(lp_sigfile_parse(&sig, text, &err) == rows[i].code,
              rows[i].label);
        CHECK(strstr(err.text, rows[i].says) != NULL, rows[i].label);
        if (rows[i].code == LP_OK) {
            CHECK(lp_sigfile_write(&again, &sig, &err) == LP_OK &&
                      lp_slice_equal(lp_buf_slice(&again), text),
                  rows[i].label);
        } else {
            CHECK(sig.sig[0] == 7, "untouched on failure");
        }
        lp_buf_release(&again);
    }
}

static void
check_fields(void)
{
    struct lp_sigfile sig = {0};

    CHECK(lp_sigfile_parse(&sig, lp_slice_str(ONE TWO THREE FOUR), NULL) ==
              LP_OK,
          "fields");
    CHECK(!sig.legacy && sig.keynum[0] == 0xec && sig.keynum[7] == 0xc1,
          "key id");
    CHECK(sig.sig[0] == 0xc2 && sig.sig[63] == 0x01, "signature");
    CHECK(sig.global[0] == 0xf0 && sig.global[63] == 0x09, "global signature");
    CHECK(lp_slice_is(sig.trusted, "name:test\tcount:1"), "trusted comment");
    CHECK(lp_slice_is(sig.untrusted, "made by minisign 0.11"), "untrusted");
    CHECK(lp_sigfile_parse(&sig, lp_slice_str(ONE LEGACY THREE FOUR), NULL) ==
                  LP_OK &&
              sig.legacy,
          "legacy");
}

/* A file whose comments have these lengths. */
static enum lp_code
parse_long(size_t untrusted, size_t trusted, size_t behind)
{
    struct lp_sigfile sig = {0};
    struct lp_buf b = {0};
    enum lp_code rc;

    lp_buf_str(&b, "untrusted comment: ");
    for (size_t i = 0; i < untrusted; i++) {
        lp_buf_byte(&b, 'u');
    }
    lp_buf_str(&b, "\n" TWO "trusted comment: ");
    for (size_t i = 0; i < trusted; i++) {
        lp_buf_byte(&b, 't');
    }
    lp_buf_str(&b, "\n" FOUR);
    for (size_t i = 0; i < behind; i++) {
        lp_buf_byte(&b, 'b');
    }
    rc = lp_sigfile_parse(&sig, lp_buf_slice(&b), NULL);
    lp_buf_release(&b);
    return rc;
}

static const struct {
    const char *label;
    size_t untrusted;
    size_t trusted;
    size_t behind;
    enum lp_code code;
} lengths[] = {
    {"the longest", LP_SIGFILE_UNTRUSTED_MAX, LP_SIGFILE_TRUSTED_MAX, 0, LP_OK},
    {"untrusted a byte longer", LP_SIGFILE_UNTRUSTED_MAX + 1, 0, 0, LP_E_LIMIT},
    {"trusted a byte longer", 0, LP_SIGFILE_TRUSTED_MAX + 1, 0, LP_E_LIMIT},
    {"a file too large", 0, 0, LP_SIGFILE_MAX, LP_E_LIMIT},
    {"a large file", 0, 0, LP_SIGFILE_MAX / 2, LP_E_FORMAT},
};

static const struct {
    const char *label;
    const char *untrusted;
    const char *trusted;
} unwritable[] = {
    {"a line end in the untrusted comment", "a\nb", "c"},
    {"CR in the untrusted comment", "a\r", "c"},
    {"a line end in the trusted comment", "a", "b\nc"},
    {"escape in the trusted comment", "a", "\x1b"},
    {"bad UTF-8 in the trusted comment", "a", "\xff"},
};

static void
check_writer(void)
{
    for (size_t i = 0; i < COUNT(lengths); i++) {
        CHECK(parse_long(lengths[i].untrusted, lengths[i].trusted,
                         lengths[i].behind) == lengths[i].code,
              lengths[i].label);
    }
    for (size_t i = 0; i < COUNT(unwritable); i++) {
        struct lp_sigfile sig = {
            .untrusted = lp_slice_str(unwritable[i].untrusted),
            .trusted = lp_slice_str(unwritable[i].trusted)};
        struct lp_buf b = {0};

        CHECK(lp_sigfile_write(&b, &sig, NULL) == LP_E_USAGE && b.len == 0,
              unwritable[i].label);
        lp_buf_release(&b);
    }
}

/* Whatever byte is changed: either the file is refused, or it still has one
 * spelling. Outside the untrusted comment, what is read differs. */
static void
check_flips(void)
{
    static const char text[] = ONE TWO THREE FOUR;
    size_t len = sizeof text - 1;
    uint8_t *bytes = malloc(len);
    struct lp_sigfile was = {0};
    bool good = bytes != NULL &&
                lp_sigfile_parse(&was, lp_slice_str(text), NULL) == LP_OK;

    for (size_t i = 0; good && i < len * 255; i++) {
        struct lp_sigfile now = {0};
        struct lp_buf again = {0};
        size_t at = i / 255;

        memcpy(bytes, text, len);
        bytes[at] ^= (uint8_t)(i % 255 + 1);
        if (lp_sigfile_parse(&now, (struct lp_slice){bytes, len}, NULL) !=
            LP_OK) {
            continue;
        }
        good =
            lp_sigfile_write(&again, &now, NULL) == LP_OK &&
            lp_slice_equal(lp_buf_slice(&again), (struct lp_slice){bytes, len});
        if (lp_slice_equal(now.untrusted, was.untrusted)) {
            good = good && (now.legacy != was.legacy ||
                            memcmp(now.keynum, was.keynum, 8) != 0 ||
                            memcmp(now.sig, was.sig, 64) != 0 ||
                            memcmp(now.global, was.global, 64) != 0 ||
                            !lp_slice_equal(now.trusted, was.trusted));
        }
        lp_buf_release(&again);
    }
    CHECK(good, "no byte is without meaning");
    for (size_t n = 0; bytes != NULL && n < len; n++) {
        struct lp_sigfile now = {0};

        CHECK(lp_sigfile_parse(&now, lp_slice_head(lp_slice_str(text), n),
                               NULL) == LP_E_FORMAT,
              "cut short anywhere");
    }
    free(bytes);
}

int
main(void)
{
    check_rows();
    check_fields();
    check_writer();
    check_flips();
    return lp_test_failures != 0;
}
