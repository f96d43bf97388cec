#include "formats/mail_key.h"

#include "tests/unit/test.h"

#define COUNT(a) (sizeof(a) / sizeof(a)[0])
#define ED "11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo="

static const struct {
    const char *label;
    const char *text;
    enum lp_mail_key_state want;
    unsigned odd;
} cases[] = {
    {"p= alone", "p=QUJD", LP_MAIL_KEY_LAWFUL, 0},
    {"all that is usual", "v=DKIM1; k=rsa; t=s; h=sha256; s=*; n=x; p=QUJD",
     LP_MAIL_KEY_LAWFUL, 0},
    {"no p=", "v=DKIM1; k=rsa", LP_MAIL_KEY_BROKEN, 0},
    {"p= empty", "v=DKIM1; p=", LP_MAIL_KEY_REVOKED, 0},
    {"p= blanks", "v=DKIM1; p= ;", LP_MAIL_KEY_REVOKED, 0},
    {"p= no base64", "p=*", LP_MAIL_KEY_BROKEN, 0},
    {"v=DKIM2", "v=DKIM2; p=QUJD", LP_MAIL_KEY_BROKEN, 0},
    {"a tag twice", "p=QUJD; p=QUJD", LP_MAIL_KEY_BROKEN, 0},
    {"k=RSA", "k=RSA; p=QUJD", LP_MAIL_KEY_LAWFUL, LP_MAIL_KEY_CASE},
    {"quotes", "\"v=DKIM1; p=Q\" \"UJD\"", LP_MAIL_KEY_LAWFUL,
     LP_MAIL_KEY_QUOTED},
    {"a zone file", "( \"v=DKIM1\\; \"\n \"p=QUJD\" )", LP_MAIL_KEY_LAWFUL,
     LP_MAIL_KEY_QUOTED | LP_MAIL_KEY_ESCAPED},
    {"v= first", "v=DKIM1; p=QUJD", LP_MAIL_KEY_LAWFUL, 0},
    {"v= last", "p=QUJD; v=DKIM1", LP_MAIL_KEY_LAWFUL, LP_MAIL_KEY_LATE},
    {"another v= last", "p=QUJD; v=DKIM2", LP_MAIL_KEY_BROKEN,
     LP_MAIL_KEY_LATE},
    {"t=y", "t=y:s; p=QUJD", LP_MAIL_KEY_LAWFUL, LP_MAIL_KEY_TESTING},
    {"g=", "g=a*; p=QUJD", LP_MAIL_KEY_LAWFUL, LP_MAIL_KEY_GRANTED},
    {"g=*", "g=*; p=QUJD", LP_MAIL_KEY_LAWFUL, 0},
    {"ed25519", "k=ed25519; p=" ED, LP_MAIL_KEY_LAWFUL, 0},
    {"ed25519, wrapped", "k=ed25519; p=MCowBQYDK2VwAyEA" ED, LP_MAIL_KEY_LAWFUL,
     LP_MAIL_KEY_WRAPPED},
    {"ed25519, too short", "k=ed25519; p=QUJD", LP_MAIL_KEY_BROKEN, 0},
    {"none was there", "-", LP_MAIL_KEY_ABSENT, 0},
    {"more than that", "--", LP_MAIL_KEY_BROKEN, 0},
    {"nothing", "", LP_MAIL_KEY_BROKEN, 0},
};

static struct lp_mail_key
read(const char *text)
{
    struct lp_mail_key k;
    struct lp_buf room = {0};

    lp_mail_key_read(&k, lp_slice_str(text), &room);
    lp_buf_release(&room);
    return k;
}

int
main(void)
{
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct lp_mail_key k = read(cases[i].text);

        CHECK(k.state == cases[i].want, cases[i].label);
        CHECK(k.odd == cases[i].odd, cases[i].label);
    }
    CHECK(read("h=sha1; p=QUJD").only_sha1, "h=sha1");
    CHECK(read("h=sha256; p=QUJD").only_sha256, "h=sha256");
    CHECK(!read("h=sha1:sha256; p=QUJD").only_sha1, "both");
    CHECK(read("h=md5; p=QUJD").no_hash, "neither");
    CHECK(read("s=tlsrpt; p=QUJD").no_mail, "not for mail");
    CHECK(!read("s=tlsrpt:email; p=QUJD").no_mail, "for mail too");
    CHECK(read("k=dsa; p=QUJD").other, "another kind");
    CHECK(read("t=s; p=QUJD").strict, "strict");
    CHECK(read("k=ed25519; p=MCowBQYDK2VwAyEA" ED).len == 32, "unwrapped");
    return lp_test_failures != 0;
}
