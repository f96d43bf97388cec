#include "bundle/do_export.h"

#include <string.h>

#include "ledger/set_build.h"
#include "tests/unit/set_box.h"

#define COUNT(a) (sizeof(a) / sizeof(a)[0])
#define MD5 (1U << LP_ALG_MD5)
#define SHA512 (1U << LP_ALG_SHA512)

/* A digest of all the same bytes, and how it is written. */
#define HEX(d) d d d d d d d d d d d d d d d d
#define LONG(d) HEX(d) HEX(d)

struct one {
    const char *locator;
    enum lp_role role;
    uint64_t size;
    uint8_t raw, decoded, md5, sha512; /* 0: there is none */
};

static void
add_key(struct lp_set_add *add, enum lp_level level, uint8_t byte, size_t len)
{
    uint8_t digest[64];

    memset(digest, byte, sizeof digest);
    if (byte != 0) {
        lp_set_add_key(add, level, (struct lp_slice){digest, len});
    }
}

static void
build(const struct one *ones, size_t n, bool keyed)
{
    static const uint8_t secret[LP_SECRET_SIZE] = {1};
    const struct lp_set_meta meta = {
        .publication = lp_slice_str("P"),
        .status = keyed ? LP_SET_RECEIVED : LP_SET_PUBLISHED,
    };
    struct lp_set_build *b = NULL;

    CHECK(lp_set_build_new(&b, path, false, keyed ? secret : NULL, NULL) ==
              LP_OK,
          "new");
    for (size_t i = 0; i < n; i++) {
        struct lp_set_add add = {.counts = true};

        add_key(&add, LP_LEVEL_RAW, ones[i].raw, 32);
        add_key(&add, LP_LEVEL_DECODED, ones[i].decoded, 32);
        add_key(&add, LP_LEVEL_MD5, ones[i].md5, 16);
        add_key(&add, LP_LEVEL_SHA512, ones[i].sha512, 64);
        add.record =
            (struct lp_set_record){.size = ones[i].size,
                                   .role = ones[i].role,
                                   .locator = lp_slice_str(ones[i].locator)};
        CHECK(lp_set_build_add(b, &add, NULL) == LP_OK, "add");
    }
    CHECK(lp_set_build_finish(b, &meta, NULL, NULL) == LP_OK, "finish");
    lp_set_build_free(b);
}

static const struct one plain[] = {
    {"b", LP_ROLE_FILE, 1, 0xbb, 0, 0, 0},
    {"a%0A", LP_ROLE_FILE, 2, 0xaa, 0xcc, 0, 0},
    {"a.zip > x%0A", LP_ROLE_MEMBER, 3, 0x11, 0, 0, 0},
};

static const struct one mixed[] = {
    {"a", LP_ROLE_FILE, 1, 0xaa, 0, 0x11, 0},
    {"again", LP_ROLE_FILE, 1, 0xaa, 0, 0x22, 0},
    {"m", LP_ROLE_FILE, LP_SIZE_UNKNOWN, 0, 0, 0x33, 0},
    {"s", LP_ROLE_FILE, 5, 0, 0, 0, 0x44},
};

static const struct {
    const char *label;
    const struct one *ones;
    size_t n;
    enum lp_sums_kind to;
    unsigned algs;
    uint64_t left_out;
    const char *text; /* NULL: LP_E_USAGE */
} cases[] = {
    {"in the order of the records", plain, 3, LP_SUMS_CSV, 0, 0,
     "path,size,sha256,decoded\nb,1," LONG("bb") ",\n\"a\n\",2," LONG(
         "aa") "," LONG("cc") "\na.zip > x%0A,3," LONG("11") ",\n"},
    {"a file by its name, a member by its locator", plain, 3, LP_SUMS_GNU, 0, 0,
     LONG("bb") "  b\n\\" LONG("aa") "  a\\n\n" LONG("11") "  a.zip > x%0A\n"},
    {"a name that hashdeep cannot say", plain, 3, LP_SUMS_HASHDEEP, 0, 0, NULL},
    {"what the set has not", plain, 3, LP_SUMS_GNU, MD5, 0, NULL},
    {"a record of several keys, and one of a cut one", mixed, 4, LP_SUMS_CSV, 0,
     1,
     "path,size,md5,sha256\na,1," HEX("11") "," LONG("aa") "\na,1," HEX(
         "22") ",\nm,," HEX("33") ",\n"},
    {"one digest of several", mixed, 4, LP_SUMS_GNU, 0, 3, LONG("aa") "  a\n"},
    {"the other", mixed, 4, LP_SUMS_GNU, MD5, 1,
     HEX("11") "  a\n" HEX("22") "  a\n" HEX("33") "  m\n"},
    {"no size for hashdeep", mixed, 4, LP_SUMS_HASHDEEP, MD5, 2,
     "%%%% HASHDEEP-1.0\n%%%% size,md5,filename\n## Invoked from: \n"
     "## $ leafproof convert\n## \n1," HEX("11") ",a\n1," HEX("22") ",a\n"},
    {"what is cut", mixed, 4, LP_SUMS_CSV, SHA512, 0, NULL},
    {"nothing but what is cut", mixed + 3, 1, LP_SUMS_CSV, 0, 0, NULL},
};

static void
test_lists(void)
{
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct lp_export_options o = {
            .set = path, .to = cases[i].to, .algs = cases[i].algs};
        struct lp_export_report r;
        struct lp_err err = {0};
        bool good = cases[i].text != NULL;

        build(cases[i].ones, cases[i].n, false);
        CHECK(lp_do_export(&o, &r, &err) == (good ? LP_OK : LP_E_USAGE),
              cases[i].label);
        CHECK(!good || lp_slice_is(lp_buf_slice(&r.text), cases[i].text),
              cases[i].label);
        CHECK(!good || r.left_out == cases[i].left_out, cases[i].label);
        lp_export_report_release(&r);
    }
}

static void
test_keyed(void)
{
    struct lp_export_options o = {.set = path, .to = LP_SUMS_CSV};
    struct lp_export_report r;
    struct lp_err err = {0};
    uint8_t root[32];
    char bare[4300];

    (void)snprintf(bare, sizeof bare, "%s/bare.set", folder);
    build(plain, COUNT(plain), true);
    CHECK(lp_do_export(&o, &r, &err) == LP_E_USAGE, "keyed");
    CHECK(strstr(err.text, "is keyed") != NULL, "and says so");
    lp_export_report_release(&r);
    CHECK(lp_do_export_set(path, bare, root, &err) == LP_E_USAGE, "keyed");
    CHECK(access(bare, F_OK) != 0, "nothing is left");
}

int
main(void)
{
    if (!box_open()) {
        return 1;
    }
    test_lists();
    test_keyed();
    box_close();
    return lp_test_failures != 0;
}
