#include "formats/manifest_word.h"

#include <stdlib.h>
#include <string.h>

#include "formats/manifest.h"
#include "tests/unit/manifest_text.h"
#include "tests/unit/test.h"

#define A32 "abababababababababababababababab"
#define B64 "00" A32 A32_LESS
#define A32_LESS "ababababababababababababababab"
#define LISTS(readers, levels, rules) \
    COUNTS("tree")                    \
    "# readers=" readers "\n# levels=" levels "\n# rules=" rules "\n"
#define END_MD5                                        \
    LISTS("gzip-1,tar-1", "raw,decoded", "raw,dec-v1") \
    "# digests=sha256,md5\n# depth=all\n" ROOT
#define END_WITH(readers, levels, rules) \
    LISTS(readers, levels, rules) "# digests=sha256\n# depth=all\n" ROOT
#define ALL_IDS                                                                \
    "# id-message=" A64 "\n# id-message-body=" A64 "\n# id-message-loose=" A64 \
    "\n# id-mih=" A32 "\n# id-text=" A64 "\n# id-letters=" A64 "\n"
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
    /* Identities. */
    {"one", S(FIRST FILE_A "# id-text=" A64 "\n" END), true},
    {"one of an unknown name", S(FIRST FILE_A "# id-sense=" A64 "\n" END),
     false},
    {"one of a level that is no identity",
     S(FIRST FILE_A "# id-near=" A64 "\n" END), false},
    {"one, cut short", S(FIRST FILE_A "# id-text=" A32 "\n" END), false},
    {"one in upper case", S(FIRST FILE_A "# id-text=AB" A32 A32_LESS "\n" END),
     false},
    {"one that is empty", S(FIRST FILE_A "# id-text=\n" END), false},
    {"an MD5 of a Message-ID", S(FIRST FILE_A "# id-mih=" A32 "\n" END), true},
    {"... as long as the others", S(FIRST FILE_A "# id-mih=" A64 "\n" END),
     false},
    {"all of them", S(FIRST FILE_A ALL_IDS END), true},
    {"two in the other order",
     S(FIRST FILE_A "# id-text=" A64 "\n# id-message=" A64 "\n" END), false},
    {"one twice", S(FIRST FILE_A "# id-text=" A64 "\n# id-text=" A64 "\n" END),
     false},
    {"one after the other digests",
     S(FIRST FILE_A "# decoded=" B64 "\n# md5=" A32 "\n# id-text=" A64
                    "\n" END_MD5),
     true},
    {"one before a digest",
     S(FIRST FILE_A "# id-text=" A64 "\n# md5=" A32 "\n" END_MD5), false},
    {"one of a member", S(FIRST ZIP_A LEAF "x\n# id-text=" A64 "\n" END), true},
    {"one of a message", S(FIRST ZIP_A MESSAGE "# span=0 9\n" ALL_IDS END),
     true},
    {"one before the span",
     S(FIRST ZIP_A MESSAGE "# id-text=" A64 "\n# span=0 9\n" END), false},
    {"one of what has no digest",
     S(FIRST ZIP_A "# member=leaf - 1 other - - - - x\n# id-text=" A64
                   "\n" END),
     false},
    {"one of a folder", S(FIRST "# dir=a\n# id-text=" A64 "\n" END), false},
    /* The lists of the trailer. */
    {"one level", S(FIRST FILE_A END_WITH("zip-1", "raw", "raw")), true},
    {"no level", S(FIRST FILE_A END_WITH("zip-1", "", "")), false},
    {"no reader", S(FIRST FILE_A END_WITH("", "raw", "raw")), false},
    {"a rule less", S(FIRST FILE_A END_WITH("zip-1", "raw,decoded", "raw")),
     false},
    {"a rule more", S(FIRST FILE_A END_WITH("zip-1", "raw", "raw,dec-v1")),
     false},
    {"no rule", S(FIRST FILE_A END_WITH("zip-1", "raw", "")), false},
    {"a rule with a version of Unicode",
     S(FIRST FILE_A END_WITH("zip-1", "raw,text", "raw,text-v1-u15.0.0")),
     true},
    {"an empty rule", S(FIRST FILE_A END_WITH("zip-1", "raw,decoded", "raw,")),
     false},
    {"an empty level", S(FIRST FILE_A END_WITH("zip-1", ",raw", "raw,dec-v1")),
     false},
    {"an empty reader", S(FIRST FILE_A END_WITH("tar-1,,zip-1", "raw", "raw")),
     false},
    {"a rule in upper case", S(FIRST FILE_A END_WITH("zip-1", "raw", "Raw")),
     false},
    {"a rule with a blank",
     S(FIRST FILE_A END_WITH("zip-1", "raw,decoded", "raw, dec-v1")), false},
    {"a rule with a NUL", S(FIRST FILE_A END_WITH("zip-1", "raw", "r\0w")),
     false},
    {"a trailer without rules",
     S(FIRST FILE_A COUNTS("tree") "# readers=zip-1\n# levels=raw\n"
                                   "# digests=sha256\n# depth=all\n" ROOT),
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
    CHECK(lp_manifest_words(lp_slice_str("raw")) == 1 &&
              lp_manifest_words(lp_slice_str("raw,dec-v1,text-v1-u15.0")) == 3,
          "words");
    CHECK(lp_manifest_words(lp_slice_str("")) == 0 &&
              lp_manifest_words(lp_slice_str("raw,")) == 0 &&
              lp_manifest_words(lp_slice_str("raw,,text")) == 0 &&
              lp_manifest_words(lp_slice_str("raw text")) == 0,
          "no list");
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
