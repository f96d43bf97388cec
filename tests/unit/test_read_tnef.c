#include "formats/read_tnef.h"

#include "base/buf.h"
#include "formats/tnef_scan.h"
#include "tests/unit/test.h"
#include "tests/unit/view_box.h"

#define PIECES 6
#define S(text) text, sizeof(text) - 1

/* Levels of attributes, and what is put as it is. */
enum { RAW, MESSAGE, ATTACHED, DAMAGED };

struct piece {
    int level;
    uint32_t id;
    const char *bytes;
    size_t len;
};

#define BEGIN ATTACHED, LP_TNEF_RENDER, S("\1\0\0\0\0\0\0\0\0\0\0\0\0\0")
#define NAMED(name) ATTACHED, LP_TNEF_TITLE, S(name "\0")
#define DATA(bytes) ATTACHED, LP_TNEF_DATA, S(bytes)
#define BODY(bytes) MESSAGE, LP_TNEF_BODY, S(bytes)
#define PROPS(bytes) MESSAGE, LP_TNEF_PROPS, S(bytes)
#define MORE(bytes) ATTACHED, LP_TNEF_ATTACHMENT, S(bytes)
#define LONG_NAME "\x1e\0\x07\x37\1\0\0\0\4\0\0\0long"
#define IID "0123456789abcdef"

/* What is read: each member with its bytes, or why it has none, and what was
 * found about it; then about the whole, and why it could not go on. */
static const struct {
    const char *label;
    struct piece of[PIECES];
    const char *want;
} rows[] = {
    {"nothing", {{RAW, 0, S("")}}, ""},
    {"a body", {{BODY("hello\0")}}, "body.txt:hello|"},
    {"a body in the code page",
     {{MESSAGE, LP_TNEF_CODEPAGE, S("\xe3\4\0\0")}, {BODY("\xe4\0")}},
     "body.txt:\xd0\xb4|"},
    {"an attachment", {{BEGIN}, {NAMED("a")}, {DATA("xyz")}}, "a:xyz|"},
    {"an empty one", {{BEGIN}, {NAMED("a")}, {DATA("")}}, "a:|"},
    {"two",
     {{BEGIN}, {NAMED("a")}, {DATA("x")}, {BEGIN}, {DATA("y")}},
     "a:x|attachment 2:y|"},
    {"without its beginning", {{NAMED("a")}, {DATA("x")}}, "a:x|"},
    {"data twice in one",
     {{BEGIN}, {DATA("x")}, {DATA("y")}},
     "attachment 1:x|"},
    {"without data", {{BEGIN}, {NAMED("a")}}, "a:N0202|"},
    {"a long name",
     {{BEGIN}, {NAMED("a")}, {DATA("x")}, {MORE("\1\0\0\0" LONG_NAME)}},
     "long:x|"},
    {"a long name in Unicode",
     {{BEGIN},
      {MORE("\1\0\0\0\x1f\0\x07\x37\1\0\0\0\4\0\0\0\xe4\0\0\0")},
      {DATA("x")}},
     "\xc3\xa4:x|"},
    {"an object",
     {{BEGIN}, {MORE("\1\0\0\0\x0d\0\1\x37\1\0\0\0\x13\0\0\0" IID "xyz\0")}},
     "attachment 1:xyz|"},
    {"an object that is no longer than its interface",
     {{BEGIN}, {MORE("\1\0\0\0\x0d\0\1\x37\1\0\0\0\x10\0\0\0" IID)}},
     "attachment 1:|"},
    {"an object besides data",
     {{BEGIN},
      {DATA("d")},
      {MORE("\1\0\0\0\x0d\0\1\x37\1\0\0\0\x13\0\0\0" IID "xyz\0")}},
     "attachment 1:d|attachment 1:xyz|"},
    {"data besides data",
     {{BEGIN}, {DATA("d")}, {MORE("\1\0\0\0\2\1\1\x37\1\0\0\0\3\0\0\0xyz\0")}},
     "attachment 1:d|attachment 1:xyz| F0626|"},
    {"data besides empty data",
     {{BEGIN}, {DATA("")}, {MORE("\1\0\0\0\2\1\1\x37\1\0\0\0\3\0\0\0xyz\0")}},
     "attachment 1:xyz|"},
    {"the last value is not padded",
     {{BEGIN}, {MORE("\1\0\0\0\2\1\1\x37\1\0\0\0\3\0\0\0xyz")}},
     "attachment 1:xyz|"},
    {"properties of all sizes before the one that is wanted",
     {{PROPS("\7\0\0\0"
             "\2\0\1\0ab\0\0"
             "\5\0\2\0"
             "12345678"
             "\x48\0\3\0" IID "\3\x10\4\0\2\0\0\0"
             "12345678"
             "\x1f\x10\5\x80" IID "\0\0\0\0"
             "1234"
             "\2\0\0\0\2\0\0\0ab\0\0"
             "\0\0\0\0"
             "\3\0\6\x80" IID "\1\0\0\0\2\0\0\0ab\0\0"
             "1234"
             "\2\1\x13\x10\1\0\0\0\2\0\0\0hi\0\0")}},
     "body.html:hi|"},
    {"a property is missing",
     {{PROPS("\2\0\0\0\2\1\x13\x10\1\0\0\0\2\0\0\0hi\0\0")}},
     "body.html:hi|/F0624"},
    {"a property of no type",
     {{PROPS("\1\0\0\0\x77\0\x13\x10\1\0\0\0")}},
     "/F0624"},
    {"a value is longer than the rest",
     {{BEGIN},
      {NAMED("a")},
      {DATA("x")},
      {MORE("\1\0\0\0\x1e\0\x07\x37\1\0\0\0\5\0\0\0long")}},
     "a:x| F0624|"},
    {"data without its sum",
     {{BEGIN}, {NAMED("a")}, {DAMAGED, LP_TNEF_DATA, S("x")}},
     "a:F0625| F0625|"},
    {"RTF that is none",
     {{PROPS("\1\0\0\0\2\1\x09\x10\1\0\0\0\4\0\0\0abcd")}},
     "body.rtf:F0623| F0623|"},
    {"no attribute",
     {{BODY("hello\0")}, {RAW, 0, S("\3\0\0\0\0\0\0\0\0\0\0")}},
     "body.txt:hello|!F0624"},
    {"cut in the head of an attribute",
     {{BODY("hello\0")}, {RAW, 0, S("\1\0\0")}},
     "body.txt:hello|!F0101"},
    {"cut in an attribute",
     {{BODY("hello\0")}, {RAW, 0, S("\1\0\0\0\0\2\0\0\0a\0\0")}},
     "body.txt:hello|!F0101"},
    {"cut in the data of an attachment",
     {{BEGIN}, {NAMED("a")}, {RAW, 0, S("\2\xf\x80\6\0\2\0\0\0a\0\0")}},
     "a:N0403|!F0101"},
    {"... that is all there",
     {{BODY("hello\0")}, {RAW, 0, S("\1\0\0\0\0\2\0\0\0a\0\x61\0")}},
     "body.txt:hello|"},
};

static void
put_piece(struct lp_buf *to, const struct piece *p)
{
    uint16_t sum = p->level == DAMAGED ? 1 : 0;

    if (p->level != RAW) {
        lp_buf_byte(to, p->level == MESSAGE ? 1 : 2);
        lp_buf_le32(to, p->id);
        lp_buf_le32(to, (uint32_t)p->len);
    }
    lp_buf_put(to, (struct lp_slice){(const uint8_t *)p->bytes, p->len});
    for (size_t i = 0; i < p->len; i++) {
        sum = (uint16_t)(sum + (uint8_t)p->bytes[i]);
    }
    if (p->level != RAW) {
        lp_buf_le16(to, sum);
    }
}

static enum lp_code
put_body(struct lp_buf *to, const struct lp_entry *e, struct lp_source *body,
         struct lp_err *err)
{
    struct lp_piece p = {0};
    enum lp_code rc = LP_OK;

    lp_buf_put(to, e->name);
    lp_buf_byte(to, ':');
    if (e->closed != LP_RULE_NONE) {
        lp_buf_str(to, lp_rule_info(e->closed)->id);
    } else {
        do {
            LP_TRY(lp_source_pull(body, &p, err));
            lp_buf_put(to, p.bytes);
        } while (p.bytes.len > 0);
    }
    lp_buf_byte(to, '|');
    for (unsigned i = 0; i < e->found.n; i++) {
        lp_buf_printf(to, " %s|", lp_rule_info(e->found.of[i].rule)->id);
    }

done:
    return rc;
}

static void
read_into(struct lp_buf *to, struct lp_slice bytes)
{
    struct view_box box = view_box(bytes);
    const struct lp_input in = {.view = &box.base,
                                .limits = &lp_limits_default};
    struct lp_reader r = {.ops = &lp_read_tnef};
    struct lp_err err = {0};
    enum lp_code rc;

    LP_TRY(lp_read_tnef.open(&r, &in, &err));
    for (;;) {
        struct lp_entry e = {0};
        struct lp_source body = {0};
        bool end = false;

        LP_TRY(lp_read_tnef.next(&r, &e, &body, &end, &err));
        if (end) {
            break;
        }
        rc = put_body(to, &e, &body, &err);
        lp_source_release(&body);
        LP_TRY(rc);
    }

done:
    for (unsigned i = 0; i < r.found.n; i++) {
        lp_buf_printf(to, "/%s", lp_rule_info(r.found.of[i].rule)->id);
    }
    if (rc != LP_OK) {
        lp_buf_printf(to, "!%s", lp_rule_info(err.rule)->id);
    }
    lp_read_tnef.release(&r);
    CHECK(box.base.refs == 1, "the view was given back");
}

static void
check_row(size_t i)
{
    struct lp_buf made = {0};
    struct lp_buf got = {0};

    lp_buf_put(&made,
               (struct lp_slice){(const uint8_t *)"\x78\x9f\x3e\x22\1\0", 6});
    for (size_t k = 0; k < PIECES && rows[i].of[k].bytes != NULL; k++) {
        put_piece(&made, &rows[i].of[k]);
    }
    read_into(&got, lp_buf_slice(&made));
    CHECK(lp_slice_is(lp_buf_slice(&got), rows[i].want), rows[i].label);
    if (!lp_slice_is(lp_buf_slice(&got), rows[i].want)) {
        fprintf(stderr, "  %.*s\n", (int)got.len, (const char *)got.data);
    }
    lp_buf_release(&got);
    lp_buf_release(&made);
}

int
main(void)
{
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        check_row(i);
    }
    CHECK(lp_read_tnef.bid(lp_slice_str("\x78\x9f\x3e\x22\1\1\1aaaaaaaa")) > 0,
          "it bids");
    CHECK(lp_read_tnef.bid(lp_slice_str("\x78\x9f\x3e\x22\1\1\3aaaaaaaa")) == 0,
          "of no level");
    return lp_test_failures != 0;
}
