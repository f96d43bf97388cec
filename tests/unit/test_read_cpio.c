#include "formats/read_cpio.h"

#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/text.h"
#include "formats/cpio_head.h"
#include "tests/unit/mail_drip.h"
#include "tests/unit/test.h"

#define COUNT(a) (sizeof(a) / sizeof(a)[0])
#define REG 0100644
#define LNK 0120777
#define DIR 0040755
#define END                                         \
    {                                               \
        .name = "TRAILER!!!", .links = 1, .len = 11 \
    }

/* One header and its data. What is not given is as a writer would have it. */
struct member {
    const char *name;
    unsigned mode;
    const char *body;
    unsigned links;         /* 1 */
    size_t len;             /* of the name, with its NUL */
    unsigned more;          /* what the sum is wrong by */
    enum lp_cpio_form form; /* another one */
    size_t less;            /* bytes of the data that are not there */
};

struct row {
    const char *label;
    struct member members[4];
    const char *behind; /* text after all */
    const char *says;
};

static void
put_pad(struct lp_buf *to, size_t n, unsigned align)
{
    for (; n % align != 0; n++) {
        lp_buf_byte(to, 0);
    }
}

static void
put_word(struct lp_buf *to, enum lp_cpio_form form, unsigned v)
{
    lp_buf_byte(to, (uint8_t)(form == LP_CPIO_LITTLE ? v : v >> 8));
    lp_buf_byte(to, (uint8_t)(form == LP_CPIO_LITTLE ? v >> 8 : v));
}

static void
put_head(struct lp_buf *to, enum lp_cpio_form form, const struct member *m,
         size_t name, size_t size)
{
    unsigned links = m->links == 0 ? 1 : m->links;
    unsigned sum = m->more;

    for (size_t i = 0; i < size; i++) {
        sum += (uint8_t)m->body[i];
    }
    if (form == LP_CPIO_NEWC || form == LP_CPIO_CRC) {
        lp_buf_printf(to, "07070%d%08X%08X%08X%08X%08x%08X%08zX",
                      form == LP_CPIO_NEWC ? 1 : 2, 7, m->mode, 0, 0, links,
                      1234567890, size);
        lp_buf_printf(to, "%08X%08X%08X%08X%08zX%08X", 8, 1, 0, 0, name,
                      form == LP_CPIO_NEWC ? 0 : sum);
    } else if (form == LP_CPIO_ODC) {
        lp_buf_printf(to, "070707%06o%06o%06o%06o%06o%06o%06o%011o%06zo%011zo",
                      1, 7, m->mode, 0, 0, links, 0, 1234567890, name, size);
    } else {
        const unsigned words[13] = {070707,
                                    1,
                                    7,
                                    m->mode,
                                    0,
                                    0,
                                    links,
                                    0,
                                    1234567890 >> 16,
                                    1234567890 & 0xffff,
                                    (unsigned)name,
                                    (unsigned)size >> 16,
                                    (unsigned)size & 0xffff};

        for (size_t i = 0; i < COUNT(words); i++) {
            put_word(to, form, words[i]);
        }
    }
}

static void
build(struct lp_buf *to, enum lp_cpio_form form, const struct row *row)
{
    for (size_t i = 0; i < 4 && row->members[i].name != NULL; i++) {
        const struct member *m = &row->members[i];
        enum lp_cpio_form own = m->form != LP_CPIO_NONE ? m->form : form;
        size_t name = m->len != 0 ? m->len : strlen(m->name) + 1;
        size_t size = m->body == NULL ? 0 : strlen(m->body);

        put_head(to, own, m, name, size);
        lp_buf_put(to, (struct lp_slice){(const uint8_t *)m->name, name});
        put_pad(to, lp_cpio_head_len(own) + name, lp_cpio_align(own));
        lp_buf_put(to,
                   (struct lp_slice){(const uint8_t *)m->body, size - m->less});
        if (m->less == 0) {
            put_pad(to, size, lp_cpio_align(own));
        }
    }
    if (row->behind != NULL) {
        lp_buf_put(to, (struct lp_slice){(const uint8_t *)"\0\0\0\0", 4});
        lp_buf_str(to, row->behind);
    }
}

static void
tell_findings(struct lp_buf *to, const struct lp_findings *f)
{
    for (unsigned i = 0; i < f->n; i++) {
        lp_buf_printf(to, " [%s]", lp_rule_info(f->of[i].rule)->word);
    }
}

static void
tell_entry(struct lp_buf *to, const struct lp_entry *e, struct lp_source *body,
           bool skip)
{
    struct lp_piece p = {0};
    struct lp_err err = {0};
    enum lp_code rc = LP_OK;

    lp_buf_printf(to, "%s ", lp_kind_word(e->kind));
    lp_text_escape(to, e->name);
    if (e->target.len > 0) {
        lp_buf_str(to, " -> ");
        lp_text_escape(to, e->target);
    }
    lp_buf_str(to, (e->flags & LP_FLAG_EMPTY_LINK) != 0 ? " (empty)" : "");
    tell_findings(to, &e->found);
    CHECK(e->has_time && e->time == 1234567890, "the time is told");
    if (e->kind == LP_KIND_OTHER && !skip) {
        lp_buf_str(to, " {");
        do {
            rc = lp_source_pull(body, &p, &err);
            lp_buf_put(to, p.bytes);
        } while (rc == LP_OK && p.bytes.len > 0);
        lp_buf_printf(to, "%s}",
                      rc == LP_OK ? "" : lp_rule_info(err.rule)->word);
    }
    lp_buf_str(to, "; ");
}

static void
tell(struct lp_buf *to, struct lp_slice all, size_t step, bool skip)
{
    struct drip d = {all, step, NULL};
    struct lp_source s = {&drip_ops, &d};
    struct lp_input in = {.stream = &s, .limits = &lp_limits_default};
    struct lp_reader r = {.ops = &lp_read_cpio};
    struct lp_err err = {0};
    bool end = false;
    enum lp_code rc = lp_read_cpio.open(&r, &in, &err);

    while (rc == LP_OK && !end) {
        struct lp_entry e = {0};
        struct lp_source body = {0};

        rc = lp_read_cpio.next(&r, &e, &body, &end, &err);
        if (rc == LP_OK && !end) {
            CHECK((body.ops != NULL) == (e.kind == LP_KIND_OTHER), "a body");
            tell_entry(to, &e, &body, skip);
        }
        lp_source_release(&body);
    }
    lp_buf_str(to, rc == LP_OK ? "end" : lp_rule_info(err.rule)->word);
    tell_findings(to, &r.found);
    lp_read_cpio.release(&r);
    lp_block_unref(d.piece);
}

/* In every form but where a row is about one. */
static const struct row every[] = {
    {"nothing in it", {END}, NULL, "end"},
    {"a file",
     {{.name = "a", .mode = REG, .body = "hello"}, END},
     NULL,
     "other a {hello}; end"},
    {"files of all lengths",
     {{.name = "a", .mode = REG, .body = "x"},
      {.name = "bb", .mode = REG, .body = "yy"},
      {.name = "ccc", .mode = REG, .body = "zzz"},
      END},
     NULL,
     "other a {x}; other bb {yy}; other ccc {zzz}; end"},
    {"an empty file",
     {{.name = "a", .mode = REG, .body = ""}, END},
     NULL,
     "other a {}; end"},
    {"a folder, a link and a device",
     {{.name = "d", .mode = DIR},
      {.name = "l", .mode = LNK, .body = "d/a"},
      {.name = "c", .mode = 0020644},
      END},
     NULL,
     "dir d; symlink l -> d/a; device c; end"},
    {"a link to nothing",
     {{.name = "l", .mode = LNK, .body = ""}, END},
     NULL,
     "symlink l (empty); end"},
    {"a folder with data",
     {{.name = "d", .mode = DIR, .body = "abc"},
      {.name = "a", .mode = REG, .body = "x"},
      END},
     NULL,
     "dir d [cpio-two-readings]; other a {x}; end"},
    {"two NULs end a name",
     {{.name = "a\0", .mode = REG, .body = "x", .len = 3}, END},
     NULL,
     "other a [cpio-two-readings] {x}; end"},
    {"no NUL ends a name",
     {{.name = "ab", .mode = REG, .body = "x", .len = 2}, END},
     NULL,
     "other ab [cpio-two-readings] {x}; end"},
    {"a member that is only called as the end is",
     {{.name = "TRAILER!!!", .mode = REG, .body = "x"}, END},
     NULL,
     "other TRAILER!!! {x}; end"},
    {"zeros behind the end",
     {{.name = "a", .mode = REG, .body = "x"}, END},
     "",
     "other a {x}; end"},
    {"something behind the end",
     {{.name = "a", .mode = REG, .body = "x"}, END},
     "x",
     "other a {x}; end [cpio-data-after-end]"},
    {"no end",
     {{.name = "a", .mode = REG, .body = "x"}},
     NULL,
     "other a {x}; end [cpio-no-end]"},
    {"no header is there",
     {{.name = "a", .mode = REG, .body = "x"}},
     "01234567",
     "other a {x}; cpio-header-broken"},
    {"the data is cut",
     {{.name = "a", .mode = REG, .body = "hello", .less = 2}},
     NULL,
     "other a {heltruncated}; truncated"},
};

static const struct {
    enum lp_cpio_form form;
    struct row row;
} some[] = {
    {LP_CPIO_NEWC,
     {"names of one file",
      {{.name = "a", .mode = REG, .body = "", .links = 2},
       {.name = "b", .mode = REG, .body = "x", .links = 2},
       END},
      NULL,
      "hardlink a (empty); other b {x}; end"}},
    {LP_CPIO_ODC,
     {"names of one file, each with its data",
      {{.name = "a", .mode = REG, .body = "", .links = 2},
       {.name = "b", .mode = REG, .body = "x", .links = 2},
       END},
      NULL,
      "other a {}; other b {x}; end"}},
    {LP_CPIO_CRC,
     {"a wrong sum",
      {{.name = "a", .mode = REG, .body = "hello", .more = 1},
       {.name = "b", .mode = REG, .body = "x"},
       END},
      NULL,
      "other a {hellocrc-mismatch}; other b {x}; end"}},
    {LP_CPIO_NEWC,
     {"a sum that is not one",
      {{.name = "a", .mode = REG, .body = "hello", .more = 1}, END},
      NULL,
      "other a {hello}; end"}},
    {LP_CPIO_NEWC,
     {"another form behind the first",
      {{.name = "a", .mode = REG, .body = "x"},
       {.name = "b", .mode = REG, .body = "x", .form = LP_CPIO_ODC},
       END},
      NULL,
      "other a {x}; cpio-header-broken"}},
};

static void
check(enum lp_cpio_form form, const struct row *row)
{
    static const size_t steps[] = {1, 7, 4096};
    struct lp_buf bytes = {0};

    build(&bytes, form, row);
    CHECK(form > LP_CPIO_ODC || lp_read_cpio.bid(lp_buf_slice(&bytes)) > 0,
          row->label);
    for (size_t i = 0; i < COUNT(steps); i++) {
        struct lp_buf said = {0};

        tell(&said, lp_buf_slice(&bytes), steps[i], false);
        CHECK(lp_slice_is(lp_buf_slice(&said), row->says), row->label);
        if (!lp_slice_is(lp_buf_slice(&said), row->says)) {
            fprintf(stderr, "%d: %.*s\n", (int)form, (int)said.len,
                    (char *)said.data);
        }
        lp_buf_clear(&said);
        tell(&said, lp_buf_slice(&bytes), steps[i], true);
        lp_buf_release(&said);
    }
    lp_buf_release(&bytes);
}

/* No cut is taken for a whole archive. */
static void
check_cuts(enum lp_cpio_form form)
{
    static const struct row row = {"cut",
                                   {{.name = "a", .mode = REG, .body = "hello"},
                                    {.name = "l", .mode = LNK, .body = "ab"},
                                    END},
                                   NULL,
                                   ""};
    struct lp_buf bytes = {0};

    build(&bytes, form, &row);
    for (size_t n = 0; n + 3 < bytes.len; n++) {
        struct lp_buf said = {0};

        tell(&said, lp_buf_part(&bytes, 0, n), 64, false);
        CHECK(said.len < 4 || memcmp(said.data + said.len - 4, " end", 4) != 0,
              "a cut is told");
        lp_buf_release(&said);
    }
    lp_buf_release(&bytes);
}

static void
test_bids(void)
{
    static const struct {
        const char *label;
        const char *head;
        size_t len;
        bool bids;
    } bids[] = {
#define S(literal) literal, sizeof(literal) - 1
#define NEWC                                           \
    "00000007000081a400000000000000000000000100000000" \
    "0000000000000008000000010000000000000000000000020000000"
        {"newc", S("070701" NEWC "0"), true},
        {"newc, cut by one byte", S("070701" NEWC), false},
        {"newc, a digit that is none", S("070701" NEWC "g"), false},
        {"a number that begins as cpio", S("070701 555"), false},
        {"binary",
         S("\xc7\x71\1\0\2\0\xa4\x81\0\0\0\0\1\0\0\0\0\0\0\0\3\0\0\0\0\0"
           "ab\0"),
         true},
        {"binary, big-endian",
         S("\x71\xc7\0\1\0\2\x81\xa4\0\0\0\0\0\1\0\0\0\0\0\0\0\3\0\0\0\0"
           "ab\0"),
         true},
        {"binary with the other order's length",
         S("\xc7\x71\1\0\2\0\xa4\x81\0\0\0\0\1\0\0\0\0\0\0\0\0\3\0\0\0\0"
           "ab\0"),
         false},
        {"binary, no such kind of file",
         S("\xc7\x71\1\0\2\0\xa4\x31\0\0\0\0\1\0\0\0\0\0\0\0\3\0\0\0\0\0"
           "ab\0"),
         false},
        {"binary, a name with a NUL in it",
         S("\xc7\x71\1\0\2\0\xa4\x81\0\0\0\0\1\0\0\0\0\0\0\0\3\0\0\0\0\0"
           "a\0\0"),
         false},
        {"nothing", S(""), false},
    };

    for (size_t i = 0; i < COUNT(bids); i++) {
        struct lp_slice head = {(const uint8_t *)bids[i].head, bids[i].len};

        CHECK((lp_read_cpio.bid(head) > 0) == bids[i].bids, bids[i].label);
    }
}

int
main(void)
{
    for (int form = LP_CPIO_NEWC; form <= LP_CPIO_BIG; form++) {
        for (size_t i = 0; i < COUNT(every); i++) {
            check((enum lp_cpio_form)form, &every[i]);
        }
        check_cuts((enum lp_cpio_form)form);
    }
    for (size_t i = 0; i < COUNT(some); i++) {
        check(some[i].form, &some[i].row);
    }
    test_bids();
    return lp_test_failures != 0;
}
