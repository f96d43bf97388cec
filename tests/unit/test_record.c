#include "bundle/record.h"

#include <string.h>

#include "tests/unit/test.h"

#define COUNT(a) (sizeof(a) / sizeof(a)[0])

static const struct {
    const char *label;
    struct lp_record record;
    bool document, finding, taints, closed;
} cases[] = {
    {"a file", {.kind = LP_KIND_OTHER}, true, false, false, false},
    {"a PDF", {.kind = LP_KIND_PDF}, true, false, false, false},
    {"a container",
     {.kind = LP_KIND_ZIP, .container = true},
     false,
     false,
     false,
     false},
    {"a document with something in it",
     {.kind = LP_KIND_OOXML, .container = true},
     true,
     false,
     false,
     false},
    {"an own text with a file in it",
     {.role = LP_ROLE_PART,
      .kind = LP_KIND_UUENCODE,
      .container = true,
      .flags = LP_FLAG_OWN_TEXT},
     false,
     false,
     false,
     false},
    {"a container that was not opened",
     {.kind = LP_KIND_ZIP},
     true,
     false,
     false,
     false},
    {"a folder", {.kind = LP_KIND_DIR}, false, false, false, false},
    {"a link", {.kind = LP_KIND_SYMLINK}, false, false, false, false},
    {"a hard link", {.kind = LP_KIND_HARDLINK}, false, false, false, false},
    {"a pipe", {.kind = LP_KIND_FIFO}, false, false, false, false},
    {"a socket", {.kind = LP_KIND_SOCKET}, false, false, false, false},
    {"a device", {.kind = LP_KIND_DEVICE}, false, false, false, false},
    {"ciphertext", {.closed = LP_RULE_ENC_PGP}, true, false, false, true},
    {"over a limit", {.closed = LP_RULE_LIMIT_TOTAL}, true, false, false, true},
    {"broken off", {.closed = LP_RULE_TRUNCATED}, true, true, false, false},
    {"ambiguous", {.closed = LP_RULE_ZIP_TWO_ENDS}, true, true, true, false},
    {"found to be malformed",
     {.found = {1, {{LP_RULE_TRUNCATED, 0}}}},
     true,
     true,
     false,
     false},
    {"found to be ambiguous",
     {.found = {1, {{LP_RULE_ZIP_GAP, 0}}}},
     true,
     true,
     true,
     false},
    {"ambiguous in the second place",
     {.found = {2, {{LP_RULE_TRUNCATED, 0}, {LP_RULE_ZIP_GAP, 0}}}},
     true,
     true,
     true,
     false},
    {"a table that was opened",
     {.kind = LP_KIND_ROWS, .container = true, .has_digest = true},
     true,
     false,
     false,
     false},
    {"a row of it",
     {.kind = LP_KIND_ROW, .role = LP_ROLE_ROW, .has_digest = true},
     false,
     false,
     false,
     false},
    {"closed, and ambiguous",
     {.closed = LP_RULE_ENC_ZIP, .found = {1, {{LP_RULE_ZIP_GAP, 0}}}},
     true,
     true,
     true,
     true},
};

static void
test_questions(void)
{
    for (size_t i = 0; i < COUNT(cases); i++) {
        const struct lp_record *r = &cases[i].record;

        CHECK(lp_record_is_document(r) == cases[i].document, cases[i].label);
        CHECK(lp_record_is_finding(r) == cases[i].finding, cases[i].label);
        CHECK(lp_record_taints(r) == cases[i].taints, cases[i].label);
        CHECK(lp_record_is_closed(r) == cases[i].closed, cases[i].label);
    }
}

static void
test_name(void)
{
    static const struct {
        unsigned depth;
        const char *name;
        const char *b64;
    } names[] = {
        {0, "foo", "Zm9v"},  {0, "a/b/foo", "Zm9v"}, {0, "", ""},
        {0, "foo/", ""},     {1, "foo", "Zm9v"},     {1, "a/foo", "YS9mb28="},
        {0, "\xff", "/w=="},
    };

    for (size_t i = 0; i < COUNT(names); i++) {
        const struct lp_record r = {.depth = names[i].depth,
                                    .name = lp_slice_str(names[i].name)};
        struct lp_buf text = {0};

        lp_record_name_b64(&text, &r);
        CHECK(lp_slice_is(lp_buf_slice(&text), names[i].b64), names[i].name);
        lp_buf_release(&text);
    }
}

int
main(void)
{
    test_questions();
    test_name();
    CHECK(strcmp(lp_role_word(LP_ROLE_FILE), "file") == 0, "file");
    CHECK(strcmp(lp_role_word(LP_ROLE_MEMBER), "member") == 0, "member");
    return lp_test_failures != 0;
}
