#include "formats/mail_sig.h"

#include "tests/unit/test.h"

#define COUNT(a) (sizeof(a) / sizeof(a)[0])
#define REST "d=e.org; s=x; bh=QUJD; b=QUJD"

static const struct {
    const char *label;
    enum lp_sig_kind kind;
    const char *value;
    enum lp_sig_state want;
} cases[] = {
    {"dkim", LP_SIG_DKIM, "v=1; a=rsa-sha256; h=From; " REST, LP_SIG_LAWFUL},
    {"without v=", LP_SIG_DKIM, "a=rsa-sha256; h=from; " REST, LP_SIG_LAWFUL},
    {"v=2", LP_SIG_DKIM, "v=2; a=rsa-sha256; h=from; " REST, LP_SIG_MALFORMED},
    {"v=0.5", LP_SIG_DKIM, "v=0.5; a=rsa-sha256; h=from; " REST, LP_SIG_LAWFUL},
    {"v=0.4", LP_SIG_DKIM, "v=0.4; a=rsa-sha256; h=from; " REST,
     LP_SIG_MALFORMED},
    {"no a=", LP_SIG_DKIM, "v=1; h=from; " REST, LP_SIG_MALFORMED},
    {"rsa-sha1", LP_SIG_DKIM, "a=rsa-sha1; h=from; " REST, LP_SIG_LAWFUL},
    {"ed25519", LP_SIG_DKIM, "a=ed25519-sha256; h=from; " REST, LP_SIG_LAWFUL},
    {"sha512", LP_SIG_DKIM, "a=rsa-sha512; h=from; " REST, LP_SIG_UNSUPPORTED},
    {"no From", LP_SIG_DKIM, "a=rsa-sha256; h=to; " REST, LP_SIG_MALFORMED},
    {"no h=", LP_SIG_DKIM, "a=rsa-sha256; " REST, LP_SIG_MALFORMED},
    {"c=relaxed", LP_SIG_DKIM, "a=rsa-sha256; h=from; c=relaxed; " REST,
     LP_SIG_LAWFUL},
    {"c=nofws", LP_SIG_DKIM, "a=rsa-sha256; h=from; c=nofws; " REST,
     LP_SIG_UNSUPPORTED},
    {"c= of three", LP_SIG_DKIM,
     "a=rsa-sha256; h=from; c=simple/simple/simple; " REST, LP_SIG_UNSUPPORTED},
    {"i= below d=", LP_SIG_DKIM, "a=rsa-sha256; h=from; i=a@b.E.org; " REST,
     LP_SIG_LAWFUL},
    {"i= that ends so", LP_SIG_DKIM, "a=rsa-sha256; h=from; i=@note.org; " REST,
     LP_SIG_MALFORMED},
    {"i= without @", LP_SIG_DKIM, "a=rsa-sha256; h=from; i=e.org; " REST,
     LP_SIG_MALFORMED},
    {"l=", LP_SIG_DKIM, "a=rsa-sha256; h=from; l=0; " REST, LP_SIG_LAWFUL},
    {"l= below 0", LP_SIG_DKIM, "a=rsa-sha256; h=from; l=-1; " REST,
     LP_SIG_MALFORMED},
    {"x= behind t=", LP_SIG_DKIM, "a=rsa-sha256; h=from; t=1; x=2; " REST,
     LP_SIG_LAWFUL},
    {"x= at t=", LP_SIG_DKIM, "a=rsa-sha256; h=from; t=2; x=2; " REST,
     LP_SIG_MALFORMED},
    {"x= alone", LP_SIG_DKIM, "a=rsa-sha256; h=from; x=2; " REST,
     LP_SIG_LAWFUL},
    {"x= before t=", LP_SIG_DKIM, "a=rsa-sha256; h=from; t=2; x=1; " REST,
     LP_SIG_MALFORMED},
    {"d= empty", LP_SIG_DKIM, "a=rsa-sha256; h=from; d=; s=x; bh=QUJD; b=QUJD",
     LP_SIG_MALFORMED},
    {"d= with an empty label", LP_SIG_DKIM,
     "a=rsa-sha256; h=from; d=a..b; s=x; bh=QUJD; b=QUJD", LP_SIG_MALFORMED},
    {"s= with dots", LP_SIG_DKIM,
     "a=rsa-sha256; h=from; d=a.b; s=x.y; bh=QUJD; b=QUJD", LP_SIG_LAWFUL},
    {"no bh=", LP_SIG_DKIM, "a=rsa-sha256; h=from; d=a; s=x; b=QUJD",
     LP_SIG_MALFORMED},
    {"b= empty", LP_SIG_DKIM,
     "a=rsa-sha256; h=from; d=a; s=x; bh=QUJD; b=", LP_SIG_MALFORMED},
    {"domainkeys", LP_SIG_DOMAINKEY, "d=e.org; s=x; b=QUJD", LP_SIG_LAWFUL},
    {"domainkeys, nofws", LP_SIG_DOMAINKEY, "c=nofws; d=e.org; s=x; b=QUJD",
     LP_SIG_LAWFUL},
    {"domainkeys, relaxed", LP_SIG_DOMAINKEY, "c=relaxed; d=e.org; s=x; b=QUJD",
     LP_SIG_UNSUPPORTED},
    {"domainkeys, sha256", LP_SIG_DOMAINKEY,
     "a=rsa-sha256; d=e.org; s=x; b=QUJD", LP_SIG_UNSUPPORTED},
    {"domainkeys, empty h=", LP_SIG_DOMAINKEY, "h=; d=e.org; s=x; b=QUJD",
     LP_SIG_MALFORMED},
    {"message", LP_SIG_MESSAGE, "i=1; a=rsa-sha256; h=to; " REST,
     LP_SIG_LAWFUL},
    {"message, i=0", LP_SIG_MESSAGE, "i=0; a=rsa-sha256; h=to; " REST,
     LP_SIG_MALFORMED},
    {"message, i=50", LP_SIG_MESSAGE, "i=50; a=rsa-sha256; h=to; " REST,
     LP_SIG_LAWFUL},
    {"message, i=51", LP_SIG_MESSAGE, "i=51; a=rsa-sha256; h=to; " REST,
     LP_SIG_MALFORMED},
    {"message, signs seals", LP_SIG_MESSAGE,
     "i=1; a=rsa-sha256; h=to:ARC-Seal; " REST, LP_SIG_MALFORMED},
    {"message, sha1", LP_SIG_MESSAGE, "i=1; a=rsa-sha1; h=to; " REST,
     LP_SIG_UNSUPPORTED},
    {"seal", LP_SIG_SEAL, "i=1; cv=none; a=rsa-sha256; d=e.org; s=x; b=QUJD",
     LP_SIG_LAWFUL},
    {"seal, cv=other", LP_SIG_SEAL,
     "i=1; cv=other; a=rsa-sha256; d=e.org; s=x; b=QUJD", LP_SIG_MALFORMED},
    {"seal, no cv=", LP_SIG_SEAL, "i=1; a=rsa-sha256; d=e.org; s=x; b=QUJD",
     LP_SIG_MALFORMED},
    {"seal, h=", LP_SIG_SEAL,
     "i=1; cv=none; h=from; a=rsa-sha256; d=e.org; s=x; b=QUJD",
     LP_SIG_MALFORMED},
};

/* How a host is related to a domain. */
static void
places(void)
{
    static const struct {
        const char *host;
        const char *domain;
        enum lp_domain_place want;
    } of[] = {
        {"e.org", "e.org", LP_DOMAIN_SAME},
        {"E.ORG", "e.org", LP_DOMAIN_SAME},
        {"a.e.org", "E.org", LP_DOMAIN_BELOW},
        {"ae.org", "e.org", LP_DOMAIN_APART},
        {"org", "e.org", LP_DOMAIN_APART},
        {"e.org", "a.e.org", LP_DOMAIN_APART},
        {"\r\n e.\torg", "e.org", LP_DOMAIN_SAME},
        {"e.org.", "e.org", LP_DOMAIN_APART},
        {".e.org", "e.org", LP_DOMAIN_APART},
        {"", "e.org", LP_DOMAIN_APART},
        {"e.org", "", LP_DOMAIN_APART},
        {"b\xc3\xbc"
         "cher.e",
         "xn--bcher-kva.e", LP_DOMAIN_SAME},
        {"a.XN--bcher-KVA.e",
         "b\xc3\xbc"
         "cher.e",
         LP_DOMAIN_BELOW},
        {"bucher.e",
         "b\xc3\xbc"
         "cher.e",
         LP_DOMAIN_APART},
    };
    struct lp_buf room = {0};

    for (size_t i = 0; i < COUNT(of); i++) {
        CHECK(lp_domain_place(lp_slice_str(of[i].host),
                              lp_slice_str(of[i].domain), &room) == of[i].want,
              of[i].host);
    }
    lp_buf_release(&room);
}

static void
instances(void)
{
    static const struct {
        const char *value;
        unsigned want;
    } of[] = {
        {" i=1; mx; none", 1}, {" (c) i=2 (d) ; mx", 2},
        {"mx; none; i=3", 3},  {"mx; x=pass header.i=1", 0},
        {"i=0; mx", 0},        {"i=51; mx", 0},
        {"i=1x; mx", 0},       {"", 0},
        {"((; i=1", 1},
    };

    for (size_t i = 0; i < COUNT(of); i++) {
        CHECK(lp_arc_results_instance(lp_slice_str(of[i].value)) == of[i].want,
              of[i].value);
    }
}

int
main(void)
{
    struct lp_buf room = {0};

    for (size_t i = 0; i < COUNT(cases); i++) {
        struct lp_mail_sig s;

        lp_mail_sig_read(&s, cases[i].kind, lp_slice_str(cases[i].value),
                         &room);
        CHECK(s.state == cases[i].want, cases[i].label);
        CHECK((s.state == LP_SIG_LAWFUL) == (s.why == NULL), cases[i].label);
    }
    lp_buf_release(&room);
    places();
    instances();
    CHECK(lp_sig_kind(lp_slice_str("dkim-SIGNATURE")) == LP_SIG_DKIM, "kind");
    CHECK(lp_sig_kind(lp_slice_str("DKIM")) == LP_SIG_KINDS, "no kind");
    return lp_test_failures != 0;
}
