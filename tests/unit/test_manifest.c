#include "formats/manifest.h"

#include <stdlib.h>
#include <string.h>

#include "tests/unit/manifest_text.h"
#include "tests/unit/test.h"

static bool
same_item(const struct lp_manifest_item *a, const struct lp_manifest_item *b)
{
    bool same = a->role == b->role && lp_slice_equal(a->path, b->path) &&
                lp_slice_equal(a->target, b->target) && a->kind == b->kind &&
                a->size == b->size && a->has_digest == b->has_digest &&
                memcmp(a->sha256, b->sha256, 32) == 0 &&
                a->has_time == b->has_time && a->time == b->time &&
                a->flags == b->flags && a->container == b->container &&
                a->lost == b->lost && a->closed == b->closed &&
                a->closed_at == b->closed_at && a->found.n == b->found.n &&
                a->lies == b->lies && a->span_at == b->span_at &&
                a->span == b->span && a->algs == b->algs &&
                (!a->has_digest ||
                 memcmp(a->decoded, b->decoded, sizeof a->decoded) == 0) &&
                a->ids == b->ids && memcmp(a->id, b->id, sizeof a->id) == 0;

    for (unsigned i = 0; same && i < a->found.n; i++) {
        same = a->found.of[i].rule == b->found.of[i].rule &&
               a->found.of[i].at == b->found.of[i].at;
    }
    return same;
}

#define ALL_FLAGS \
    ((((uint32_t)1 << LP_FLAG_COUNT) - 1) & ~(uint32_t)LP_FLAG_OWN_TEXT)
#define DIGEST                                                                 \
    .has_digest = true, .sha256 = {1, 0xab, 0xcd}, .decoded = {1, 0xab, 0xcd}, \
    .algs = 1U << LP_ALG_MD5, .other = {[LP_ALG_MD5] = {5, 6}}
#define MEMBER .role = LP_MANIFEST_MEMBER, .lies = LP_ROLE_MEMBER

/* Every role, and every key that it can have. */
static const struct lp_manifest_item items[] = {
    {.role = LP_MANIFEST_UNREADABLE, .path = S("0"), .closed = LP_RULE_CHANGED},
    {.role = LP_MANIFEST_FILE, .path = S("a"), DIGEST},
    {.role = LP_MANIFEST_FILE, .path = S("a back\\slash"), DIGEST},
    {.role = LP_MANIFEST_FILE, .path = S("a line\nfeed\r\t\x1b"), DIGEST},
    {.role = LP_MANIFEST_FILE,
     .path = S("a \xff% >"),
     DIGEST,
     .size = INT64_MAX},
    {.role = LP_MANIFEST_FILE,
     .path = S("b.zip"),
     DIGEST,
     .size = 7,
     .kind = LP_KIND_ZIP,
     .container = true,
     .lost = true,
     .flags = LP_FLAG_ENCRYPTED,
     .closed = LP_RULE_ZIP_NO_END,
     .closed_at = 9,
     .found = {2, {{LP_RULE_CRC, 0}, {LP_RULE_ZIP_GAP, INT64_MAX}}}},
    {MEMBER, .path = S("x"), DIGEST, .size = 3},
    {MEMBER, .path = S("x%#2"), DIGEST, .size = 3,
     .flags = LP_FLAG_DUPLICATE_NAME, .has_time = true, .time = -1},
    {MEMBER, .path = S("in.zip"), DIGEST, .kind = LP_KIND_ZIP,
     .container = true, .has_time = true, .time = INT64_MIN + 1},
    {MEMBER, .path = S("in.zip > y %3E"), .closed = LP_RULE_ENC_ZIP,
     .closed_at = 12, .flags = ALL_FLAGS},
    {MEMBER, .path = S("in.zip > "), DIGEST,
     .found = {1, {{LP_RULE_ZIP_NAME, 1}}}},
    {MEMBER, .path = S("partly.zip"), DIGEST, .kind = LP_KIND_ZIP,
     .container = true, .lost = true, .has_time = true},
    {MEMBER, .path = S("link"), .kind = LP_KIND_SYMLINK, .target = S("../\n%")},
    {MEMBER, .path = S("hard"), .kind = LP_KIND_HARDLINK, .target = S("x")},
    {MEMBER, .path = S("d/"), .kind = LP_KIND_DIR},
    {.role = LP_MANIFEST_MEMBER,
     .lies = LP_ROLE_MESSAGE,
     .path = S("message 1"),
     .kind = LP_KIND_MESSAGE,
     DIGEST,
     .size = 4,
     .container = true,
     .span_at = 7,
     .span = INT64_MAX},
    {.role = LP_MANIFEST_MEMBER,
     .lies = LP_ROLE_PART,
     .path = S("message 1 > part 1.2 plan.pdf"),
     .has_digest = true,
     .sha256 = {1},
     .decoded = {2},
     .algs = 1U << LP_ALG_MD5,
     .other = {[LP_ALG_MD5] = {5, 6}},
     .flags = LP_FLAG_OWN_TEXT | LP_FLAG_BAD_ENCODING},
    {.role = LP_MANIFEST_MEMBER,
     .lies = LP_ROLE_MESSAGE,
     .path = S("message 2"),
     .kind = LP_KIND_MESSAGE,
     DIGEST,
     .ids = (1U << LP_ID_COUNT) - 1,
     .id = {[LP_ID_MESSAGE] = {1, [31] = 2},
            [LP_ID_BODY] = {3},
            [LP_ID_LOOSE] = {4},
            [LP_ID_MIH] = {[15] = 5},
            [LP_ID_TEXT] = {[31] = 6},
            [LP_ID_LETTERS] = {7}}},
    {MEMBER, .path = S("paper.pdf"), DIGEST, .kind = LP_KIND_PDF,
     .flags = LP_FLAG_NO_TEXT, .ids = 1U << LP_ID_MIH},
    {.role = LP_MANIFEST_SPECIAL, .path = S("c"), .kind = LP_KIND_DIR},
    {.role = LP_MANIFEST_SPECIAL, .path = S("d/%\n"), .kind = LP_KIND_FIFO},
    {.role = LP_MANIFEST_SPECIAL, .path = S("e"), .kind = LP_KIND_SOCKET},
    {.role = LP_MANIFEST_SPECIAL, .path = S("f"), .kind = LP_KIND_DEVICE},
    {.role = LP_MANIFEST_SPECIAL, .path = S("g"), .kind = LP_KIND_SYMLINK},
    {.role = LP_MANIFEST_SPECIAL,
     .path = S("h"),
     .kind = LP_KIND_SYMLINK,
     .target = S("../../etc \xff")},
    {.role = LP_MANIFEST_UNREADABLE,
     .path = S("i\x7f"),
     .kind = LP_KIND_DIR,
     .closed = LP_RULE_UNREADABLE,
     .closed_at = 4096},
};

static void
test_round_trip(void)
{
    const struct lp_manifest_trailer said = {
        .tree = true,
        .files = 1,
        .messages = 2,
        .attachments = 3,
        .documents = 4,
        .bytes = INT64_MAX,
        .unopened = 6,
        .depth = 4294967295u,
        .readers = S("zip-1"),
        .levels = S("raw,decoded"),
        .rules = S("raw,dec-v1"),
        .algs = 1U << LP_ALG_MD5,
        .content = {4, 5},
        .root = {9, 8, 7},
    };
    struct lp_manifest_trailer t = {0};
    struct lp_manifest m = {0};
    struct lp_manifest_item item;
    struct lp_buf text = {0};
    bool end = false;

    lp_manifest_begin(&text);
    for (size_t i = 0; i < COUNT(items); i++) {
        lp_manifest_item(&text, &items[i]);
    }
    lp_manifest_end(&text, &said);
    CHECK(lp_manifest_open(&m, lp_buf_slice(&text), NULL) == LP_OK, "open");
    for (size_t i = 0; i < COUNT(items); i++) {
        CHECK(lp_manifest_next(&m, &item, &end, &t, NULL) == LP_OK && !end,
              (const char *)items[i].path.data);
        CHECK(same_item(&item, &items[i]), (const char *)items[i].path.data);
    }
    CHECK(lp_manifest_next(&m, &item, &end, &t, NULL) == LP_OK && end, "end");
    CHECK(m.at == text.len, "to the last byte");
    CHECK(t.tree && t.files == 1 && t.messages == 2 && t.attachments == 3 &&
              t.documents == 4 && t.bytes == INT64_MAX && t.unopened == 6,
          "counts");
    CHECK(!t.all && t.depth == 4294967295u, "depth");
    CHECK(lp_slice_is(t.readers, "zip-1") &&
              lp_slice_is(t.levels, "raw,decoded") &&
              lp_slice_is(t.rules, "raw,dec-v1") && t.algs == said.algs,
          "lists");
    CHECK(memcmp(t.root, said.root, 32) == 0 &&
              memcmp(t.content, said.content, 32) == 0,
          "roots");
    lp_manifest_release(&m);
    lp_buf_release(&text);
}

/* Read to the end: the first code that is not LP_OK. */
static enum lp_code
read_all(struct lp_slice text, uint64_t *line)
{
    struct lp_manifest m = {0};
    struct lp_manifest_trailer t = {0};
    struct lp_manifest_item item;
    struct lp_err err = {0};
    bool end = false;
    enum lp_code rc = lp_manifest_open(&m, text, &err);

    while (rc == LP_OK && !end) {
        rc = lp_manifest_next(&m, &item, &end, &t, &err);
    }
    *line = err.at;
    lp_manifest_release(&m);
    return rc;
}

static const struct {
    const char *label;
    struct lp_slice text;
    bool good;
} spellings[] = {
    {"one file", S(FIRST FILE_A END), true},
    {"nothing", S(FIRST END), true},
    {"no bytes", S(""), false},
    {"no first line", S(FILE_A END), false},
    {"another version", S("# leafproof manifest 2\n" FILE_A END), false},
    {"a first line too long", S("# leafproof manifest 1 \n" END), false},
    {"a first line with CR", S("# leafproof manifest 1\r\n" END), false},
    {"no trailer", S(FIRST FILE_A), false},
    {"trailing text", S(FIRST FILE_A END "\n"), false},
    {"a file after the trailer", S(FIRST END FILE_A), false},
    {"an empty line", S(FIRST "\n" FILE_A END), false},
    {"a comment", S(FIRST "# hello\n" FILE_A END), false},
    /* Order. */
    {"two files", S(FIRST FILE_A A64 "  b\n# size=1\n# kind=other\n" END),
     true},
    {"the other way round",
     S(FIRST A64 "  b\n# size=1\n# kind=other\n" FILE_A END), false},
    {"twice", S(FIRST FILE_A FILE_A END), false},
    {"a file and a link", S(FIRST FILE_A "# symlink=b\n# target=\n" END), true},
    {"a file and a link of one name",
     S(FIRST FILE_A "# symlink=a\n# target=\n" END), false},
    {"files around a folder's place",
     S(FIRST FILE_A A64 "  a-\n# size=1\n# kind=other\n"
                        "# dir=b\n# fifo=b0\n" END),
     true},
    {"an empty folder ends in a slash", S(FIRST "# dir=b\n# fifo=b-\n" END),
     false},
    {"an empty folder with a file in it", S(FIRST "# dir=b\n# fifo=b/c\n" END),
     false},
    /* Paths. */
    {"a path", S(FIRST A64 "  a/b\n# size=1\n# kind=other\n" END), true},
    {"absolute", S(FIRST A64 "  /a\n# size=1\n# kind=other\n" END), false},
    {"..", S(FIRST A64 "  ..\n# size=1\n# kind=other\n" END), false},
    {"../a", S(FIRST A64 "  ../a\n# size=1\n# kind=other\n" END), false},
    {"a/../b", S(FIRST A64 "  a/../b\n# size=1\n# kind=other\n" END), false},
    {"a/..", S(FIRST A64 "  a/..\n# size=1\n# kind=other\n" END), false},
    {"./a", S(FIRST A64 "  ./a\n# size=1\n# kind=other\n" END), false},
    {"a/./b", S(FIRST A64 "  a/./b\n# size=1\n# kind=other\n" END), false},
    {"a//b", S(FIRST A64 "  a//b\n# size=1\n# kind=other\n" END), false},
    {"a/", S(FIRST A64 "  a/\n# size=1\n# kind=other\n" END), false},
    {"NUL", S(FIRST A64 "  a\0b\n# size=1\n# kind=other\n" END), false},
    {"..a", S(FIRST A64 "  ..a\n# size=1\n# kind=other\n" END), true},
    {"a/...", S(FIRST A64 "  a/...\n# size=1\n# kind=other\n" END), true},
    {"no path", S(FIRST A64 "  \n# size=1\n# kind=other\n" END), false},
    {".. of an empty folder", S(FIRST "# dir=..\n" END), false},
    {".. of what is unreadable",
     S(FIRST "# unreadable=..\n# kind=other\n# closed=N0401@0\n" END), false},
    {"no path of a folder", S(FIRST "# dir=\n" END), false},
    /* The checksum line. */
    {"three blanks: a name that begins with one",
     S(FIRST A64 "   a\n# size=1\n# kind=other\n" END), true},
    {"one blank", S(FIRST A64 " a\n# size=1\n# kind=other\n" END), false},
    {"binary mode", S(FIRST A64 " *a\n# size=1\n# kind=other\n" END), false},
    {"a digit less",
     S(FIRST "abababababababababababababababababababababababababababababababa"
             "  a\n# size=1\n# kind=other\n" END),
     false},
    {"a digit more", S(FIRST A64 "0  a\n# size=1\n# kind=other\n" END), false},
    {"upper-case hex",
     S(FIRST "ABababababababababababababababababababababababababababababababab"
             "  a\n# size=1\n# kind=other\n" END),
     false},
    {"escaped line feed",
     S(FIRST "\\" A64 "  a\\nb\n# size=1\n# kind=other\n" END), true},
    {"the mark of escapes is missing: a backslash is none",
     S(FIRST A64 "  a\\nb\n# size=1\n# kind=other\n" END), false},
    {"a mark without an escape",
     S(FIRST "\\" A64 "  ab\n# size=1\n# kind=other\n" END), false},
    {"an unknown escape",
     S(FIRST "\\" A64 "  a\\tb\n# size=1\n# kind=other\n" END), false},
    {"an escape cut short",
     S(FIRST "\\" A64 "  a\\\n# size=1\n# kind=other\n" END), false},
    {"CRLF", S(FIRST A64 "  a\r\n# size=1\n# kind=other\n" END), false},
    /* Keys of a file. */
    {"no size", S(FIRST A64 "  a\n# kind=other\n" END), false},
    {"no kind", S(FIRST A64 "  a\n# size=1\n" END), false},
    {"kind first", S(FIRST A64 "  a\n# kind=other\n# size=1\n" END), false},
    {"size twice", S(FIRST A64 "  a\n# size=1\n# size=1\n# kind=other\n" END),
     false},
    {"size with a leading zero",
     S(FIRST A64 "  a\n# size=01\n# kind=other\n" END), false},
    {"size with a sign", S(FIRST A64 "  a\n# size=+1\n# kind=other\n" END),
     false},
    {"an empty size", S(FIRST A64 "  a\n# size=\n# kind=other\n" END), false},
    {"size with CR", S(FIRST A64 "  a\n# size=1\r\n# kind=other\n" END), false},
    {"size and a blank", S(FIRST A64 "  a\n# size=1 \n# kind=other\n" END),
     false},
    {"size past 2^63",
     S(FIRST A64 "  a\n# size=9223372036854775808\n# kind=other\n" END), false},
    {"size below 2^63",
     S(FIRST A64 "  a\n# size=9223372036854775807\n# kind=other\n" END), true},
    {"an unknown kind", S(FIRST A64 "  a\n# size=1\n# kind=odd\n" END), false},
    {"a kind in upper case", S(FIRST A64 "  a\n# size=1\n# kind=ZIP\n" END),
     false},
    {"an unknown key", S(FIRST FILE_A "# colour=red\n" END), false},
    {"opened", S(FIRST ZIP_A END), true},
    {"partly", S(FIRST FILE_A "# opened=partly\n" END), true},
    {"not opened", S(FIRST FILE_A "# opened=no\n" END), false},
    {"flags", S(FIRST FILE_A "# flags=duplicate-name,encrypted\n" END), true},
    {"flags in another order",
     S(FIRST FILE_A "# flags=encrypted,duplicate-name\n" END), false},
    {"a flag twice", S(FIRST FILE_A "# flags=encrypted,encrypted\n" END),
     false},
    {"no flags", S(FIRST FILE_A "# flags=\n" END), false},
    {"an unknown flag", S(FIRST FILE_A "# flags=odd\n" END), false},
    {"a comma too many", S(FIRST FILE_A "# flags=encrypted,\n" END), false},
    {"closed", S(FIRST FILE_A "# closed=N0104@5\n" END), true},
    {"closed without a place", S(FIRST FILE_A "# closed=N0104\n" END), false},
    {"closed with an empty place", S(FIRST FILE_A "# closed=N0104@\n" END),
     false},
    {"closed by an unknown rule", S(FIRST FILE_A "# closed=N9999@5\n" END),
     false},
    {"closed by no rule", S(FIRST FILE_A "# closed=@5\n" END), false},
    {"closed by a word", S(FIRST FILE_A "# closed=password-protected@5\n" END),
     false},
    {"closed twice", S(FIRST FILE_A "# closed=N0104@5\n# closed=N0104@5\n" END),
     false},
    {"found", S(FIRST FILE_A "# found=N0104@5,N0101@1\n" END), true},
    {"found nothing", S(FIRST FILE_A "# found=\n" END), false},
    {"found in pieces",
     S(FIRST FILE_A "# found=N0104@5\n# found=N0101@1\n" END), false},
    {"found before closed",
     S(FIRST FILE_A "# found=N0104@5\n# closed=N0104@5\n" END), false},
    {"eight found",
     S(FIRST FILE_A "# found=N0101@1,N0102@1,N0103@1,N0104@1,N0105@1,"
                    "N0106@1,N0107@1,N0201@1\n" END),
     true},
    {"nine found",
     S(FIRST FILE_A "# found=N0101@1,N0102@1,N0103@1,N0104@1,N0105@1,"
                    "N0106@1,N0107@1,N0201@1,N0202@1\n" END),
     false},
    /* Other things on disk. */
    {"an empty folder", S(FIRST "# dir=a\n" END), true},
    {"a file is nothing special", S(FIRST "# other=a\n" END), false},
    {"a hard link is none", S(FIRST "# hardlink=a\n# target=b\n" END), false},
    {"an empty folder has no size", S(FIRST "# dir=a\n# size=0\n" END), false},
    {"a link", S(FIRST "# symlink=a\n# target=b\n" END), true},
    {"a link without a target", S(FIRST "# symlink=a\n" END), false},
    {"a folder with a target", S(FIRST "# dir=a\n# target=b\n" END), false},
    {"needless escape", S(FIRST "# dir=%61\n" END), false},
    {"a raw byte in a target", S(FIRST "# symlink=a\n# target=\x1b\n" END),
     false},
    {"unreadable",
     S(FIRST "# unreadable=a\n# kind=dir\n# closed=N0104@0\n" END), true},
    {"unreadable without a kind",
     S(FIRST "# unreadable=a\n# closed=N0104@0\n" END), false},
    {"unreadable without a rule", S(FIRST "# unreadable=a\n# kind=dir\n" END),
     false},
    /* Members. */
    {"a member", S(FIRST ZIP_A LEAF "x\n" END), true},
    {"a member of a leaf", S(FIRST FILE_A LEAF "x\n" END), false},
    {"a member first", S(FIRST LEAF "x\n" END), false},
    {"a member of a folder", S(FIRST ZIP_A "# dir=b\n" LEAF "x\n" END), false},
    {"a member without a name", S(FIRST ZIP_A LEAF "\n" END), true},
    {"a member that is cut short",
     S(FIRST ZIP_A "# member=leaf " A64 " 1 other - - -\n" END), false},
    {"two blanks",
     S(FIRST ZIP_A "# member=leaf  " A64 " 1 other - - - - x\n" END), false},
    {"an unknown sort",
     S(FIRST ZIP_A "# member=node " A64 " 1 other - - - - x\n" END), false},
    {"no sort", S(FIRST ZIP_A "# member=- " A64 " 1 other - - - - x\n" END),
     false},
    {"no digest", S(FIRST ZIP_A "# member=leaf - 1 other - - - - x\n" END),
     true},
    {"half a digest",
     S(FIRST ZIP_A "# member=leaf abab 1 other - - - - x\n" END), false},
    {"no size of a member",
     S(FIRST ZIP_A "# member=leaf - - other - - - - x\n" END), false},
    {"no kind of a member",
     S(FIRST ZIP_A "# member=leaf - 1 - - - - - x\n" END), false},
    {"time", S(FIRST ZIP_A "# member=leaf - 1 other -5 - - - x\n" END), true},
    {"time -0", S(FIRST ZIP_A "# member=leaf - 1 other -0 - - - x\n" END),
     false},
    {"time with a leading zero",
     S(FIRST ZIP_A "# member=leaf - 1 other 05 - - - x\n" END), false},
    {"a member with CR", S(FIRST ZIP_A LEAF "x\r\n" END), false},
    {"a member with a needless number", S(FIRST ZIP_A LEAF "x%#1\n" END),
     false},
    {"a member's link without a target",
     S(FIRST ZIP_A "# member=leaf - 1 symlink - - - - x\n" END), false},
    {"a member's link",
     S(FIRST ZIP_A "# member=leaf - 1 symlink - - - - x\n# target=%0A\n" END),
     true},
    /* The trailer. */
    {"given as paths", S(FIRST FILE_A TOP("paths") "# depth=all\n" ROOT), true},
    {"an unknown scope", S(FIRST FILE_A TOP("odd") "# depth=all\n" ROOT),
     false},
    {"down to a depth", S(FIRST FILE_A TOP("tree") "# depth=0\n" ROOT), true},
    {"a depth with a leading zero",
     S(FIRST FILE_A TOP("tree") "# depth=00\n" ROOT), false},
    {"a depth past 2^32",
     S(FIRST FILE_A TOP("tree") "# depth=4294967296\n" ROOT), false},
    {"no depth", S(FIRST FILE_A TOP("tree") ROOT), false},
    {"no root", S(FIRST FILE_A TOP("tree") "# depth=all\n"), false},
    {"a short root", S(FIRST FILE_A TOP("tree") "# depth=all\n# root=ab\n"),
     false},
    {"an unknown key in the trailer",
     S(FIRST FILE_A TOP("tree") "# depth=all\n# odd=1\n" ROOT), false},
    {"CRLF in the trailer", S(FIRST FILE_A TOP("tree") "# depth=all\r\n" ROOT),
     false},
};

static void
test_spellings(void)
{
    for (size_t i = 0; i < COUNT(spellings); i++) {
        uint64_t line;
        enum lp_code rc = read_all(spellings[i].text, &line);

        CHECK(rc == (spellings[i].good ? LP_OK : LP_E_FORMAT),
              spellings[i].label);
    }
}

/* Every lawful text, cut short at every place. */
static void
test_cuts(void)
{
    for (size_t i = 0; i < COUNT(spellings); i++) {
        struct lp_slice text = spellings[i].text;

        for (size_t n = 0; spellings[i].good && n < text.len; n++) {
            uint64_t line;
            /* On the heap, so that a step past its end shows. */
            uint8_t *copy = malloc(n + (n == 0 ? 1 : 0));

            if (copy != NULL) {
                memcpy(copy, text.data, n);
                CHECK(read_all((struct lp_slice){copy, n}, &line) ==
                          LP_E_FORMAT,
                      spellings[i].label);
            }
            free(copy);
        }
    }
}

static void
test_lines(void)
{
    uint64_t line = 0;

    CHECK(read_all((struct lp_slice)S(FIRST FILE_A "# odd\n" END), &line) ==
                  LP_E_FORMAT &&
              line == 5,
          "the line is told");
}

static void
test_order(void)
{
    static const struct {
        struct lp_slice path;
        bool folder;
    } sorted[] = {
        {S("A"), false},    {S("a"), false},    {S("a "), false},
        {S("a-b"), true},   {S("a.b"), false},  {S("a"), true},
        {S("a0"), false},   {S("a0b"), true},   {S("ab"), false},
        {S("\x7f"), false}, {S("\xff"), false},
    };

    for (size_t i = 0; i < COUNT(sorted); i++) {
        for (size_t k = 0; k < COUNT(sorted); k++) {
            int order = lp_manifest_order(sorted[i].path, sorted[i].folder,
                                          sorted[k].path, sorted[k].folder);

            CHECK((order > 0) - (order < 0) == (i > k) - (i < k),
                  (const char *)sorted[i].path.data);
        }
    }
}

int
main(void)
{
    test_round_trip();
    test_spellings();
    test_cuts();
    test_lines();
    test_order();
    return lp_test_failures != 0;
}
