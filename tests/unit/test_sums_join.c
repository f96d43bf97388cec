#include "bundle/sums_join.h"

#include "tests/unit/sums_list.h"

static const struct {
    const char *label;
    const char *text;
    const char *said;
} cases[] = {
    {"nothing", "path,sha256\n", ""},
    {"a line for each document", H64 "  b\n" H64 "  a\n",
     "1 [b] sha256=0123\n2 [a] sha256=0123\n"},
    {"of one kind, the same name is no reason to join", H64 "  a\n" H64 "  a\n",
     "1 [a] sha256=0123\n2 [a] sha256=0123\n"},
    {"two digests of one name, line by line",
     "MD5 (b) = " H32 "\nSHA256 (b) = " H64 "\nMD5 (a) = " H32
     "\nSHA256 (a) = " H64 "\n",
     "1 [b] md5=0123 sha256=0123\n3 [a] md5=0123 sha256=0123\n"},
    {"list after list", H32 "  b\n" H32 "  a\n" H64 "  a\n" H64 "  b\n",
     "1 [b] md5=0123 sha256=0123\n2 [a] md5=0123 sha256=0123\n"},
    {"a document with one of them",
     H32 "  b\n" H32 "  a\n" H64 "  b\n" H64 "  c\n",
     "1 [b] md5=0123 sha256=0123\n2 [a] md5=0123\n4 [c] sha256=0123\n"},
    {"the same said again", H32 "  a\n" H64 "  a\n" H32 "  a\n",
     "1 [a] md5=0123 sha256=0123\n"},
    {"two files of one name",
     "MD5 (a) = " H32 "\nSHA256 (a) = " H64 "\nSHA256 (a) = ff" H40
     "0123456789abcdef012345\nMD5 (b) = " H32 "\nSHA256 (b) = " H64 "\n",
     "1 [a] md5=0123\n2 [a] sha256=0123\n3 [a] sha256=ff01\n"
     "4 [b] md5=0123 sha256=0123\n"},
    {"a size that some lines tell",
     "path,size,md5,sha256\na,," H32 ",\na,4,," H64 "\n",
     "2 [a] 4 md5=0123 sha256=0123\n"},
    {"sizes that differ are of two files",
     "path,size,md5,sha256\na,3," H32 ",\na,4,," H64 "\n",
     "2 [a] 3 md5=0123\n3 [a] 4 sha256=0123\n"},
    {"without names nothing is known to be the same",
     "path,md5,sha256\n," H32 ",\n,," H64 "\n",
     "2 [] md5=0123\n3 [] sha256=0123\n"},
    {"a line that breaks the grammar", H64 "  a\nb\n" H64 "  c\n",
     "1 [a] sha256=0123\n2 broken at 68\n3 [c] sha256=0123\n"},
    {"the same of several digests",
     "MD5 (a) = " H32 "\nb\nSHA256 (a) = " H64 "\nc\n",
     "1 [a] md5=0123 sha256=0123\n2 broken at 43\n4 broken at 123\n"},
    {"no list", "b\n" H64 "  a\n", NULL},
};

static const struct lp_sums_form none;

static enum lp_code
say(void *who, const struct lp_sums_item *item, struct lp_err *err)
{
    struct lp_buf *to = who;

    list_say(to, item);
    return lp_buf_check(to, err);
}

static void
test_cases(void)
{
    for (size_t i = 0; i < COUNT(cases); i++) {
        const struct lp_slice text = lp_slice_str(cases[i].text);
        const enum lp_code want = cases[i].said == NULL ? LP_E_FORMAT : LP_OK;
        struct lp_buf said = {0};

        CHECK(lp_sums_join(text, &none, say, &said, NULL) == want,
              cases[i].label);
        if (!lp_slice_is(lp_buf_slice(&said),
                         cases[i].said == NULL ? "" : cases[i].said)) {
            fprintf(stderr, "%.*s", (int)said.len, (const char *)said.data);
        }
        CHECK(lp_slice_is(lp_buf_slice(&said),
                          cases[i].said == NULL ? "" : cases[i].said),
              cases[i].label);
        CHECK(lp_sums_join(text, &none, NULL, NULL, NULL) == want,
              "whether it can be read");
        lp_buf_release(&said);
    }
}

/* What 128 digits are by shows where another line tells. */
static void
test_either(void)
{
    static const char text[] = H128 "  a\n" H64 "  b\nBLAKE2b (a) = " H128 "\n";
    struct lp_buf said = {0};

    CHECK(lp_sums_join(lp_slice_str(text), &none, say, &said, NULL) == LP_OK,
          "either");
    CHECK(lp_slice_is(lp_buf_slice(&said),
                      "1 [a] blake2b=0123\n2 [b] sha256=0123\n"),
          "either");
    lp_buf_release(&said);
}

int
main(void)
{
    test_cases();
    test_either();
    return lp_test_failures != 0;
}
