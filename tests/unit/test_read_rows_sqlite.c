#include "formats/helper.h"
#include "tests/unit/rows_box.h"
#include "tests/unit/view_box.h"

/* What a helper says. */
struct frame {
    uint8_t type;
    const char *body;
    size_t len;
};

#define F(t, b)             \
    {                       \
        t, b, sizeof(b) - 1 \
    }
#define Z3 "\0\0\0"
#define Z8 "\0\0\0\0\0\0\0\0"
#define TABLE F(LP_HELPER_MEMBER, "\0\0" Z8 Z8 "\1" Z3 "t")
#define COLUMNS         \
    "\2" Z3 "\1" Z3 "a" \
    "\1" Z3 "b"
#define DATA(b) F(LP_HELPER_DATA, b)
#define DONE F(LP_HELPER_DONE, "")
#define END F(LP_HELPER_END, "")

static const struct {
    const char *label;
    struct frame frames[6];
    const char *want;
} told[] = {
    {"no tables", {END}, ""},
    {"no rows", {TABLE, DATA(COLUMNS "\0"), DONE, END}, ""},
    {"two rows",
     {TABLE, DATA(COLUMNS "\1ni\xfe\xff\xff\xff\xff\xff\xff\xff"),
      DATA("\1r\0\0\0\0\0\0\xf8\x3ft\1" Z3 "x\0"), DONE, END},
     "1 t~a:n,b:i-2,|2 t~a:r1.5,b:tx,|"},
    {"cut anywhere",
     {TABLE, DATA("\1"), DATA(Z3 "\1"),
      DATA(Z3 "a"
              "\1b\2\0"),
      DATA("\0\0\0\xff\0"), DONE},
     "1 t~a:b00ff,|!N0207"},
    {"a text that is none",
     {TABLE,
      DATA("\1" Z3 "\1" Z3 "a"
           "\1t\1" Z3 "\xff\0"),
      DONE, END},
     "1 t~a:bff,|"},
    {"one name twice",
     {TABLE,
      DATA("\2" Z3 "\1" Z3 "a"
           "\1" Z3 "a"
           "\1nn\0"),
      DONE, END},
     "1 tF0655|"},
    {"it is broken",
     {TABLE, DATA(COLUMNS "\1nn"), F(LP_HELPER_FAILED, "\1")},
     "1 t~a:n,b:n,|!F0657"},
    {"too much for it", {F(LP_HELPER_FAILED, "\3")}, "!N0202"},
    {"no such reason", {F(LP_HELPER_FAILED, "\2")}, "!N0207"},
    {"it breaks off", {TABLE, DATA(COLUMNS "\1n")}, "!N0207"},
    {"no such value", {TABLE, DATA(COLUMNS "\1nx"), DONE, END}, "!N0207"},
    {"no such row", {TABLE, DATA(COLUMNS "\2nn"), DONE, END}, "!N0207"},
    {"more than the table", {TABLE, DATA(COLUMNS "\0\0"), DONE, END}, "!N0207"},
    {"the table does not end", {TABLE, DATA(COLUMNS), DONE, END}, "!N0207"},
    {"a table that is no file",
     {F(LP_HELPER_MEMBER, "\1\0" Z8 Z8 "\1" Z3 "t")},
     "!N0207"},
    {"no data", {TABLE, DATA("")}, "!N0207"},
    {"something in place of a table", {DATA("x"), END}, "!N0207"},
    {"nothing at all", {{0}}, "!N0207"},
};

static struct lp_buf frames;

static enum lp_code
start(struct lp_source *out, const char *program, const char *format,
      struct lp_view *input, struct lp_err *err)
{
    (void)input;
    CHECK(strcmp(program, "sqlite") == 0, "the program");
    CHECK(strcmp(format, "sqlite") == 0, "the format");
    return lp_source_bytes(out, lp_buf_slice(&frames), NULL, err);
}

static void
check_told(void)
{
    static const struct lp_helper helper = {start};
    struct view_box none = view_box((struct lp_slice){0});
    const struct lp_input in = {
        .helper = &helper, .view = &none.base, .limits = &lp_limits_default};

    for (size_t i = 0; i < sizeof told / sizeof told[0]; i++) {
        struct lp_buf got = {0};

        lp_buf_clear(&frames);
        for (size_t k = 0; k < 6 && told[i].frames[k].type != 0; k++) {
            const struct frame *f = &told[i].frames[k];

            lp_buf_byte(&frames, f->type);
            lp_buf_le32(&frames, (uint32_t)f->len);
            lp_buf_put(&frames,
                       (struct lp_slice){(const uint8_t *)f->body, f->len});
        }
        read_into(&got, &lp_read_rows_sqlite, &in);
        CHECK(lp_slice_is(lp_buf_slice(&got), told[i].want), told[i].label);
        if (!lp_slice_is(lp_buf_slice(&got), told[i].want)) {
            fprintf(stderr, "  %.*s\n", (int)got.len, (const char *)got.data);
        }
        lp_buf_release(&got);
    }
    lp_buf_release(&frames);
}

/* Pages of 512 bytes, and what their header says. */
static const struct {
    const char *label;
    size_t size;
    uint8_t pages; /* as the header says ... */
    uint8_t valid; /* ... for this change; it is the third */
    uint64_t at;   /* of what is behind them; 0: nothing */
} behind[] = {
    {"two pages", 1024, 2, 3, 0},
    {"one behind", 1536, 2, 3, 1024},
    {"one byte behind", 1025, 2, 3, 1024},
    {"one lacks", 512, 2, 3, 0},
    {"the number is old", 1536, 2, 2, 0},
    {"the number is old, a part of a page", 1537, 2, 2, 1536},
    {"no number", 1536, 0, 3, 0},
};

/* What is zero behind the last page is room that was made. */
static void
check_room(const uint8_t bytes[2048])
{
    static const struct lp_helper helper = {start};
    struct view_box box = view_box((struct lp_slice){bytes, 2048});
    const struct lp_input in = {
        .helper = &helper, .view = &box.base, .limits = &lp_limits_default};
    struct lp_reader r = {0};

    CHECK(lp_read_rows_sqlite.open(&r, &in, NULL) == LP_OK && r.found.n == 0,
          "room");
    lp_read_rows_sqlite.release(&r);
}

static void
check_behind(void)
{
    static const struct lp_helper helper = {start};
    uint8_t bytes[2048] = "SQLite format 3";

    lp_buf_byte(&frames, LP_HELPER_END);
    lp_buf_le32(&frames, 0);
    bytes[16] = 2;
    bytes[27] = 3;
    for (size_t i = 0; i < sizeof behind / sizeof behind[0]; i++) {
        struct view_box box =
            view_box((struct lp_slice){bytes, behind[i].size});
        const struct lp_input in = {
            .helper = &helper, .view = &box.base, .limits = &lp_limits_default};
        struct lp_reader r = {0};

        bytes[behind[i].size - 1] = 1;
        bytes[31] = behind[i].pages;
        bytes[95] = behind[i].valid;
        CHECK(lp_read_rows_sqlite.bid(box.bytes) == 64, behind[i].label);
        CHECK(lp_read_rows_sqlite.open(&r, &in, NULL) == LP_OK,
              behind[i].label);
        CHECK(
            r.found.n == (behind[i].at > 0 ? 1 : 0) &&
                (r.found.n == 0 || (r.found.of[0].rule == LP_RULE_SQLITE_TAIL &&
                                    r.found.of[0].at == behind[i].at)),
            behind[i].label);
        lp_read_rows_sqlite.release(&r);
        bytes[behind[i].size - 1] = 0;
    }
    check_room(bytes);
    lp_buf_release(&frames);
}

int
main(void)
{
    check_told();
    check_behind();
    return lp_test_failures != 0;
}
