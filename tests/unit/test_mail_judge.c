#include "evidence/mail_judge.h"

#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "crypto/rand.h"
#include "evidence/file_proof.h"
#include "evidence/witness.h"
#include "tests/unit/test.h"

#define COUNT(a) (sizeof(a) / sizeof(a)[0])

/* What came of a message: its first entry, and how many. */
struct seen {
    size_t n;
    struct lp_evidence first;
    enum lp_proof proof;
    struct lp_evidences all;
    char results[400]; /* in words, with blanks between them */
};

static enum lp_code
told(void *who, const struct lp_evidence *e, struct lp_err *err)
{
    struct seen *s = who;
    size_t n = strlen(s->results);
    struct lp_evidence *one;

    if (lp_evidences_add(&s->all, &one, err) != LP_OK) {
        return err->code;
    }
    *one = *e;
    if (s->n == 0) {
        s->first = *e;
    }
    s->n++;
    (void)snprintf(s->results + n, sizeof s->results - n, "%s%s",
                   n == 0 ? "" : " ", lp_result_word(e->result));
    return LP_OK;
}

static struct lp_key_archive *keys;
static struct lp_engine *engine;

/* Watch the message in pieces of `each` bytes, and judge what is claimed. */
static struct seen
judge(struct lp_slice message, size_t each, struct lp_buf *claims)
{
    struct lp_judging j = {.keys = keys, .now = 1600000000};
    struct lp_witness *w = NULL;
    struct seen s = {0};
    struct lp_err err = {0};
    uint64_t passed = 0;

    lp_buf_clear(claims);
    CHECK(lp_witness_new(&w, engine, &lp_limits_default, &err) == LP_OK, "new");
    while (message.len > 0) {
        lp_witness_feed(w, lp_slice_head(message, each));
        message = lp_slice_from(message, each);
    }
    CHECK(lp_witness_end(w, claims, &err) == LP_OK, "end");
    lp_witness_free(w);
    CHECK(lp_mail_judge(&j, lp_buf_slice(claims), &passed, NULL, told, &s,
                        &err) == LP_OK,
          "judge");
    s.proof = lp_proof_of_message(s.all.of, s.all.n);
    lp_evidences_release(&s.all);
    lp_buf_release(&j.room);
    return s;
}

static void
read_fixture(struct lp_buf *to, const char *name)
{
    const char *fixtures = getenv("FIXTURES");
    char path[1000];
    struct lp_err err = {0};

    (void)snprintf(path, sizeof path, "%s/signed/%s",
                   fixtures == NULL ? "fixtures" : fixtures, name);
    CHECK(lp_file_read(to, path, 1 << 20, NULL, &err) == LP_OK, name);
}

static void
load_keys(const char *name)
{
    struct lp_buf path = {0};
    struct lp_err err = {0};
    const char *fixtures = getenv("FIXTURES");

    lp_buf_printf(&path, "%s/signed/%s%c",
                  fixtures == NULL ? "fixtures" : fixtures, name, '\0');
    CHECK(lp_key_archive_load(keys, (const char *)path.data, &err) == LP_OK,
          "load");
    lp_buf_release(&path);
}

/* The same message in a file whose lines end with LF. */
static void
drop_crs(struct lp_buf *b)
{
    size_t n = 0;

    for (size_t i = 0; i < b->len; i++) {
        if (b->data[i] != '\r') {
            b->data[n++] = b->data[i];
        }
    }
    b->len = n;
}

/* The examples of the standards, as they are and with something else in them,
 * with CRLF and with LF. Nobody published the keys of RFC 8617: the twin is the
 * same message, signed anew. */
static void
examples(void)
{
#define MISSED "header-mismatch"
    static const struct {
        const char *label;
        const char *file;
        const char *old;
        const char *new; /* as long */
        enum lp_proof proof;
        const char *results;
    } cases[] = {
        {"RFC 6376", "rfc6376.eml", "", "", LP_PROOF_AUTHENTIC, "match"},
        {"RFC 6376, another body", "rfc6376.eml", "hungry", "Hungry",
         LP_PROOF_MISMATCH, "body-mismatch"},
        {"RFC 8463", "rfc8463.eml", "", "", LP_PROOF_AUTHENTIC, "match match"},
        {"RFC 8463, another date", "rfc8463.eml", "11 Jul", "12 Jul",
         LP_PROOF_MISMATCH, MISSED " " MISSED},
        {"RFC 8617", "rfc8617.eml", "", "", LP_PROOF_UNVERIFIABLE,
         "no-key no-key no-key no-key"},
        {"RFC 8617, no second set", "rfc8617.eml", "i=2", "i=3",
         LP_PROOF_UNVERIFIABLE, "no-key malformed malformed malformed"},
        {"the twin", "rfc8617-twin.eml", "", "", LP_PROOF_PARTLY_SIGNED,
         MISSED " match match match"},
        {"the twin, another body", "rfc8617-twin.eml", "gang", "Gang",
         LP_PROOF_MISMATCH,
         "body-mismatch body-mismatch body-mismatch body-mismatch"},
        {"the twin, another Subject", "rfc8617-twin.eml", "[List 2]",
         "[List 3]", LP_PROOF_PARTLY_SIGNED,
         MISSED " " MISSED " " MISSED " " MISSED},
        {"the twin, other results", "rfc8617-twin.eml", "dkim=pass",
         "dkim=pasS", LP_PROOF_PARTLY_SIGNED,
         MISSED " " MISSED " " MISSED " " MISSED},
        {"the twin, another seal", "rfc8617-twin.eml", "cv=none", "cv=pass",
         LP_PROOF_PARTLY_SIGNED, MISSED " malformed malformed malformed"},
        {"the twin, another selector", "rfc8617-twin.eml", "s=twin2", "s=twin3",
         LP_PROOF_PARTLY_SIGNED, MISSED " " MISSED " no-key " MISSED},
    };
    struct lp_buf message = {0};
    struct lp_buf claims = {0};

    for (size_t i = 0; i < 2 * COUNT(cases); i++) {
        size_t row = i / 2;
        struct seen s;
        uint8_t *at;

        read_fixture(&message, cases[row].file);
        if (i % 2 == 1) {
            drop_crs(&message);
        }
        at = memmem(message.data, message.len, cases[row].old,
                    strlen(cases[row].old));
        CHECK(at != NULL, cases[row].label);
        if (at != NULL) {
            memcpy(at, cases[row].new, strlen(cases[row].new));
        }
        s = judge(lp_buf_slice(&message), message.len, &claims);
        CHECK(s.proof == cases[row].proof, cases[row].label);
        CHECK(strcmp(s.results, cases[row].results) == 0, cases[row].label);
        if (strcmp(s.results, cases[row].results) != 0) {
            fprintf(stderr, "%s\n", s.results);
        }
        lp_buf_clear(&message);
    }
    lp_buf_release(&message);
    lp_buf_release(&claims);
}

/* What is shown, behind line ends of all kinds; added on top of an example. */
static void
shown(void)
{
    static const struct {
        const char *label;
        const char *top;
        unsigned doubts; /* of those that are asked about */
        enum lp_proof proof;
    } cases[] = {
        {"nothing", "", 0, LP_PROOF_AUTHENTIC},
        {"a second From", "From: eve@example.org\r\n",
         LP_DOUBT_FIELD_TWICE | LP_DOUBT_FIELD_UNSIGNED,
         LP_PROOF_PARTLY_SIGNED},
        {"one behind LF", "X-A: 1\nFrom: eve@example.org\r\n",
         LP_DOUBT_FIELD_TWICE | LP_DOUBT_FIELD_UNSIGNED,
         LP_PROOF_PARTLY_SIGNED},
        {"one behind CR", "X-A: 1\rFrom: eve@example.org\r\n",
         LP_DOUBT_FIELD_TWICE | LP_DOUBT_FIELD_UNSIGNED,
         LP_PROOF_PARTLY_SIGNED},
        {"one within a value", "X-A: 1 From: eve@example.org\r\n", 0,
         LP_PROOF_AUTHENTIC},
        {"folded", "X-A: 1\r\n From: eve@example.org\r\n", 0,
         LP_PROOF_AUTHENTIC},
        {"a type", "Content-Type: text/html\r\n", LP_DOUBT_FIELD_UNSIGNED,
         LP_PROOF_AUTHENTIC},
        {"two types", "Content-Type: a/b\nContent-Type: a/b\r\n",
         LP_DOUBT_FIELD_TWICE | LP_DOUBT_FIELD_UNSIGNED,
         LP_PROOF_PARTLY_SIGNED},
        {"a multipart", "Content-Type: Multipart/Mixed; boundary=x\r\n",
         LP_DOUBT_FORM_UNSIGNED | LP_DOUBT_FIELD_UNSIGNED,
         LP_PROOF_PARTLY_SIGNED},
    };
    const unsigned asked =
        LP_DOUBT_FIELD_TWICE | LP_DOUBT_FIELD_UNSIGNED | LP_DOUBT_FORM_UNSIGNED;
    struct lp_buf good = {0};
    struct lp_buf message = {0};
    struct lp_buf claims = {0};

    read_fixture(&good, "rfc6376.eml");
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct seen s;

        lp_buf_clear(&message);
        lp_buf_str(&message, cases[i].top);
        lp_buf_put(&message, lp_buf_slice(&good));
        s = judge(lp_buf_slice(&message), message.len, &claims);
        CHECK(s.proof == cases[i].proof, cases[i].label);
        CHECK((s.first.doubts & asked) == cases[i].doubts, cases[i].label);
    }
    lp_buf_release(&good);
    lp_buf_release(&message);
    lp_buf_release(&claims);
}

/* The claims do not depend on where the bytes are cut. */
static void
cuts(void)
{
    static const size_t sizes[] = {1, 2, 3, 7, 64, 1000};
    struct lp_buf message = {0};
    struct lp_buf whole = {0};
    struct lp_buf claims = {0};

    read_fixture(&message, "rfc6376.eml");
    (void)judge(lp_buf_slice(&message), message.len, &whole);
    for (size_t i = 0; i < COUNT(sizes); i++) {
        (void)judge(lp_buf_slice(&message), sizes[i], &claims);
        CHECK(lp_slice_equal(lp_buf_slice(&claims), lp_buf_slice(&whole)),
              "cut");
    }
    lp_buf_release(&message);
    lp_buf_release(&whole);
    lp_buf_release(&claims);
}

/* Whatever bit of a signed message is another, it is not AUTHENTIC any more.
 * The value of b= signs itself, and the last digit of its base64 has two bits
 * that belong to no byte. */
static void
changes(void)
{
    struct lp_buf message = {0};
    struct lp_buf claims = {0};
    size_t last;

    read_fixture(&message, "rfc6376.eml");
    last =
        (size_t)((const uint8_t *)memmem(message.data, message.len, "U4=;", 4) -
                 message.data) +
        1;
    for (size_t i = 0; i < message.len; i++) {
        struct seen s;

        message.data[i] ^= 1;
        s = judge(lp_buf_slice(&message), message.len, &claims);
        CHECK((s.proof == LP_PROOF_AUTHENTIC) == (i == last),
              "a bit is another");
        message.data[i] ^= 1;
    }
    CHECK(judge(lp_buf_slice(&message), message.len, &claims).proof ==
              LP_PROOF_AUTHENTIC,
          "and it is the same again");
    lp_buf_release(&message);
    lp_buf_release(&claims);
}

/* Claims that were tampered with are refused or judged, never more. */
static void
hostile(void)
{
    struct lp_judging j = {.keys = keys, .now = 1600000000};
    struct lp_buf message = {0};
    struct lp_buf claims = {0};
    struct lp_err err = {0};
    uint64_t passed;

    read_fixture(&message, "rfc8463.eml");
    CHECK(judge(lp_buf_slice(&message), message.len, &claims).n == 2, "two");
    for (size_t i = 0; i < claims.len; i++) {
        struct seen s = {0};

        CHECK(lp_mail_judge(&j, lp_slice_head(lp_buf_slice(&claims), i),
                            &passed, NULL, told, &s, &err) != LP_OK ||
                  s.n < 2,
              "cut claims");
        lp_evidences_release(&s.all);
        claims.data[i] ^= 0xff;
        CHECK(lp_mail_judge(&j, lp_buf_slice(&claims), &passed, NULL, told, &s,
                            &err) != LP_E_ENGINE,
              "claims with another byte");
        lp_evidences_release(&s.all);
        claims.data[i] ^= 0xff;
    }
    lp_buf_release(&j.room);
    lp_buf_release(&message);
    lp_buf_release(&claims);
}

static void
bytes(void)
{
    static const struct {
        const char *label;
        const char *text;
        size_t n;
        enum lp_proof proof;
    } cases[] = {
        {"nothing", "", 0, LP_PROOF_UNSIGNED},
        {"an empty line", "\r\n", 0, LP_PROOF_UNSIGNED},
        {"no header", "hello", 0, LP_PROOF_UNSIGNED},
        {"a signature of nothing", "DKIM-Signature:", 1, LP_PROOF_UNVERIFIABLE},
        {"a signature in the body", "A: b\r\n\r\nDKIM-Signature: v=1\r\n", 0,
         LP_PROOF_UNSIGNED},
        {"a seal alone", "ARC-Seal: i=1\r\n\r\n", 1, LP_PROOF_UNVERIFIABLE},
        {"results alone", "ARC-Authentication-Results: i=1; a\n\n", 1,
         LP_PROOF_UNVERIFIABLE},
        {"CR", "DKIM-Signature: a\r\rb", 1, LP_PROOF_UNVERIFIABLE},
    };
    struct lp_buf claims = {0};

    for (size_t i = 0; i < COUNT(cases); i++) {
        struct seen s = judge(lp_slice_str(cases[i].text), 1, &claims);

        CHECK(s.n == cases[i].n && s.proof == cases[i].proof, cases[i].label);
    }
    lp_buf_release(&claims);
}

/* The limits are told, not passed over. */
static void
limits(void)
{
    struct lp_buf many = {0};
    struct lp_buf claims = {0};
    struct seen s;

    for (unsigned i = 0; i < LP_CLAIM_SIGS_MAX + 9; i++) {
        lp_buf_str(&many, "DKIM-Signature: v=1\r\n");
    }
    s = judge(lp_buf_slice(&many), many.len, &claims);
    CHECK(s.n == LP_CLAIM_SIGS_MAX, "as many as are looked at");
    lp_buf_clear(&many);
    for (unsigned i = 0; i < 20000; i++) {
        lp_buf_str(&many, "A: b\r\n");
    }
    s = judge(lp_buf_slice(&many), many.len, &claims);
    CHECK(s.n == 1 && s.first.result == LP_RESULT_UNSUPPORTED, "many fields");
    lp_buf_clear(&many);
    for (unsigned i = 0; i < 25000; i++) {
        lp_buf_str(&many,
                   "DKIM-Signature: v=1; a=b; this is a long header\r\n ");
    }
    lp_buf_str(&many, "\r\n\r\n");
    s = judge(lp_buf_slice(&many), 4096, &claims);
    CHECK(s.n == 1, "a long field");
    lp_buf_release(&many);
    lp_buf_release(&claims);
}

int
main(void)
{
    struct lp_err err = {0};

    CHECK(lp_crypto_start(&err) == LP_OK, "start");
    CHECK(lp_engine_new(&engine, &err) == LP_OK, "engine");
    CHECK(lp_key_archive_new(&keys, &err) == LP_OK, "keys");
    load_keys("keys");
    load_keys("keys-twin");
    examples();
    shown();
    cuts();
    changes();
    hostile();
    bytes();
    limits();
    lp_key_archive_free(keys);
    lp_engine_free(engine);
    return lp_test_failures != 0;
}
