#include "bundle/sums_out.h"

#include <string.h>

#include "tests/unit/set_box.h"

#define SHA256 (1U << LP_ALG_SHA256)
#define MD5 (1U << LP_ALG_MD5)
#define SHA1 (1U << LP_ALG_SHA1)
#define COUNT(a) (sizeof(a) / sizeof(a)[0])
#define Z4 "00000000"
#define Z32 Z4 Z4 Z4 Z4
#define Z64 Z32 Z32

static const uint8_t decoded[32];

static const struct {
    const char *label;
    enum lp_sums_kind kind;
    unsigned algs;
    bool strict;
    bool column;
    const uint8_t *decoded;
    unsigned has;
    const char *text; /* NULL: it cannot be said */
} cases[] = {
    {"GNU", LP_SUMS_GNU, MD5, false, false, NULL, MD5, Z32 "  a\n"},
    {"GNU of another", LP_SUMS_GNU, MD5, false, false, NULL, SHA1, NULL},
    {"BSD: what there is", LP_SUMS_BSD, MD5 | SHA256, false, false, NULL, MD5,
     "MD5 (a) = " Z32 "\n"},
    {"BSD: all of it", LP_SUMS_BSD, MD5 | SHA256, true, false, NULL, MD5, NULL},
    {"BSD: nothing", LP_SUMS_BSD, SHA256, false, false, NULL, MD5, NULL},
    {"CSV", LP_SUMS_CSV, MD5 | SHA256, false, false, NULL, MD5,
     "path,size,md5,sha256\na,7," Z32 ",\n"},
    {"CSV: all of it", LP_SUMS_CSV, MD5 | SHA256, true, false, NULL, MD5, NULL},
    {"CSV with a decoded form", LP_SUMS_CSV, MD5, false, true, decoded, MD5,
     "path,size,md5,decoded\na,7," Z32 "," Z64 "\n"},
    {"CSV without it", LP_SUMS_CSV, MD5, false, true, NULL, MD5,
     "path,size,md5,decoded\na,7," Z32 ",\n"},
};

static void
test_kinds(void)
{
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct lp_sums_out o = {.kind = cases[i].kind,
                                .algs = cases[i].algs,
                                .strict = cases[i].strict,
                                .decoded = cases[i].column};
        const struct lp_sums_item item = {.name = lp_slice_str("a"),
                                          .has_size = true,
                                          .size = 7,
                                          .has = cases[i].has};
        bool good = cases[i].text != NULL;
        struct lp_err err = {0};

        CHECK(lp_sums_out_open(&o, NULL, &err) == LP_OK, cases[i].label);
        CHECK(lp_sums_out_put(&o, &item, cases[i].decoded, &err) ==
                  (good ? LP_OK : LP_E_USAGE),
              cases[i].label);
        CHECK(good || strstr(err.text, "a: ") == err.text, "it is named");
        CHECK(lp_sums_out_finish(&o, &err) == LP_OK, cases[i].label);
        CHECK(!good || lp_slice_is(lp_buf_slice(&o.text), cases[i].text),
              cases[i].label);
        lp_sums_out_release(&o);
    }
}

/* A list that is longer than what is collected, and one that is given up. */
static void
test_file(void)
{
    struct lp_sums_out o = {.kind = LP_SUMS_GNU, .algs = MD5};
    struct lp_sums_item item = {.name = lp_slice_str("a"), .has = MD5};
    struct lp_err err = {0};
    struct lp_buf file;

    CHECK(lp_sums_out_open(&o, path, &err) == LP_OK, "open");
    for (size_t i = 0; i < 60000; i++) {
        CHECK(lp_sums_out_put(&o, &item, NULL, &err) == LP_OK, "put");
    }
    CHECK(access(path, F_OK) != 0, "not there before it is whole");
    CHECK(lp_sums_out_finish(&o, &err) == LP_OK, "finish");
    CHECK(o.text.len == 0, "all of it went there");
    lp_sums_out_release(&o);
    file = slurp();
    CHECK(file.len == (size_t)60000 * 36, "all of it is there");
    lp_buf_release(&file);
    CHECK(unlink(path) == 0, "unlink");

    o = (struct lp_sums_out){.kind = LP_SUMS_GNU, .algs = MD5};
    CHECK(lp_sums_out_open(&o, path, &err) == LP_OK, "open");
    CHECK(lp_sums_out_put(&o, &item, NULL, &err) == LP_OK, "put");
    item.has = SHA1;
    CHECK(lp_sums_out_put(&o, &item, NULL, &err) == LP_E_USAGE, "put");
    lp_sums_out_release(&o);
    CHECK(access(path, F_OK) != 0, "nothing is left");
}

static void
test_best(void)
{
    CHECK(lp_sums_best(0) == LP_ALG_NONE, "none");
    CHECK(lp_sums_best(MD5 | SHA1) == LP_ALG_SHA1, "sha1 says more than md5");
    CHECK(lp_sums_best(MD5 | SHA1 | SHA256) == LP_ALG_SHA256, "sha256");
}

int
main(void)
{
    if (!box_open()) {
        return 1;
    }
    test_kinds();
    test_file();
    test_best();
    box_close();
    return lp_test_failures != 0;
}
