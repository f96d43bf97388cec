#include "formats/xls_record.h"

#include "base/buf.h"
#include "tests/unit/test.h"

#define PARTS 3
#define S(text) text, sizeof(text) - 1

/* A string in a record and those that continue it; what it is, or NULL if it
 * is none; and the type of the record that comes next. */
static const struct {
    const char *label;
    struct {
        const char *bytes;
        size_t len;
    } parts[PARTS];
    const char *want;
} rows[] = {
    {"bytes", {{S("\5\0\0hello")}}, "hello"},
    {"wide", {{S("\2\0\1h\0i\0")}}, "hi"},
    {"empty", {{S("\0\0\0")}}, ""},
    {"goes on", {{S("\5\0\0he")}, {S("\0llo")}}, "hello"},
    {"goes on twice", {{S("\5\0\0he")}, {S("\0l")}, {S("\0lo")}}, "hello"},
    {"goes on in wide", {{S("\5\0\0he")}, {S("\1l\0l\0o\0")}}, "hello"},
    {"goes on in bytes", {{S("\5\0\1h\0e\0")}, {S("\0llo")}}, "hello"},
    {"its first character goes on", {{S("\5\0\0")}, {S("\0hello")}}, "hello"},
    {"its head goes on", {{S("\5")}, {S("\0\0hello")}}, "hello"},
    {"formatted", {{S("\2\0\10\1\0hiabcd")}}, "hi"},
    {"its formats go on", {{S("\2\0\10\1\0hiab")}, {S("cd")}}, "hi"},
    {"phonetic", {{S("\2\0\4\3\0\0\0hixyz")}}, "hi"},
    {"both", {{S("\2\0\14\1\0\3\0\0\0hiabcdxyz")}}, "hi"},
    {"an empty record between",
     {{S("\2\0\10\1\0hiab")}, {S("")}, {S("cd")}},
     "hi"},
    {"a character is missing", {{S("\5\0\0hell")}}, NULL},
    {"... in what goes on", {{S("\5\0\0he")}, {S("\0ll")}}, NULL},
    {"half a character", {{S("\2\0\1h\0i")}, {S("\1\0")}}, NULL},
    {"a format is missing", {{S("\2\0\10\1\0hiabc")}}, NULL},
    {"no head", {{S("\5\0")}}, NULL},
};

static void
put_unit(void *who, uint16_t unit)
{
    lp_buf_byte(who, (uint8_t)unit);
}

static void
put_record(struct lp_buf *to, unsigned type, const char *bytes, size_t len)
{
    lp_buf_le16(to, (uint16_t)type);
    lp_buf_le16(to, (uint16_t)len);
    lp_buf_put(to, (struct lp_slice){(const uint8_t *)bytes, len});
}

static void
check_row(size_t i)
{
    struct lp_buf all = {0};
    struct lp_buf got = {0};
    uint64_t left = 100;
    struct lp_xls x;
    struct lp_xls_run r;

    for (size_t k = 0; k < PARTS && rows[i].parts[k].bytes != NULL; k++) {
        put_record(&all, k == 0 ? LP_XLS_SST : LP_XLS_CONTINUE,
                   rows[i].parts[k].bytes, rows[i].parts[k].len);
    }
    put_record(&all, LP_XLS_EOF, "", 0);
    x = (struct lp_xls){.rest = lp_buf_slice(&all), .left = &left};
    CHECK(lp_xls_next(&x), rows[i].label);
    r = lp_xls_run(&x);
    lp_xls_run_string(&r, put_unit, &got);
    CHECK(r.failed == (rows[i].want == NULL), rows[i].label);
    if (rows[i].want != NULL) {
        CHECK(lp_slice_is(lp_buf_slice(&got), rows[i].want), rows[i].label);
        CHECK(lp_xls_next(&x) && x.type == LP_XLS_EOF, rows[i].label);
        CHECK(!lp_xls_next(&x) && !x.cut, rows[i].label);
    }
    lp_buf_release(&got);
    lp_buf_release(&all);
}

static void
check_bounds(void)
{
    static const uint8_t two[] = {10, 0, 0, 0, 10, 0, 1, 0};
    uint64_t left = 100;
    struct lp_xls x = {.rest = {two, sizeof two}, .left = &left};

    CHECK(lp_xls_next(&x) && !lp_xls_next(&x) && x.cut, "a record is cut");
    left = 0;
    x = (struct lp_xls){.rest = {two, sizeof two}, .left = &left};
    CHECK(!lp_xls_next(&x), "no records are left to look at");
}

int
main(void)
{
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        check_row(i);
    }
    check_bounds();
    return lp_test_failures != 0;
}
