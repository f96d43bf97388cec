#include "evidence/xml_told.h"

#include <stdio.h>

#include "formats/rule.h"
#include "tests/unit/test.h"

#define SHA256 "http://www.w3.org/2001/04/xmlenc#sha256"
#define RSA "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"

/* Frames as bytes: what a helper says. */
struct saying {
    struct lp_buf bytes;
};

static void
frame(struct saying *s, unsigned type, struct lp_slice body)
{
    lp_buf_byte(&s->bytes, (uint8_t)type);
    lp_buf_le32(&s->bytes, (uint32_t)body.len);
    lp_buf_put(&s->bytes, body);
}

static void
text(struct saying *s, unsigned type, const char *body)
{
    frame(s, type, lp_slice_str(body));
}

static void
number(struct saying *s, unsigned type, uint32_t n)
{
    uint8_t body[4];

    lp_put_le32(body, n);
    frame(s, type, (struct lp_slice){body, sizeof body});
}

static void
ref(struct saying *s, unsigned how, uint32_t member, const char *md,
    struct lp_slice digest)
{
    struct lp_buf body = {0};

    lp_buf_byte(&body, (uint8_t)how);
    lp_buf_le32(&body, member);
    lp_buf_le16(&body, (uint16_t)strlen(md));
    lp_buf_str(&body, md);
    lp_buf_le16(&body, (uint16_t)digest.len);
    lp_buf_put(&body, digest);
    lp_buf_str(&body, "/part");
    frame(s, LP_XD_REF, lp_buf_slice(&body));
    lp_buf_release(&body);
}

static enum lp_code
hear(struct saying *s, struct lp_xml_told *out, struct lp_err *err)
{
    struct lp_source from = {0};
    enum lp_code rc;

    LP_TRY(lp_source_bytes(&from, lp_buf_slice(&s->bytes), NULL, err));
    rc = lp_xml_told_read(out, &from, 3, err);

done:
    lp_source_release(&from);
    return rc;
}

/* A whole signature over three references. */
static void
say_good(struct saying *s)
{
    struct lp_mds mds = {0};
    struct lp_slice digest = {mds.bytes[LP_MD_SHA256], 32};

    CHECK(lp_mds_of(&mds, LP_MD_ALL, lp_slice_str("octets"), NULL) == LP_OK,
          "a digest");
    number(s, LP_XD_SIGNATURE, 2);
    text(s, LP_XD_VALUE, "value");
    text(s, LP_XD_CERT, "one");
    text(s, LP_XD_CERT, "two");
    text(s, LP_XD_METHOD, RSA);
    text(s, LP_XD_SIGNED, "");
    text(s, LP_HELPER_DATA, "what is ");
    text(s, LP_HELPER_DATA, "signed");
    text(s, LP_HELPER_DONE, "");
    ref(s, LP_XD_RAW, 1, SHA256, digest);
    ref(s, LP_XD_TOLD, LP_XD_NONE, SHA256, digest);
    text(s, LP_HELPER_DATA, "octets");
    text(s, LP_HELPER_DONE, "");
    ref(s, LP_XD_TOLD, 0, SHA256, digest);
    text(s, LP_HELPER_DATA, "other octets");
    text(s, LP_HELPER_DONE, "");
    ref(s, LP_XD_TOLD, 0, SHA256, digest);
    text(s, LP_HELPER_DATA, "octets");
    text(s, LP_HELPER_BROKEN, "\1");
    ref(s, LP_XD_MISSING, LP_XD_NONE, "urn:md", lp_slice_str("x"));
    text(s, LP_XD_TIME, "2026-01-01T00:00:00Z");
    text(s, LP_XD_CLOSE, "");
    text(s, LP_HELPER_END, "");
}

static void
check_good(void)
{
    struct saying s = {0};
    struct lp_xml_told t = {0};
    struct lp_err err = {0};
    struct lp_mds mds;

    say_good(&s);
    CHECK(hear(&s, &t, &err) == LP_OK, "a signature that is told whole");
    CHECK(t.n == 1 && t.refs_n == 5 && !t.cut, "all of it");
    CHECK(lp_slice_is(lp_buf_slice(&t.of[0].certs), "onetwo"), "certificates");
    CHECK(t.of[0].alg == LP_XML_RSA && t.of[0].md == LP_MD_SHA256, "method");
    CHECK(lp_mds_of(&mds, LP_MD_ALL, lp_slice_str("what is signed"), &err) ==
                  LP_OK &&
              lp_mds_is(&t.of[0].mds, LP_MD_SHA256,
                        (struct lp_slice){mds.bytes[LP_MD_SHA256], 32}),
          "what is signed");
    CHECK(t.refs[1].same, "what was told has its digest");
    CHECK(!t.refs[2].same, "what was told has another");
    CHECK(!t.refs[3].same && t.refs[3].broken && !t.refs[2].broken,
          "what was not told to its end has none");
    CHECK(t.refs[4].md == LP_MD_NONE && t.refs[4].len == 0, "no such digest");
    lp_xml_told_release(&t);
    /* Cut anywhere it is no answer. */
    for (size_t n = s.bytes.len; n-- > 0;) {
        s.bytes.len = n;
        CHECK(hear(&s, &t, &err) == LP_E_FORMAT &&
                  err.rule == LP_RULE_HELPER_FAILED,
              "cut");
        lp_xml_told_release(&t);
    }
    lp_buf_release(&s.bytes);
}

static void
say_begin(struct saying *s)
{
    number(s, LP_XD_SIGNATURE, 0);
}

static void
say_member(struct saying *s)
{
    number(s, LP_XD_SIGNATURE, 3);
}

static void
say_nested(struct saying *s)
{
    number(s, LP_XD_SIGNATURE, 0);
    number(s, LP_XD_SIGNATURE, 0);
}

static void
say_early(struct saying *s)
{
    text(s, LP_XD_VALUE, "value");
}

static void
say_after_stop(struct saying *s)
{
    number(s, LP_XD_SIGNATURE, 0);
    text(s, LP_XD_STOP, "\3why");
    text(s, LP_XD_VALUE, "value");
}

static void
say_strange_stop(struct saying *s)
{
    number(s, LP_XD_SIGNATURE, 0);
    text(s, LP_XD_STOP, "\77why");
}

static void
say_raw_nothing(struct saying *s)
{
    number(s, LP_XD_SIGNATURE, 0);
    ref(s, LP_XD_RAW, LP_XD_NONE, SHA256, lp_slice_str("x"));
}

static void
say_raw_beyond(struct saying *s)
{
    number(s, LP_XD_SIGNATURE, 0);
    ref(s, LP_XD_RAW, 3, SHA256, lp_slice_str("x"));
}

static void
say_no_octets(struct saying *s)
{
    number(s, LP_XD_SIGNATURE, 0);
    ref(s, LP_XD_TOLD, 0, SHA256, lp_slice_str("x"));
    text(s, LP_XD_CLOSE, "");
}

static void
say_signed_twice(struct saying *s)
{
    number(s, LP_XD_SIGNATURE, 0);
    for (unsigned i = 0; i < 2; i++) {
        text(s, LP_XD_METHOD, RSA);
        text(s, LP_XD_SIGNED, "");
        text(s, LP_HELPER_DATA, "x");
        text(s, LP_HELPER_DONE, "");
    }
}

static void
say_open(struct saying *s)
{
    number(s, LP_XD_SIGNATURE, 0);
    text(s, LP_HELPER_END, "");
}

static void
say_word(struct saying *s)
{
    number(s, LP_XD_SIGNATURE, 0);
    text(s, 99, "");
}

static void
say_long(struct saying *s)
{
    lp_buf_byte(&s->bytes, LP_XD_VALUE);
    lp_buf_le32(&s->bytes, LP_HELPER_BODY_MAX + 1);
}

static void
check_babble(void)
{
    static const struct {
        const char *label;
        void (*say)(struct saying *s);
    } cases[] = {
        {"a signature without its end", say_begin},
        {"a member that is not there", say_member},
        {"a signature in a signature", say_nested},
        {"a value without a signature", say_early},
        {"more of what was stopped", say_after_stop},
        {"an unknown reason", say_strange_stop},
        {"the bytes of no member", say_raw_nothing},
        {"the bytes of a member that is not there", say_raw_beyond},
        {"no octets where they must follow", say_no_octets},
        {"two things that are signed", say_signed_twice},
        {"an end inside a signature", say_open},
        {"an unknown word", say_word},
        {"a frame that is too long", say_long},
    };

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct saying s = {0};
        struct lp_xml_told t = {0};
        struct lp_err err = {0};

        cases[i].say(&s);
        CHECK(hear(&s, &t, &err) == LP_E_FORMAT &&
                  err.rule == LP_RULE_HELPER_FAILED,
              cases[i].label);
        lp_xml_told_release(&t);
        lp_buf_release(&s.bytes);
    }
}

/* What broke off is told as what means nothing, never as a signature. */
static void
check_failed(void)
{
    struct saying s = {0};
    struct lp_xml_told t = {0};
    struct lp_err err = {0};

    number(&s, LP_XD_SIGNATURE, 0);
    text(&s, LP_XD_VALUE, "value");
    text(&s, LP_HELPER_FAILED, "\3");
    CHECK(hear(&s, &t, &err) == LP_OK && t.cut, "a helper that gave up");
    CHECK(t.n == 1 && t.of[0].stop == LP_XD_LIMIT, "its last signature");
    lp_xml_told_release(&t);
    lp_buf_release(&s.bytes);
}

int
main(void)
{
    check_good();
    check_babble();
    check_failed();
    return lp_test_failures != 0;
}
