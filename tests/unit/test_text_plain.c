#include "formats/text_plain.h"

#include <string.h>

#include "base/buf.h"
#include "tests/unit/test.h"

static const struct {
    const char *label;
    const char *charset;
    bool flowed;
    bool delsp;
    const char *in;
    const char *was;
    const char *out;
    unsigned wrong;
} rows[] = {
    {"a file", "", false, false, "> caf\xe9 \n> b\n", "windows-1252",
     "> caf\xc3\xa9 \n> b\n", 0},
    {"flowed", "", true, false, "> caf\xe9 \n> b\n", "windows-1252",
     "> caf\xc3\xa9 b\n", 0},
    {"flowed, with DelSp", "iso-8859-1", true, true, "caf\xe9 \nb\x81\n",
     "windows-1252", "caf\xc3\xa9\x62\xef\xbf\xbd\n", 1},
    {"DelSp of what is not flowed", "", false, true, "a \nb", "utf-8", "a \nb",
     0},
    {"flowed, and nothing", "", true, false, "", "utf-8", "", 0},
    {"flowed, and no line end", "", true, false, "> -", "utf-8", "> -", 0},
};

static void
take(void *who, struct lp_slice utf8)
{
    lp_buf_put(who, utf8);
}

static void
check_row(size_t i, size_t step)
{
    const struct lp_text_plain_how how = {.charset =
                                              lp_slice_str(rows[i].charset),
                                          .flowed = rows[i].flowed,
                                          .delsp = rows[i].delsp};
    struct lp_slice left = lp_slice_str(rows[i].in);
    struct lp_text_plain *p = NULL;
    struct lp_buf out = {0};
    enum lp_code rc = lp_text_plain_new(
        &p, &how, (struct lp_text_sink){.text = take, .who = &out}, NULL);

    while (rc == LP_OK && left.len > 0) {
        rc = lp_text_plain_feed(p, lp_slice_head(left, step), NULL);
        left = lp_slice_from(left, step);
    }
    if (rc == LP_OK) {
        rc = lp_text_plain_end(p, NULL);
    }
    CHECK(rc == LP_OK, rows[i].label);
    CHECK(lp_slice_is(lp_buf_slice(&out), rows[i].out), rows[i].label);
    if (p != NULL) {
        CHECK(strcmp(lp_text_plain_charset(p), rows[i].was) == 0,
              rows[i].label);
        CHECK(lp_text_plain_wrong(p) == rows[i].wrong, rows[i].label);
    }
    lp_text_plain_free(p);
    lp_buf_release(&out);
}

int
main(void)
{
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        check_row(i, 1);
        check_row(i, 1 << 20);
    }
    lp_text_plain_free(NULL);
    return lp_test_failures != 0;
}
