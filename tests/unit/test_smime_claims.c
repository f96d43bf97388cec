#include "evidence/smime_claims.h"

#include "tests/unit/signed_kinds.h"
#include "tests/unit/view_box.h"

/* A message in which `n` multiparts lie in each other, with `leaf` in the
 * innermost. */
static void
nest(struct lp_buf *to, unsigned n, const char *leaf)
{
    lp_buf_str(to, "From: ada@harbor.example\r\n");
    for (unsigned i = 0; i < n; i++) {
        lp_buf_printf(to,
                      "Content-Type: multipart/mixed; boundary=b%02u\r\n\r\n"
                      "--b%02u\r\n",
                      i, i);
    }
    lp_buf_printf(to, "Content-Type: %s\r\n\r\nAAAA\r\n", leaf);
    for (unsigned i = n; i-- > 0;) {
        lp_buf_printf(to, "\r\n--b%02u--\r\n", i);
    }
}

static const struct {
    const char *label;
    unsigned depth;
    const char *leaf;
    size_t claims;
    enum lp_cms_state state;
} deep[] = {
    {"a leaf that is signed, as deep as may be", 15,
     "application/pkcs7-mime; smime-type=signed-data", 1, LP_CMS_BROKEN},
    {"... deeper", 16, "application/pkcs7-mime; smime-type=signed-data", 1,
     LP_CMS_STRANGE},
    {"... deeper, by its name alone", 16,
     "application/octet-stream; name=\"=?utf-8?B?c21pbWUucDdt?=\"", 1,
     LP_CMS_STRANGE},
    {"a multipart, deeper", 17, "text/plain", 1, LP_CMS_STRANGE},
    {"a leaf that is not signed, deeper", 16, "text/plain", 0, LP_CMS_READ},
};

static void
told_where_it_stops(void)
{
    for (size_t i = 0; i < sizeof deep / sizeof deep[0]; i++) {
        struct lp_cms_claims got = {0};
        struct lp_buf mail = {0};
        struct view_box box;

        nest(&mail, deep[i].depth, deep[i].leaf);
        box = view_box(lp_buf_slice(&mail));
        CHECK(lp_smime_claims(&box.base, &lp_limits_default, &got, NULL) ==
                      LP_OK &&
                  got.n == deep[i].claims &&
                  (got.n == 0 || got.of[0].state == deep[i].state),
              deep[i].label);
        lp_cms_claims_release(&got);
        lp_buf_release(&mail);
    }
}

int
main(void)
{
    CHECK(signed_fixtures(".eml") > 30, "all of them");
    told_where_it_stops();
    return lp_test_failures != 0;
}
