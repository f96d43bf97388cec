#include "evidence/pgp_judge.h"

#include "base/file.h"
#include "evidence/pgp_code.h"
#include "tests/unit/pgp_box.h"

static const char *folder;

static void
get(struct lp_buf *out, const char *name)
{
    char path[1024];

    lp_buf_clear(out);
    (void)snprintf(path, sizeof path, "%s/%s", folder, name);
    CHECK(lp_file_read(out, path, (size_t)1 << 20, NULL, NULL) == LP_OK, name);
}

#define GOOD (LP_HELPER_KEY_SIGNS | LP_HELPER_KEY_VOUCHED)
#define SIGNED_AT 1772359200 /* as the fixtures are */

/* One document with one key, which is as the helper says. */
static const struct {
    const char *label;
    unsigned bits;
    int64_t revoked;
    int64_t expires;
    enum lp_result result;
    unsigned codes; /* of those that keys have */
} rows[] = {
    {"a good key", GOOD, 0, 0, LP_RESULT_MATCH, 0},
    {"not for signing", LP_HELPER_KEY_VOUCHED, 0, 0, LP_RESULT_KEY_UNUSABLE,
     LP_PGP_CODE_BIT(LP_PGP_CODE_KEY)},
    {"nothing vouches for it", LP_HELPER_KEY_SIGNS, 0, 0,
     LP_RESULT_KEY_UNUSABLE, LP_PGP_CODE_BIT(LP_PGP_CODE_KEY)},
    {"expired at that second", GOOD, 0, SIGNED_AT, LP_RESULT_KEY_UNUSABLE,
     LP_PGP_CODE_BIT(LP_PGP_CODE_EXPIRED)},
    {"expired the second after", GOOD, 0, SIGNED_AT + 1, LP_RESULT_MATCH,
     LP_PGP_CODE_BIT(LP_PGP_CODE_EXPIRED)},
    {"will expire", GOOD, 0, 1790000000, LP_RESULT_MATCH, 0},
    {"retired at that second", GOOD | LP_HELPER_KEY_REVOKED, SIGNED_AT, 0,
     LP_RESULT_KEY_UNUSABLE, LP_PGP_CODE_BIT(LP_PGP_CODE_REVOKED)},
    {"retired the second after", GOOD | LP_HELPER_KEY_REVOKED, SIGNED_AT + 1, 0,
     LP_RESULT_MATCH, LP_PGP_CODE_BIT(LP_PGP_CODE_EXPIRED)},
    {"retired, nobody knows when", GOOD | LP_HELPER_KEY_REVOKED, 0, 0,
     LP_RESULT_KEY_UNUSABLE, LP_PGP_CODE_BIT(LP_PGP_CODE_REVOKED)},
    {"lost long after", GOOD | LP_HELPER_KEY_REVOKED | LP_HELPER_KEY_HARD,
     1779000000, 0, LP_RESULT_KEY_UNUSABLE,
     LP_PGP_CODE_BIT(LP_PGP_CODE_REVOKED)},
};

static void
check_keys(struct lp_slice packets)
{
    struct lp_buf text = {0};

    get(&text, "clear.txt");
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct lp_pgp_keys keys = {0};
        struct lp_evidences e = {0};
        struct lp_err err = {0};

        CHECK(pgp_keyring(&keys, packets, rows[i].bits, rows[i].revoked,
                          rows[i].expires) == LP_OK,
              rows[i].label);
        CHECK(pgp_say(lp_buf_slice(&text), PGP_TEXT, (struct lp_slice){0},
                      &keys, &e, &err) == LP_OK &&
                  e.n == 1,
              rows[i].label);
        CHECK(e.n == 1 && e.of[0].result == rows[i].result &&
                  e.of[0].codes == rows[i].codes,
              rows[i].label);
        if (e.n == 1 && e.of[0].result != rows[i].result) {
            fprintf(stderr, "%s: %s\n", lp_result_word(e.of[0].result),
                    e.of[0].note);
        }
        lp_evidences_release(&e);
        lp_pgp_keys_release(&keys);
    }
    lp_buf_release(&text);
}

static unsigned
matches(const struct lp_evidences *e)
{
    unsigned n = 0;

    for (size_t i = 0; i < e->n; i++) {
        n += e->of[i].result == LP_RESULT_MATCH || e->of[i].undone ? 1 : 0;
    }
    return n;
}

/* Byte by byte, something else: nothing may match any more, but where a byte
 * says nothing (blanks at the ends of lines, line ends). */
static void
check_altered(struct lp_pgp_keys *keys)
{
    static const struct {
        const char *name;
        enum pgp_kind kind;
        const char *beside;
        const char *from;
        const char *to;
    } cases[] = {
        {"mime.eml", PGP_MAIL, NULL, "Content-Type: text",
         "\r\n--seal\r\nContent-Type: app"},
        {"mime-lf.eml", PGP_MAIL, NULL, "Content-Type: text",
         "\n--seal\nContent-Type: app"},
        {"inline.eml", PGP_MAIL, NULL, "The lease",
         "\r\n-----BEGIN PGP SIGNAT"},
        {"clear.txt", PGP_TEXT, NULL, "The lease", "\t \n\nends"},
        {"clear-ecdsa.txt", PGP_TEXT, NULL, "ends", "  \n-----BEGIN PGP SIG"},
        {"clear-dsa1024.txt", PGP_TEXT, NULL, "ends", "  \n-----BEGIN PGP SIG"},
        {"report.bin", PGP_BESIDE, "report.bin.sig", "", NULL},
        {"note.txt", PGP_BESIDE, "note.txt.asc", "", NULL},
        {"lines.txt", PGP_BESIDE, "lines.txt.asc", "", NULL},
    };
    struct lp_buf bytes = {0};
    struct lp_buf beside = {0};

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const uint8_t *a;
        const uint8_t *b;
        unsigned n = 0;

        get(&bytes, cases[i].name);
        if (cases[i].beside != NULL) {
            get(&beside, cases[i].beside);
        }
        a = memmem(bytes.data, bytes.len, cases[i].from, strlen(cases[i].from));
        b = cases[i].to == NULL ? bytes.data + bytes.len
                                : memmem(bytes.data, bytes.len, cases[i].to,
                                         strlen(cases[i].to));
        CHECK(a != NULL && b != NULL && a < b, cases[i].name);
        for (size_t at = a == NULL || b == NULL ? 0 : (size_t)(a - bytes.data);
             b != NULL && at < (size_t)(b - bytes.data); at++) {
            struct lp_evidences e = {0};
            struct lp_err err = {0};
            uint8_t mask = (uint8_t)(1U << (n++ % 8));

            if (bytes.data[at] == '\r') {
                continue; /* it would become a blank */
            }
            bytes.data[at] ^= mask;
            CHECK(pgp_say(lp_buf_slice(&bytes), cases[i].kind,
                          lp_buf_slice(&beside), keys, &e, &err) == LP_OK,
                  cases[i].name);
            if (matches(&e) != 0) {
                CHECK(false, cases[i].name);
                fprintf(stderr, "byte %zu\n", at);
            }
            bytes.data[at] ^= mask;
            lp_evidences_release(&e);
        }
        CHECK(n > 5, cases[i].name);
    }
    lp_buf_release(&bytes);
    lp_buf_release(&beside);
}

/* A signature of which one byte is another is none, wherever that is: but for
 * what it does not sign of itself. */
static void
check_signature(struct lp_pgp_keys *keys)
{
    struct lp_buf bytes = {0};
    struct lp_buf sig = {0};

    get(&bytes, "report.bin");
    get(&sig, "report.bin.sig");
    for (size_t at = 0; at < sig.len; at++) {
        struct lp_evidences e = {0};
        struct lp_err err = {0};
        struct lp_pgp_sig s;
        struct lp_cursor c;
        struct lp_slice body = {0};
        bool other = false;
        size_t hashed;

        c = lp_cursor_over(lp_buf_slice(&sig));
        CHECK(lp_pgp_sigs_next(&c, &body, &other), "a packet");
        lp_pgp_sig_read(&s, body);
        hashed = (size_t)(s.hashed.data - sig.data) + s.hashed.len;
        sig.data[at] ^= 4;
        CHECK(pgp_say(lp_buf_slice(&bytes), PGP_BESIDE, lp_buf_slice(&sig),
                      keys, &e, &err) == LP_OK,
              "judged");
        /* Behind what it signs: ids of keys and two bytes of the digest. */
        if (matches(&e) != 0 &&
            (at < hashed || at >= (size_t)(s.value[0].data - sig.data))) {
            CHECK(false, "a changed signature matches");
            fprintf(stderr, "byte %zu\n", at);
        }
        sig.data[at] ^= 4;
        lp_evidences_release(&e);
    }
    lp_buf_release(&bytes);
    lp_buf_release(&sig);
}

/* What a helper says that was taken over. */
static void
check_frames(void)
{
    static const struct {
        const char *label;
        const char *bytes;
        size_t len;
    } cases[] = {
#define FRAMES(b) b, sizeof(b) - 1
        {"nothing", FRAMES("")},
        {"no key", FRAMES("\x06\0\0\0\0")},
        {"it failed", FRAMES("\x07\x01\0\0\0\x01")},
        {"a member", FRAMES("\x02\0\0\0\0\x06\0\0\0\0")},
        {"a key that is cut", FRAMES("\x09\x03\0\0\0\x01\0\0\x06\0\0\0\0")},
        {"unknown bits",
         FRAMES("\x09\x40\0\0\0\x40\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
                "12345678\x10"
                "1234567890123456\x10"
                "1234567890123456\0\0\0\0\0\0"
                "\x06\0\0\0\0")},
        {"a fingerprint of another length",
         FRAMES("\x09\x21\0\0\0\x00\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
                "12345678\x01"
                "1\x01"
                "1\0\0\0\0\0\0"
                "\x06\0\0\0\0")},
    };

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct pgp_frames f = {0};
        struct lp_source source = {&pgp_frames_ops, &f};
        struct lp_pgp_keys keys = {0};
        struct lp_err err = {0};

        lp_buf_put(&f.bytes, (struct lp_slice){(const uint8_t *)cases[i].bytes,
                                               cases[i].len});
        CHECK(lp_pgp_keys_add(&keys, &source, &err) == LP_E_FORMAT,
              cases[i].label);
        lp_pgp_keys_release(&keys);
        lp_buf_release(&f.bytes);
    }
}

int
main(void)
{
    const char *fixtures = getenv("FIXTURES");
    struct lp_buf packets = {0};
    struct lp_pgp_keys keys = {0};
    char path[512];

    (void)snprintf(path, sizeof path, "%s/openpgp",
                   fixtures == NULL ? "fixtures" : fixtures);
    folder = path;
    get(&packets, "keys.gpg");
    CHECK(pgp_keyring(&keys, lp_buf_slice(&packets), GOOD, 0, 0) == LP_OK,
          "a keyring");
    CHECK(keys.n == 9, "all keys and the subkey");
    check_keys(lp_buf_slice(&packets));
    check_altered(&keys);
    check_signature(&keys);
    check_frames();
    lp_pgp_keys_release(&keys);
    lp_buf_release(&packets);
    return lp_test_failures != 0;
}
