#include "formats/manifest_word.h"

#include <stdlib.h>
#include <string.h>

#include "formats/manifest.h"
#include "tests/unit/manifest_text.h"
#include "tests/unit/test.h"

#define A32 "abababababababababababababababab"
#define B64 "00" A32 A32_LESS
#define A32_LESS "ababababababababababababababab"
#define END_MD5                                                        \
    "# end\n# scope=tree\n# files=1\n# messages=0\n# attachments=0\n"  \
    "# documents=1\n# bytes=1\n# unopened=0\n# readers=gzip-1,tar-1\n" \
    "# levels=raw,decoded\n# digests=sha256,md5\n# depth=all\n" ROOT
#define MESSAGE "# message=leaf " A64 " 1 message - - - - message 1\n"

static const struct {
    const char *label;
    struct lp_slice text;
    bool good;
} spellings[] = {
    {"decoded", S(FIRST FILE_A "# decoded=" B64 "\n" END), true},
    {"decoded, and no other", S(FIRST FILE_A "# decoded=" A64 "\n" END), false},
    {"decoded, cut short", S(FIRST FILE_A "# decoded=ab\n" END), false},
    {"a digest that the trailer does not name",
     S(FIRST FILE_A "# md5=" A32 "\n" END), false},
    {"a digest that it names", S(FIRST FILE_A "# md5=" A32 "\n" END_MD5), true},
    {"... and only some have",
     S(FIRST FILE_A "# md5=" A32 "\n" A64
                    "  b\n# size=1\n# kind=other\n" END_MD5),
     false},
    {"... of another length", S(FIRST FILE_A "# md5=" A64 "\n" END_MD5), false},
    {"a message", S(FIRST ZIP_A MESSAGE "# span=0 9\n" END), true},
    {"a message without a span", S(FIRST ZIP_A MESSAGE END), false},
    {"a member with one", S(FIRST ZIP_A LEAF "x\n# span=0 9\n" END), false},
    {"a span of one number", S(FIRST ZIP_A MESSAGE "# span=9\n" END), false},
    {"own text of a part",
     S(FIRST ZIP_A "# part=leaf " A64 " 1 other - own-text - - part 1\n"
                   "# span=0 9\n" END),
     true},
    {"own text of a member",
     S(FIRST ZIP_A "# member=leaf " A64 " 1 other - own-text - - part 1\n" END),
     false},
    {"own text that was opened",
     S(FIRST ZIP_A "# part=opened " A64 " 1 zip - own-text - - part 1\n"
                   "# span=0 9\n" END),
     false},
};

/* Read to the end. */
static enum lp_code
read_all(struct lp_slice text)
{
    struct lp_manifest m = {0};
    struct lp_manifest_trailer t = {0};
    struct lp_manifest_item item;
    bool end = false;
    enum lp_code rc = lp_manifest_open(&m, text, NULL);

    while (rc == LP_OK && !end) {
        rc = lp_manifest_next(&m, &item, &end, &t, NULL);
    }
    lp_manifest_release(&m);
    return rc;
}

static void
test_words(void)
{
    unsigned algs = 0;
    uint64_t at = 0;
    uint64_t size = 0;

    CHECK(lp_manifest_get_algs(lp_slice_str("sha256,md5"), &algs) &&
              algs == (1U << LP_ALG_SHA256 | 1U << LP_ALG_MD5),
          "digests");
    CHECK(!lp_manifest_get_algs(lp_slice_str("sha256,md4"), &algs),
          "a digest that is not known");
    CHECK(lp_manifest_get_span(lp_slice_str("7 9"), &at, &size) && at == 7 &&
              size == 9,
          "a span");
    CHECK(!lp_manifest_get_span(lp_slice_str("7  9"), &at, &size),
          "two blanks");
}

int
main(void)
{
    for (size_t i = 0; i < COUNT(spellings); i++) {
        CHECK(read_all(spellings[i].text) ==
                  (spellings[i].good ? LP_OK : LP_E_FORMAT),
              spellings[i].label);
    }
    test_words();
    return lp_test_failures != 0;
}
