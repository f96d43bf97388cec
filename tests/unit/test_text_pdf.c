#include "formats/text_pdf.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>

#include "tests/unit/pdf_box.h"

/* The text with its blanks folded. */
static void
on_text(void *who, struct lp_slice utf8)
{
    struct lp_buf *to = who;

    for (size_t i = 0; i < utf8.len; i++) {
        uint8_t c = utf8.data[i] == '\n' ? ' ' : utf8.data[i];

        if (c != ' ' || (to->len > 0 && to->data[to->len - 1] != ' ')) {
            lp_buf_byte(to, c);
        }
    }
}

static void
on_page(void *who)
{
    on_text(who, lp_slice_str(" "));
}

/* "state rule, text" in the words of the fixtures. */
static void
read_pdf(struct lp_slice all, struct lp_buf *to)
{
    static const char *const states[] = {"whole", "no-layer", "partly",
                                         "opaque"};
    struct pdf_bytes b = pdf_bytes(all);
    struct lp_text_pdf_result out = {0};
    struct lp_buf text = {0};
    struct lp_err err = {0};
    enum lp_code rc =
        lp_text_pdf(&b.base, (struct lp_text_sink){on_text, on_page, &text},
                    &lp_limits_default, &out, &err);

    if (rc == LP_E_FORMAT && err.rule == LP_RULE_ENC_PDF) {
        lp_buf_str(to, "encrypted\n");
    } else if (rc != LP_OK) {
        lp_buf_printf(to, "error %d\n", (int)rc);
    } else {
        lp_buf_printf(to, "%s%s%s%s%s\n", states[out.state],
                      out.rule == LP_RULE_NONE ? "" : " ",
                      lp_rule_info(out.rule)->id, out.rebuilt ? " rebuilt" : "",
                      out.unusable ? " unusable" : "");
    }
    while (text.len > 0 && text.data[text.len - 1] == ' ') {
        text.len--;
    }
    lp_buf_put(to, lp_buf_slice(&text));
    lp_buf_release(&text);
}

static void
slurp(const char *folder, const char *name, const char *end, struct lp_buf *to)
{
    char path[4096];
    FILE *f;
    size_t n;

    (void)snprintf(path, sizeof path, "%s/%s%s", folder, name, end);
    f = fopen(path, "rb");
    CHECK(f != NULL, path);
    while (f != NULL && lp_buf_room(to, 65536) != NULL) {
        n = fread(to->data + to->len, 1, 65536, f);
        to->len += n;
        if (n == 0) {
            break;
        }
    }
    if (f != NULL) {
        (void)fclose(f);
    }
}

static void
check_fixture(const char *folder, const char *name)
{
    struct lp_buf pdf = {0};
    struct lp_buf want = {0};
    struct lp_buf got = {0};

    slurp(folder, name, ".pdf", &pdf);
    slurp(folder, name, ".txt", &want);
    read_pdf(lp_buf_slice(&pdf), &got);
    CHECK(lp_slice_equal(lp_buf_slice(&got), lp_buf_slice(&want)), name);
    lp_buf_release(&pdf);
    lp_buf_release(&want);
    lp_buf_release(&got);
}

/* Every one says beside it what must come of it. */
static void
check_fixtures(void)
{
    const char *root = getenv("FIXTURES");
    char folder[2048];
    DIR *d;
    const struct dirent *e;
    unsigned n = 0;

    (void)snprintf(folder, sizeof folder, "%s/pdf",
                   root == NULL ? "fixtures" : root);
    d = opendir(folder);
    CHECK(d != NULL, "the fixtures are there");
    while (d != NULL && (e = readdir(d)) != NULL) {
        const char *dot = strrchr(e->d_name, '.');
        char name[256];

        if (dot != NULL && strcmp(dot, ".pdf") == 0) {
            (void)snprintf(name, sizeof name, "%.*s", (int)(dot - e->d_name),
                           e->d_name);
            check_fixture(folder, name);
            n++;
        }
    }
    if (d != NULL) {
        (void)closedir(d);
    }
    CHECK(n > 30, "the fixtures are many");
}

#define FONT_OF(more)                                                   \
    "5 0 obj <</Type/Font/Subtype/Type1/BaseFont/Helvetica" more ">>\n" \
    "endobj\n"
#define PAGE_OF(content)                                                     \
    "%PDF-1.4\n1 0 obj <</Type/Catalog/Pages 2 0 R>> endobj\n"               \
    "2 0 obj <</Kids[3 0 R]>> endobj\n3 0 obj <</Type/Page/Contents 4 0 R"   \
    "/Resources<</Font<</F 5 0 R>>>>>> endobj\n4 0 obj <<>>stream\n" content \
    "\nendstream endobj\n"

/* Without a table, so that a row can be read as it stands. */
static const struct {
    const char *label;
    const char *pdf;
    const char *want;
} rows[] = {
    {"a gap of a fifth of an em is none",
     PAGE_OF("BT /F 10 Tf [(ab)-200(cd)]TJ ET") FONT_OF(""),
     "whole rebuilt\nabcd"},
    {"a wider gap is a blank",
     PAGE_OF("BT /F 10 Tf [(ab)-201(cd)]TJ ET") FONT_OF(""),
     "whole rebuilt\nab cd"},
    {"half an em up is the same line",
     PAGE_OF("BT /F 10 Tf (ab)Tj 5 Ts (cd)Tj ET") FONT_OF(""),
     "whole rebuilt\nabcd"},
    {"more than half an em up is another",
     PAGE_OF("BT /F 10 Tf (ab)Tj 5.1 Ts (cd)Tj ET") FONT_OF(""),
     "whole rebuilt\nab cd"},
    {"a standard font has the standard encoding",
     PAGE_OF("BT /F 10 Tf (\\256')Tj ET") FONT_OF(""),
     "whole rebuilt\n\xef\xac\x81\xe2\x80\x99"},
    {"WinAnsi is another",
     PAGE_OF("BT /F 10 Tf (\\256')Tj ET") FONT_OF("/Encoding/WinAnsiEncoding"),
     "whole rebuilt\n\xc2\xae'"},
    {"a symbolic font without a map says nothing",
     PAGE_OF("BT /F 10 Tf (ab)Tj ET") FONT_OF("/FontDescriptor<</Flags 4>>"),
     "whole rebuilt unusable\n"},
    {"one that is not symbolic does",
     PAGE_OF("BT /F 10 Tf (ab)Tj ET") FONT_OF("/FontDescriptor<</Flags 32>>"),
     "whole rebuilt\nab"},
    {"half unmapped is still usable",
     PAGE_OF("BT /F 10 Tf (a\\001)Tj ET") FONT_OF(""), "whole rebuilt\na"},
    {"more than half is not",
     PAGE_OF("BT /F 10 Tf (a\\001\\001)Tj ET") FONT_OF(""),
     "whole rebuilt unusable\na"},
    {"a font that is missing says nothing", PAGE_OF("BT /F 10 Tf (ab)Tj ET"),
     "whole rebuilt unusable\n"},
    {"nor does one that cannot be read, which is said",
     PAGE_OF("BT /F 10 Tf (ab)Tj ET") "5 0 obj <</Type endobj\n",
     "partly F0101 rebuilt unusable\n"},
    {"a page without a character has no layer", PAGE_OF("BT ET") FONT_OF(""),
     "no-layer rebuilt\n"},
    {"text outside BT and ET counts", PAGE_OF("/F 10 Tf (ab)Tj") FONT_OF(""),
     "whole rebuilt\nab"},
    {"the last of two keys counts",
     PAGE_OF("BT /F 10 Tf (\\256)Tj ET")
         FONT_OF("/Encoding/StandardEncoding/Encoding/WinAnsiEncoding"),
     "whole rebuilt\n\xc2\xae"},
    {"without a header it is no PDF", "1 0 obj <<>> endobj\n", "opaque\n"},
    {"without a catalog there are no pages", "%PDF-1.4\n1 0 obj <<>> endobj\n",
     "partly F0101 rebuilt\n"},
};

static void
check_rows(void)
{
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct lp_buf got = {0};

        read_pdf(lp_slice_str(rows[i].pdf), &got);
        CHECK(lp_slice_is(lp_buf_slice(&got), rows[i].want), rows[i].label);
        if (!lp_slice_is(lp_buf_slice(&got), rows[i].want)) {
            fprintf(stderr, "%.*s\n", (int)got.len, (const char *)got.data);
        }
        lp_buf_release(&got);
    }
}

int
main(void)
{
    check_fixtures();
    check_rows();
    return lp_test_failures == 0 ? 0 : 1;
}
