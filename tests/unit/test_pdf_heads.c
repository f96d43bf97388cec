#include "formats/pdf_heads.h"

#include "tests/unit/pdf_box.h"

static const struct {
    const char *label;
    const char *text;
    bool ranged;
    size_t n;
    uint64_t first;
} cases[] = {
    {"one head", "x 12 0 obj <<>> endobj", false, 1, 2},
    {"at the begin", "1 0 obj", false, 1, 0},
    {"two", "1 0 obj\n2 0 obj", false, 2, 0},
    {"blanks between", "1 \r\n 0\tobj", false, 1, 0},
    {"endobj is none", "1 0 endobj", false, 0, 0},
    {"no generation", "1 obj", false, 0, 0},
    {"no number", "x 0 obj", false, 0, 0},
    {"a range", "1 0 obj <</ByteRange[0 1]>> 2 0 obj", true, 1, 0},
    {"a range behind the second", "1 0 obj 2 0 obj /ByteRange", true, 1, 8},
    {"a range before all", "/ByteRange 1 0 obj", true, 0, 0},
};

static void
check_edges(void)
{
    /* Across every edge of what is read at once. */
    static char text[3 * 65536];
    struct lp_pdf_work w = {.left = (uint64_t)1 << 40};

    for (size_t at = 65536 - 80; at < 65536 + 20; at++) {
        struct pdf_bytes b;
        struct lp_pdf_heads h = {0};
        struct lp_err err = {0};

        memset(text, ' ', sizeof text);
        memcpy(text + at, "7 0 obj/ByteRange", 17);
        b = pdf_bytes((struct lp_slice){(const uint8_t *)text, sizeof text});
        CHECK(lp_pdf_heads_find(&b.base, 0, true, &w, &h, &err) == LP_OK,
              "edge");
        CHECK(h.n == 1 && h.of[0].at == at && h.of[0].num == 7, "edge");
        lp_pdf_heads_release(&h);
    }
}

int
main(void)
{
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct pdf_bytes b = pdf_bytes(lp_slice_str(cases[i].text));
        struct lp_pdf_work w = {.left = 1 << 20};
        struct lp_pdf_heads h = {0};
        struct lp_err err = {0};

        CHECK(lp_pdf_heads_find(&b.base, 0, cases[i].ranged, &w, &h, &err) ==
                  LP_OK,
              cases[i].label);
        CHECK(h.n == cases[i].n, cases[i].label);
        CHECK(h.n == 0 || h.of[0].at == cases[i].first, cases[i].label);
        lp_pdf_heads_release(&h);
        w.left = 3;
        CHECK(lp_pdf_heads_find(&b.base, 0, cases[i].ranged, &w, &h, &err) ==
                  LP_E_LIMIT,
              "work that is used up");
        lp_pdf_heads_release(&h);
    }
    check_edges();
    return lp_test_failures != 0;
}
