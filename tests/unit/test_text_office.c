#include "formats/text_office.h"

#include "tests/unit/office_box.h"

#define COUNT(a) (sizeof(a) / sizeof(a)[0])

static const struct office_part document[] = {
    MAIN("word/document.xml"),
    {"word/document.xml",
     "<w:document xmlns:w='" ECMA "wordprocessingml/2006/main'><w:p><w:r>"
     "<w:t>word</w:t></w:r></w:p></w:document>",
     0},
    {"word/media/image1.png", "\x89PNG", 0},
    {0},
};

static void
check_kinds(void)
{
    unsigned n = 0;

    for (unsigned k = 0; k < LP_KIND_COUNT; k++) {
        n += lp_text_office_has((enum lp_kind)k) ? 1 : 0;
    }
    CHECK(n == 2, "two kinds");
    CHECK(lp_text_office_has(LP_KIND_OOXML), "OOXML");
    CHECK(lp_text_office_has(LP_KIND_ODF), "ODF");
    CHECK(!lp_text_office_has(LP_KIND_ZIP), "any ZIP is none");
}

static void
expect(struct lp_slice zip, enum lp_kind kind, const struct lp_limits *limits,
       const char *want, const char *label)
{
    struct lp_buf seen = office_seen(kind, zip, limits);

    CHECK(lp_slice_is(lp_buf_slice(&seen), want), label);
    if (!lp_slice_is(lp_buf_slice(&seen), want)) {
        lp_buf_byte(&seen, 0);
        fprintf(stderr, "    %s\n", (const char *)seen.data);
    }
    lp_buf_release(&seen);
}

/* Without a sink for pages. */
static void
check_pageless(struct lp_slice zip)
{
    struct lp_buf seen = {0};
    struct office_view m = {{&office_view_ops, zip.len, 1}, zip};
    struct lp_text_sink sink = {.text = office_put, .who = &seen};

    CHECK(lp_text_office(&m.base, LP_KIND_OOXML, sink, &lp_limits_default,
                         NULL) == LP_OK,
          "pages need not be told");
    CHECK(lp_slice_is(lp_buf_slice(&seen), "word\n"), "the text is the same");
    lp_buf_release(&seen);
}

int
main(void)
{
    struct lp_buf zip = office_zip(document);
    struct lp_slice whole = lp_buf_slice(&zip);
    struct lp_limits few = lp_limits_default;
    size_t at = 0;

    check_kinds();
    check_pageless(whole);
    expect(whole, LP_KIND_OOXML, &lp_limits_default, "word\n", "a document");
    expect(whole, LP_KIND_PDF, &lp_limits_default, "!!", "of another kind");
    expect(whole, LP_KIND_ODF, &lp_limits_default, "!!bad-xml",
           "OOXML is not ODF");
    expect(lp_slice_head(whole, whole.len - 1), LP_KIND_OOXML,
           &lp_limits_default, "!!zip-no-end", "cut by a byte");
    expect((struct lp_slice){0}, LP_KIND_OOXML, &lp_limits_default,
           "!!zip-no-end", "nothing");
    few.entries = 2;
    expect(whole, LP_KIND_OOXML, &few, "!!limit-entries",
           "more members than the limit");
    few.entries = 3;
    expect(whole, LP_KIND_OOXML, &few, "word\n", "as many as the limit");
    while (memcmp(zip.data + at, ">word<", 6) != 0) {
        at++;
    }
    zip.data[at + 1] = 'W';
    expect(whole, LP_KIND_OOXML, &lp_limits_default, "!!crc-mismatch",
           "a letter was changed");
    lp_buf_release(&zip);
    return lp_test_failures != 0;
}
