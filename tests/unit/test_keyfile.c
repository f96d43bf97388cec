#include "formats/keyfile.h"

#include <string.h>

#include "tests/unit/test.h"

#define COUNT(a) (sizeof(a) / sizeof(a)[0])

/* Made by minisign 0.11 for these tests and used nowhere else. */
#define PK "RWTsutM2ITI4wWPPe+7vsjDbVYQYzxOF8vmf3gcUz+taQVSy2nx4eBez"
#define PUB "untrusted comment: minisign public key C138322136D3BAEC\n" PK "\n"
#define SK_REST                                                        \
    "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA" \
    "7LrTNiEyOMFLCXn8ksMQ634vI46ewSIOsS/Z7rhO6eXzp5+xiTqMVWPPe+7vsjDb" \
    "VYQYzxOF8vmf3gcUz+taQVSy2nx4eBezAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA" \
    "AAAAAAAAAAA="
#define SK "RWQAAEIy" SK_REST
#define SEC "untrusted comment: minisign encrypted secret key\n" SK "\n"
#define SIG                                                              \
    "untrusted comment: x\n"                                             \
    "RUTsutM2ITI4wcIVAomrRKymB9JdZwS5voNqA86eCOZ568xRfHCmbD9E0I/lDLdDEB" \
    "dnpXMMcTrLptcu1sriw4048yOGOQdFoAE=\n"

/* The same key under another key id; another key (RFC 8032, test 1). */
#define TWIN "RWTsutM2ITI4wmPPe+7vsjDbVYQYzxOF8vmf3gcUz+taQVSy2nx4eBez"
#define OTHER "RWQBAgMEBQYHCNdamAGCsQq31Uv+08lkBzoO4XLz2qYjJa8CGmj3B1Ea"

static const struct {
    const char *label;
    const char *text;
    const char *comment; /* NULL: refused */
    const char *says;
} public_rows[] = {
    {"as minisign writes it", PUB, "minisign public key C138322136D3BAEC", ""},
    {"as on a command line", PK, "", ""},
    {"alone on its line", PK "\n", "", ""},
    {"without the last line end", "untrusted comment: a\n" PK, "a", ""},
    {"an empty comment", "untrusted comment: \n" PK "\n", "", ""},
    {"a comment of odd bytes", "untrusted comment: \x1b\xff\n" PK "\n",
     "\x1b\xff", ""},
    {"nothing", "", NULL, "an empty file where a public key is expected"},
    {"an empty line", "\n", NULL, "something that is no key where"},
    {"a line more", PUB "\n", NULL, "there is more after the key"},
    {"two keys", PUB PUB, NULL, "there is more after the key"},
    {"a blank behind", PK " ", NULL, "not canonical base64"},
    {"a blank before", " " PK, NULL, "something that is no key where"},
    {"CR LF", "untrusted comment: a\r\n" PK "\r\n", NULL, "carriage return"},
    {"no key", "untrusted comment: a\n", NULL, "something that is no key"},
    {"another prefix", "trusted comment: a\n" PK "\n", NULL, "no key where"},
    {"an unknown algorithm",
     "RUTsutM2ITI4wWPPe+7vsjDbVYQYzxOF8vmf3gcUz+taQVSy2nx4eBez\n", NULL,
     "something that is no key where a public key is expected"},
    {"a byte short",
     "RWTsutM2ITI4wWPPe+7vsjDbVYQYzxOF8vmf3gcUz+taQVSy2nx4eBc=\n", NULL,
     "something that is no key where a public key is expected"},
    {"a secret key", SEC, NULL, "a secret key where a public key is expected"},
    {"a secret key alone", SK, NULL, "a secret key where a public key"},
    {"a signature", SIG, NULL, "a signature where a public key is expected"},
    {"an OpenSSH key", "ssh-ed25519 AAAAC3Nz me@here\n", NULL,
     "an OpenSSH key where"},
    {"an OpenSSH private key", "-----BEGIN OPENSSH PRIVATE KEY-----\n", NULL,
     "an OpenSSH private key where"},
    {"an OpenPGP key", "-----BEGIN PGP PUBLIC KEY BLOCK-----\n", NULL,
     "an OpenPGP key where"},
    {"a PEM file", "-----BEGIN PUBLIC KEY-----\n", NULL, "a PEM file where"},
    {"an age key", "age1qqqqqqqq\n", NULL, "an age key where"},
    {"a letter", "Dear Sir,\n", NULL, "something that is no key where"},
};

static void
check_public(void)
{
    for (size_t i = 0; i < COUNT(public_rows); i++) {
        struct lp_keyfile_public key = {.key = {7}};
        struct lp_err err = {0};
        enum lp_code want =
            public_rows[i].comment == NULL ? LP_E_FORMAT : LP_OK;

        CHECK(lp_keyfile_public_parse(&key, lp_slice_str(public_rows[i].text),
                                      &err) == want,
              public_rows[i].label);
        CHECK(strstr(err.text, public_rows[i].says) != NULL,
              public_rows[i].label);
        if (want == LP_OK) {
            CHECK(lp_slice_is(key.comment, public_rows[i].comment),
                  public_rows[i].label);
            CHECK(memcmp(key.keynum, "\xec\xba\xd3\x36\x21\x32\x38\xc1", 8) ==
                          0 &&
                      key.key[0] == 0x63 && key.key[31] == 0xb3,
                  public_rows[i].label);
        } else {
            CHECK(key.key[0] == 7, "untouched on failure");
        }
    }
}

static void
check_public_edges(void)
{
    static const struct lp_slice binary = {(const uint8_t *)"\x7f"
                                                            "ELF\0",
                                           5};
    struct lp_keyfile_public key = {0};
    struct lp_buf b = {0};
    struct lp_err err = {0};

    CHECK(lp_keyfile_public_parse(&key, binary, &err) == LP_E_FORMAT &&
              strstr(err.text, "binary data where") != NULL,
          "binary data");
    for (size_t i = 0; i <= LP_KEYFILE_MAX; i++) {
        lp_buf_byte(&b, 'a');
    }
    CHECK(lp_keyfile_public_parse(&key, lp_buf_slice(&b), &err) == LP_E_LIMIT,
          "too large a file");
    lp_buf_clear(&b);

    CHECK(lp_keyfile_public_parse(&key, lp_slice_str(PUB), &err) == LP_OK &&
              lp_keyfile_public_write(&b, &key, &err) == LP_OK &&
              lp_slice_is(lp_buf_slice(&b), PUB),
          "written as it was read");
    lp_buf_clear(&b);
    key.comment = lp_slice_str("two\nlines");
    CHECK(lp_keyfile_public_write(&b, &key, &err) == LP_E_USAGE && b.len == 0,
          "a comment of two lines");
    lp_buf_release(&b);
}

static const struct {
    const char *label;
    const char *text;
    bool good;
    const char *says;
} secret_rows[] = {
    {"as minisign writes it", SEC, true, ""},
    {"alone", SK, true, ""},
    {"a public key", PUB, false, "a public key where a secret key is expected"},
    {"nothing", "", false, "an empty file where a secret key is expected"},
    {"a signify key",
     "untrusted comment: signify secret key\n"
     "RWRCSwAAACoAAQIDBAUGBwgJCgsMDQ4PAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
     "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
     "AAA=\n",
     false, "a signify secret key where a secret key is expected"},
    {"an unknown way of encryption", "RWRCY0Iy" SK_REST, false,
     "an unknown kind of encryption"},
    {"an unknown checksum", "RWQAAEIz" SK_REST, false,
     "an unknown kind of key"},
    {"an unknown algorithm", "RUQAAEIy" SK_REST, false,
     "an unknown kind of key"},
    {"CR LF", "untrusted comment: a\r\n" SK "\r\n", false, "carriage return"},
};

static void
check_secret(void)
{
    for (size_t i = 0; i < COUNT(secret_rows); i++) {
        static const struct lp_keyfile_secret zero;
        struct lp_keyfile_secret key = {0};
        struct lp_err err = {0};
        enum lp_code want = secret_rows[i].good ? LP_OK : LP_E_FORMAT;

        CHECK(lp_keyfile_secret_parse(&key, lp_slice_str(secret_rows[i].text),
                                      &err) == want,
              secret_rows[i].label);
        CHECK(strstr(err.text, secret_rows[i].says) != NULL,
              secret_rows[i].label);
        CHECK(!key.encrypted && key.opslimit == 0 && key.memlimit == 0,
              secret_rows[i].label);
        CHECK(key.box[0] == (secret_rows[i].good ? 0xec : 0),
              secret_rows[i].label);
        lp_keyfile_secret_release(&key);
        CHECK(memcmp(key.box, zero.box, sizeof key.box) == 0, "wiped");
    }
}

/* What is written is read again, field by field. */
static void
check_secret_writer(void)
{
    struct lp_keyfile_secret key = {.encrypted = true,
                                    .opslimit = 0x0102030405060708,
                                    .memlimit = UINT64_MAX,
                                    .comment = lp_slice_str("mine")};
    struct lp_keyfile_secret back = {0};
    struct lp_buf b = {0};

    memset(key.salt, 0xa5, sizeof key.salt);
    memset(key.box, 0x5a, sizeof key.box);
    CHECK(lp_keyfile_secret_write(&b, &key, NULL) == LP_OK &&
              lp_keyfile_secret_parse(&back, lp_buf_slice(&b), NULL) == LP_OK,
          "written and read");
    CHECK(back.encrypted && back.opslimit == key.opslimit &&
              back.memlimit == key.memlimit &&
              memcmp(back.salt, key.salt, sizeof key.salt) == 0 &&
              memcmp(back.box, key.box, sizeof key.box) == 0 &&
              lp_slice_is(back.comment, "mine"),
          "every field");
    lp_buf_clear(&b);
    CHECK(lp_keyfile_secret_parse(&back, lp_slice_str(SEC), NULL) == LP_OK &&
              lp_keyfile_secret_write(&b, &back, NULL) == LP_OK &&
              lp_slice_is(lp_buf_slice(&b), SEC),
          "as minisign has it");
    lp_buf_release(&b);
}

static const struct {
    const char *label;
    const char *text;
    size_t n; /* 0: refused */
    const char *first;
    const char *says;
} trust_rows[] = {
    {"a public key file", PUB, 1, "minisign public key C138322136D3BAEC", ""},
    {"a name behind the key", PK "  Desk 2026\n", 1, "Desk 2026", ""},
    {"a tab before the name", PK "\tDesk \t\n", 1, "Desk", ""},
    {"no name", PK "\n", 1, "", ""},
    {"no last line end", PK " a", 1, "a", ""},
    {"remarks and blank lines", "# ours\n\n \t\n" PK " a\n#\n", 1, "a", ""},
    {"two keys", PK " a\n" OTHER " b\n", 2, "a", ""},
    {"both ways of writing", "untrusted comment: a\n" PK "\n" OTHER " b\n", 2,
     "a", ""},
    {"a key twice is one, under its first name", PK " a\n" PK " b\n", 1, "a",
     ""},
    {"a key twice, among others", PK "\n" OTHER "\n" PUB, 2, "", ""},
    {"a key under two ids", PK " a\n#\n" TWIN " b\n", 0, "",
     "line 3: the key of line 1 under another key id"},
    {"nothing", "", 0, "", "an empty file where"},
    {"only remarks", "# none\n", 0, "", "a list without a key"},
    {"a secret key", PK "\n" SK "\n", 0, "",
     "line 2: a secret key where a public key is expected"},
    {"a secret key file", SEC, 0, "",
     "line 2: a secret key where a public key is expected"},
    {"an OpenSSH key", "\n\nssh-ed25519 AAAA a@b\n", 0, "",
     "line 3: an OpenSSH key where"},
    {"a comment without its key", PK "\nuntrusted comment: a\n", 0, "",
     "line 2: a comment without its key"},
    {"two comments", "untrusted comment: a\n" PUB, 0, "", "line 2: "},
    {"a name behind a key with a comment line",
     "untrusted comment: a\n" PK " b\n", 0, "", "line 2: a public key, but"},
    {"a blank before the key", " " PK "\n", 0, "", "line 1: "},
    {"CR LF", PK " a\n" PK " a\r\n", 0, "", "line 2: too long, or a carriage"},
    {"CR LF under a comment", "untrusted comment: a\n" PK "\r\n", 0, "",
     "line 2: "},
    {"a name first", "Desk " PK "\n", 0, "", "line 1: something that is no"},
    {"a bad key after good ones", PK "\n" OTHER "\nRWQ= x\n", 0, "",
     "line 3: something that is no key where a public key is expected"},
};

static void
check_trust(void)
{
    for (size_t i = 0; i < COUNT(trust_rows); i++) {
        struct lp_keyfile_trust trust = {0};
        struct lp_err err = {0};
        enum lp_code want = trust_rows[i].n == 0 ? LP_E_FORMAT : LP_OK;

        CHECK(lp_keyfile_trust_parse(&trust, lp_slice_str(trust_rows[i].text),
                                     &err) == want,
              trust_rows[i].label);
        CHECK(trust.n == trust_rows[i].n, trust_rows[i].label);
        CHECK(strstr(err.text, trust_rows[i].says) != NULL,
              trust_rows[i].label);
        CHECK(trust.n == 0 ||
                  lp_slice_is(trust.keys[0].comment, trust_rows[i].first),
              trust_rows[i].label);
        CHECK(trust.n < 2 || trust.keys[1].key[0] == 0xd7, trust_rows[i].label);
        lp_keyfile_trust_release(&trust);
        lp_keyfile_trust_release(&trust);
    }
}

int
main(void)
{
    check_public();
    check_public_edges();
    check_secret();
    check_secret_writer();
    check_trust();
    return lp_test_failures != 0;
}
