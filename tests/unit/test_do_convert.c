#include "bundle/do_convert.h"

#include <string.h>

#include "tests/unit/set_box.h"

#define COUNT(a) (sizeof(a) / sizeof(a)[0])
#define A32 "000102030405060708090a0b0c0d0e0f"
#define A40 A32 "10111213"
#define A64 A32 "101112131415161718191a1b1c1d1e1f"
#define SHA256 (1U << LP_ALG_SHA256)
#define MD5 (1U << LP_ALG_MD5)
#define HD(columns)                                                          \
    "%%%% HASHDEEP-1.0\n%%%% size," columns ",filename\n## Invoked from: \n" \
    "## $ leafproof convert\n## \n"

static const struct {
    const char *label;
    const char *in;
    enum lp_sums_kind to;
    unsigned algs;
    const char *out; /* NULL: LP_E_USAGE, or LP_E_FORMAT with `broken` */
    bool broken;
} cases[] = {
    {"as it is", A64 "  a\n", LP_SUMS_GNU, 0, A64 "  a\n", false},
    {"another way of writing it", A64 " *a\r\n", LP_SUMS_GNU, 0, A64 "  a\n",
     false},
    {"to BSD", A64 "  a\n", LP_SUMS_BSD, 0, "SHA256 (a) = " A64 "\n", false},
    {"to CSV", A64 "  a,b\n", LP_SUMS_CSV, 0,
     "path,size,sha256\n\"a,b\",," A64 "\n", false},
    {"no size for hashdeep", A64 "  a\n", LP_SUMS_HASHDEEP, 0, NULL, false},
    {"a size", "path,size,md5\na,7," A32 "\n", LP_SUMS_HASHDEEP, 0,
     HD("md5") "7," A32 ",a\n", false},
    {"neighbours are one", "MD5 (a) = " A32 "\nSHA256 (a) = " A64 "\n",
     LP_SUMS_CSV, 0, "path,size,md5,sha256\na,," A32 "," A64 "\n", false},
    {"of another name they are not",
     "MD5 (a) = " A32 "\nSHA256 (b) = " A64 "\n", LP_SUMS_CSV, 0,
     "path,size,md5,sha256\na,," A32 ",\nb,,," A64 "\n", false},
    {"of one kind they are not", A32 "  a\n" A32 "  a\n", LP_SUMS_GNU, 0,
     A32 "  a\n" A32 "  a\n", false},
    {"of two sizes they are not",
     "path,size,md5,sha1\na,1," A32 ",\na,2,," A40 "\n", LP_SUMS_CSV, 0,
     "path,size,md5,sha1\na,1," A32 ",\na,2,," A40 "\n", false},
    {"the best that all have",
     "MD5 (a) = " A32 "\nSHA1 (a) = " A40 "\nMD5 (b) = " A32 "\n", LP_SUMS_GNU,
     0, A32 "  a\n" A32 "  b\n", false},
    {"none that all have", "MD5 (a) = " A32 "\nSHA1 (b) = " A40 "\n",
     LP_SUMS_GNU, 0, NULL, false},
    {"what was asked for", "MD5 (a) = " A32 "\nSHA256 (a) = " A64 "\n",
     LP_SUMS_BSD, MD5, "MD5 (a) = " A32 "\n", false},
    {"what is lacking", A32 "  a\n", LP_SUMS_CSV, MD5 | SHA256, NULL, false},
    {"two in a list of one", "MD5 (a) = " A32 "\nSHA256 (a) = " A64 "\n",
     LP_SUMS_GNU, MD5 | SHA256, NULL, false},
    {"a name that hashdeep cannot say", "path,size,md5\n\"a\nb\",7," A32 "\n",
     LP_SUMS_HASHDEEP, 0, NULL, false},
    {"a bad line is left out", A64 "  a\nx\n", LP_SUMS_CSV, 0,
     "path,size,sha256\na,," A64 "\n", false},
    {"no list", "dear all\n", LP_SUMS_CSV, 0, NULL, true},
    {"a manifest cut short", "# leafproof manifest 1\n", LP_SUMS_CSV, 0, NULL,
     true},
};

static void
test_lists(const char *to_file)
{
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct lp_convert_options o = {.in = path,
                                       .out = to_file,
                                       .to = cases[i].to,
                                       .algs = cases[i].algs};
        struct lp_convert_report r;
        struct lp_err err = {0};
        enum lp_code want = cases[i].out != NULL ? LP_OK
                            : cases[i].broken    ? LP_E_FORMAT
                                                 : LP_E_USAGE;
        struct lp_buf file = {0};

        dump(lp_slice_str(cases[i].in));
        CHECK(lp_do_convert(&o, &r, &err) == want, cases[i].label);
        if (want != LP_OK) {
            CHECK(to_file == NULL || access(to_file, F_OK) != 0,
                  "nothing is left");
        } else if (to_file == NULL) {
            CHECK(lp_slice_is(lp_buf_slice(&r.text), cases[i].out),
                  cases[i].label);
        } else {
            CHECK(lp_file_read(&file, to_file, LP_BUF_MAX, NULL, NULL) == LP_OK,
                  cases[i].label);
            CHECK(lp_slice_is(lp_buf_slice(&file), cases[i].out),
                  cases[i].label);
            CHECK(unlink(to_file) == 0, "unlink");
        }
        lp_buf_release(&file);
        lp_convert_report_release(&r);
    }
}

int
main(void)
{
    char to_file[4300];

    if (!box_open()) {
        return 1;
    }
    (void)snprintf(to_file, sizeof to_file, "%s/list", folder);
    test_lists(NULL);
    test_lists(to_file);
    box_close();
    return lp_test_failures != 0;
}
