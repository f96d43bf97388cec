#include "formats/domain_name.h"

#include <string.h>

#include "tests/unit/test.h"

#define COUNT(a) (sizeof(a) / sizeof(a)[0])
#define TEN "aaaaaaaaaa"
#define SIXTY TEN TEN TEN TEN TEN TEN

static const struct {
    const char *name;
    const char *want; /* NULL: it is none */
} cases[] = {
    {"Example.COM", "example.com"},
    {"example.com.", "example.com"},
    {"sel._domainkey.example.com", "sel._domainkey.example.com"},
    {"b\xc3\xbc"
     "cher.example",
     "xn--bcher-kva.example"},
    {"\xe4\xbb\x96\xe4\xbb\xac\xe4\xb8\xba\xe4\xbb\x80\xe4\xb9\x88\xe4\xb8\x8d"
     "\xe8\xaf\xb4\xe4\xb8\xad\xe6\x96\x87",
     "xn--ihqwcrb4cv8a8dqg056pqjye"}, /* RFC 3492, 7.1 (B) */
    {"3\xe5\xb9\xb4"
     "B\xe7\xb5\x84\xe9\x87\x91\xe5\x85\xab\xe5\x85\x88"
     "\xe7\x94\x9f",
     "xn--3b-ww4c5e180e575a65lsy2b"}, /* (L), in lower case */
    {SIXTY "aaa.b", SIXTY "aaa.b"},
    {SIXTY "aaaa.b", NULL},
    {SIXTY "." SIXTY "." SIXTY "." SIXTY ".aaaaaaaaa",
     SIXTY "." SIXTY "." SIXTY "." SIXTY ".aaaaaaaaa"},
    {SIXTY "." SIXTY "." SIXTY "." SIXTY ".aaaaaaaaaa", NULL},
    {"", NULL},
    {".", NULL},
    {"a..b", NULL},
    {".a", NULL},
    {"a b", NULL},
    {"a\x01", NULL},
    {"a\xff", NULL},
};

int
main(void)
{
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct lp_buf out = {0};
        bool good = lp_domain_name(&out, lp_slice_str(cases[i].name));

        CHECK(good == (cases[i].want != NULL), cases[i].name);
        CHECK(lp_slice_is(lp_buf_slice(&out),
                          good && cases[i].want != NULL ? cases[i].want : ""),
              cases[i].name);
        lp_buf_release(&out);
    }
    return lp_test_failures != 0;
}
