#include "bundle/compare_sums.h"

#include <stdlib.h>
#include <string.h>

#include "tests/unit/test.h"

static const struct lp_sums_form none;

#define COUNT(a) (sizeof(a) / sizeof(a)[0])
#define MOST 6

/* Digests of "one\n" and "two\n". */
#define ONE_MD5 "5bbf5a52328e7439ae6e719dfe712200"
#define ONE_SHA \
    "2c8b08da5ce60398e1f19af0e5dccc744df274b826abe585eaba68c525434806"
#define TWO_MD5 "c193497a1a06b2c72230e6146ff47080"
#define TWO_SHA \
    "27dd8ed44a83ff94d557f9fd0412ed5a8cbca69ea04922d88c01184a07300a5a"

#define ONE_SHA512                                                     \
    "07e41ccb166d21a5327d5a2ae1bb48192b8470e1357266c9d119c294cb1e9597" \
    "8569472c9de64fb6d93cbd4dd0aed0bf1e7c47fd1920de17b038a08a85eb4fa1"
#define ONE_B2                                                         \
    "fad0120fa495d39b98e4cccac4aff7c83bec3a100ab770b84760c013e4b987af" \
    "4b242a2c8bc99891586c663161736844f8c7ae2083d8453dc5b84237513b4965"
#define NO_LONG                                                        \
    "0000000000000000000000000000000000000000000000000000000000000000" \
    "0000000000000000000000000000000000000000000000000000000000000000"

/* `what`: 'f' a file (`is` is its content), 'l' a link, 'd' an empty folder,
 * 'x' a file that cannot be read. */
struct thing {
    const char *path;
    char what;
    const char *is;
};

static struct lp_record
record_of(const struct thing *x)
{
    struct lp_record r = {.name = lp_slice_str(x->path),
                          .kind = x->what == 'l'   ? LP_KIND_SYMLINK
                                  : x->what == 'd' ? LP_KIND_DIR
                                                   : LP_KIND_OTHER};
    static const enum lp_alg algs[] = {LP_ALG_MD5, LP_ALG_SHA512,
                                       LP_ALG_BLAKE2B};

    if (x->what == 'x') {
        r.closed = LP_RULE_UNREADABLE;
    } else if (x->what == 'f') {
        r.size = strlen(x->is);
        r.has_digest = true;
        CHECK(lp_digest_of(&r.digest, LP_ALG_SHA256, lp_slice_str(x->is),
                           NULL) == LP_OK,
              "digest");
        for (size_t i = 0; i < COUNT(algs); i++) {
            struct lp_digest d;

            CHECK(lp_digest_of(&d, algs[i], lp_slice_str(x->is), NULL) == LP_OK,
                  "digest");
            r.algs |= 1U << algs[i];
            memcpy(r.other[algs[i]], d.bytes, lp_alg_len(algs[i]));
        }
    }
    return r;
}

static enum lp_code
told(void *who, const struct lp_verify_event *e, struct lp_err *err)
{
    struct lp_buf *to = who;

    (void)err;
    lp_buf_printf(to, "%s %.*s", lp_verify_word(e->what), (int)e->path.len,
                  (const char *)e->path.data);
    if (e->what == LP_VERIFY_CHANGED && e->has_found) {
        lp_buf_printf(to, " by %s", lp_alg_word(e->alg));
    }
    if (e->note.len > 0) {
        lp_buf_printf(to, " (%.*s)", (int)e->note.len,
                      (const char *)e->note.data);
    }
    lp_buf_byte(to, '\n');
    return LP_OK;
}

#define A                 \
    {                     \
        "a", 'f', "one\n" \
    }
#define B                   \
    {                       \
        "s/b", 'f', "two\n" \
    }

static const struct {
    const char *label;
    const char *list;
    enum lp_code reads;
    struct thing now[MOST];
    const char *said;
    uint64_t weak;
    uint64_t met;
} cases[] = {
    {"the same",
     ONE_SHA "  a\n" TWO_SHA "  s/b\n",
     LP_OK,
     {A, B},
     "MATCHED a\nMATCHED s/b\n",
     0,
     2},
    {"by MD5 alone", ONE_MD5 "  a\n", LP_OK, {A}, "MATCHED a\n", 1, 1},
    {"by both",
     ONE_MD5 "  a\n" ONE_SHA "  a\n",
     LP_OK,
     {A},
     "MATCHED a\n",
     0,
     1},
    {"by both, the weak one differs",
     TWO_MD5 "  a\n" ONE_SHA "  a\n",
     LP_OK,
     {A},
     "CHANGED a by md5\n",
     0,
     1},
    {"by both, the strong one differs",
     ONE_MD5 "  a\n" TWO_SHA "  a\n",
     LP_OK,
     {A},
     "CHANGED a by sha256\n",
     0,
     1},
    {"what is not named does not matter",
     ONE_SHA "  a\n",
     LP_OK,
     {A, B},
     "MATCHED a\n",
     0,
     1},
    {"other bytes", TWO_SHA "  a\n", LP_OK, {A}, "CHANGED a by sha256\n", 0, 1},
    {"missing",
     ONE_SHA "  a\n" TWO_SHA "  s/b\n",
     LP_OK,
     {A},
     "MATCHED a\nMISSING s/b\n",
     0,
     1},
    {"unreadable",
     ONE_SHA "  a\n",
     LP_OK,
     {{"a", 'x', NULL}},
     "UNREADABLE a\n",
     0,
     1},
    {"a link",
     ONE_SHA "  a\n",
     LP_OK,
     {{"a", 'l', NULL}},
     "CHANGED a (symlink)\n",
     0,
     0},
    {"a folder",
     ONE_SHA "  a\n",
     LP_OK,
     {{"a", 'd', NULL}},
     "CHANGED a (dir)\n",
     0,
     0},
    {"a name in other spelling",
     ONE_SHA "  ././a\n" TWO_SHA "  s//./b\n",
     LP_OK,
     {A, B},
     "MATCHED a\nMATCHED s/b\n",
     0,
     2},
    {"in another spelling, twice",
     ONE_SHA "  ./a\n" ONE_SHA "  a\n",
     LP_OK,
     {A},
     "MATCHED a\n",
     0,
     1},
    {"out of the folder",
     ONE_SHA "  ../a\n",
     LP_OK,
     {A},
     "MISSING ../a (outside the folder)\n",
     0,
     0},
    {"out of it and in again",
     ONE_SHA "  s/../a\n",
     LP_OK,
     {A},
     "MISSING s/../a (outside the folder)\n",
     0,
     0},
    {"two dots in a name",
     ONE_SHA "  a..\n",
     LP_OK,
     {{"a..", 'f', "one\n"}},
     "MATCHED a..\n",
     0,
     1},
    {"from the root",
     ONE_SHA "  /a\n",
     LP_OK,
     {A},
     "MISSING /a (outside the folder)\n",
     0,
     0},
    {"no name but a dot",
     ONE_SHA "  .\n",
     LP_OK,
     {A},
     "MISSING  (the list does not name it)\n",
     0,
     0},
    {"no name",
     "name,sha256\n," ONE_SHA "\n",
     LP_OK,
     {A},
     "MISSING  (the list does not name it)\n",
     0,
     0},
    {"the size agrees",
     "name,size,sha256\na,4," ONE_SHA "\n",
     LP_OK,
     {A},
     "MATCHED a\n",
     0,
     1},
    {"the size does not",
     "name,size,sha256\na,5," ONE_SHA "\n",
     LP_OK,
     {A},
     "CHANGED a by sha256 (has another size than the list says)\n",
     0,
     1},
    {"twice", ONE_SHA "  a\n" ONE_SHA "  a\n", LP_OK, {A}, "MATCHED a\n", 0, 1},
    {"two digests of one name",
     ONE_SHA "  a\n" TWO_SHA "  a\n",
     LP_E_FORMAT,
     {{0}},
     "",
     0,
     0},
    {"two sizes of one name",
     "name,size,sha256\na,4," ONE_SHA "\na,5," ONE_SHA "\n",
     LP_E_FORMAT,
     {{0}},
     "",
     0,
     0},
    {"128 digits by SHA-512",
     ONE_SHA512 "  a\n",
     LP_OK,
     {A},
     "MATCHED a\n",
     0,
     1},
    {"128 digits by BLAKE2b", ONE_B2 "  a\n", LP_OK, {A}, "MATCHED a\n", 0, 1},
    {"128 digits by neither",
     NO_LONG "  a\n",
     LP_OK,
     {A},
     "CHANGED a by sha512\n",
     0,
     1},
    {"SHA-512 by its tag",
     "SHA512 (a) = " ONE_SHA512 "\n",
     LP_OK,
     {A},
     "MATCHED a\n",
     0,
     1},
    {"BLAKE2b that is said to be SHA-512",
     "SHA512 (a) = " ONE_B2 "\n",
     LP_OK,
     {A},
     "CHANGED a by sha512\n",
     0,
     1},
    {"SHA-512 that is said to be BLAKE2b",
     "BLAKE2b (a) = " ONE_SHA512 "\n",
     LP_OK,
     {A},
     "CHANGED a by blake2b\n",
     0,
     1},
    {"128 digits beside those of a tag",
     ONE_B2 "  a\nSHA512 (a) = " ONE_SHA512 "\n",
     LP_OK,
     {A},
     "MATCHED a\n",
     0,
     1},
    {"the tag first",
     "BLAKE2b (a) = " ONE_B2 "\n" ONE_SHA512 "  a\n",
     LP_OK,
     {A},
     "MATCHED a\n",
     0,
     1},
    {"128 digits, twice",
     ONE_B2 "  a\n" ONE_B2 "  a\n",
     LP_OK,
     {A},
     "MATCHED a\n",
     0,
     1},
    {"with and without a tag",
     ONE_B2 "  a\nBLAKE2b (a) = " ONE_B2 "\n",
     LP_OK,
     {A},
     "MATCHED a\n",
     0,
     1},
    {"beside a tag, by neither",
     NO_LONG "  a\nSHA512 (a) = " ONE_SHA512 "\n",
     LP_OK,
     {A},
     "CHANGED a by blake2b\n",
     0,
     1},
    {"beside both tags, by neither",
     "SHA512 (a) = " ONE_SHA512 "\nBLAKE2b (a) = " ONE_B2 "\n" NO_LONG "  a\n",
     LP_E_FORMAT,
     {{0}},
     "",
     0,
     0},
    {"128 digits of two kinds",
     ONE_B2 "  a\n" NO_LONG "  a\n",
     LP_E_FORMAT,
     {{0}},
     "",
     0,
     0},
    {"a broken line",
     ONE_SHA "  a\nso on\n",
     LP_OK,
     {A},
     "UNREADABLE  (line 2 of the list: neither `digest  name` nor `ALGORITHM "
     "(name) = digest`)\nMATCHED a\n",
     0,
     1},
    {"no list", "and so on\n", LP_E_FORMAT, {{0}}, "", 0, 0},
};

static void
test_cases(void)
{
    for (size_t i = 0; i < COUNT(cases); i++) {
        const char *label = cases[i].label;
        struct lp_compare_sums *c = NULL;
        struct lp_sums_counts n = {0};
        struct lp_buf said = {0};
        const struct lp_where at = {0};
        struct lp_sink sink;

        CHECK(lp_compare_sums_new(&c, lp_slice_str(cases[i].list), &none, told,
                                  &said, NULL) == cases[i].reads,
              label);
        CHECK((c != NULL) == (cases[i].reads == LP_OK), label);
        if (c == NULL) {
            continue;
        }
        sink = lp_compare_sums_sink(c);
        for (size_t k = 0; k < MOST && cases[i].now[k].path != NULL; k++) {
            struct lp_record r = record_of(&cases[i].now[k]);

            CHECK(sink.ops->item(sink.self, &r, &at, NULL) == LP_OK, label);
        }
        CHECK(lp_compare_sums_finish(c, true, &n, NULL) == LP_OK, label);
        CHECK(lp_slice_is(lp_buf_slice(&said), cases[i].said), label);
        CHECK(n.weak == cases[i].weak, label);
        CHECK(n.met == cases[i].met, label);
        lp_compare_sums_free(c);
        lp_buf_release(&said);
    }
    lp_compare_sums_free(NULL);
}

static void
test_tops(void)
{
    static const char list[] =
        ONE_SHA "  b/x\n" ONE_SHA "  b-\n" ONE_SHA "  b\n" ONE_SHA
                "  a/y/z\n" ONE_SHA "  /r\n" ONE_MD5 "  b/x\n";
    static const char tops[] = "a\0b\0b-";
    struct lp_compare_sums *c = NULL;
    struct lp_buf names = {0};
    size_t n = 0;

    CHECK(lp_compare_sums_new(&c, lp_slice_str(list), &none, told, NULL,
                              NULL) == LP_OK,
          "tops");
    CHECK(lp_compare_sums_tops(c, &names, &n, NULL) == LP_OK, "tops");
    CHECK(n == 3 && names.len == sizeof tops &&
              memcmp(names.data, tops, sizeof tops) == 0,
          "each once");
    CHECK(lp_compare_sums_algs(c) == 1U << LP_ALG_MD5, "what else to make");
    lp_compare_sums_free(c);
    CHECK(lp_compare_sums_new(&c, lp_slice_str(ONE_B2 "  a\n"), &none, told,
                              NULL, NULL) == LP_OK,
          "either");
    CHECK(lp_compare_sums_algs(c) ==
              (1U << LP_ALG_SHA512 | 1U << LP_ALG_BLAKE2B),
          "either");
    lp_compare_sums_free(c);
    lp_buf_release(&names);
}

/* As a manifest, which can be read again. */
static void
test_manifest(void)
{
    static const struct {
        const char *list;
        enum lp_code rc;
        unsigned n;
    } rows[] = {
        {TWO_SHA "  s/b\n" ONE_SHA "  ./a\n", LP_OK, 2},
        {ONE_MD5 "  a\n", LP_E_USAGE, 0},
        {ONE_SHA "  ../a\n", LP_E_USAGE, 0},
    };

    for (size_t i = 0; i < COUNT(rows); i++) {
        struct lp_compare_sums *c = NULL;
        struct lp_buf text = {0};
        struct lp_manifest m = {0};
        struct lp_manifest_trailer trailer;
        bool end = false;
        unsigned n = 0;

        CHECK(lp_compare_sums_new(&c, lp_slice_str(rows[i].list), &none, told,
                                  NULL, NULL) == LP_OK,
              rows[i].list);
        CHECK(lp_compare_sums_manifest(c, &text, NULL) == rows[i].rc,
              rows[i].list);
        if (rows[i].rc == LP_OK) {
            CHECK(lp_manifest_open(&m, lp_buf_slice(&text), NULL) == LP_OK,
                  rows[i].list);
        }
        while (rows[i].rc == LP_OK && !end) {
            struct lp_manifest_item item;

            if (lp_manifest_next(&m, &item, &end, &trailer, NULL) != LP_OK) {
                break;
            }
            n += end ? 0 : 1;
        }
        CHECK(n == rows[i].n && end == (rows[i].rc == LP_OK), rows[i].list);
        lp_manifest_release(&m);
        lp_compare_sums_free(c);
        lp_buf_release(&text);
    }
}

int
main(void)
{
    test_cases();
    test_tops();
    test_manifest();
    return lp_test_failures != 0;
}
