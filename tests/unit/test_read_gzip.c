#include "formats/read_gzip.h"

#include <string.h>

#include "base/buf.h"
#include "tests/unit/test.h"

/* A source that shows its bytes `step` at a time. */
struct drip {
    struct lp_slice left;
    size_t step;
};

static enum lp_code
drip_pull(struct lp_source *s, struct lp_piece *out, struct lp_err *err)
{
    struct drip *d = s->self;

    (void)err;
    out->bytes = lp_slice_head(d->left, d->step);
    d->left = lp_slice_from(d->left, d->step);
    return LP_OK;
}

static const struct lp_source_ops drip_ops = {.pull = drip_pull};

/* What reading a container gave; `rule` is 0 if it was read to its end. */
struct seen {
    unsigned rule;
    unsigned found; /* the first finding about the container */
    char name[64];
    int64_t time;
    struct lp_buf text;
};

static void
read_all(struct seen *seen, struct lp_slice bytes, size_t step,
         const char *name, bool skip)
{
    static const struct lp_limits limits = {
        .ratio = 200, .ratio_grace = 1 << 20, .header = 64};
    struct drip d = {bytes, step};
    struct lp_source src = {&drip_ops, &d};
    struct lp_input in = {
        .stream = &src, .name = lp_slice_str(name), .limits = &limits};
    struct lp_reader r = {.ops = &lp_read_gzip};
    struct lp_entry e = {0};
    struct lp_source body = {0};
    struct lp_piece p = {0};
    struct lp_err err = {0};
    bool end = false;
    enum lp_code rc;

    LP_TRY(r.ops->open(&r, &in, &err));
    LP_TRY(r.ops->next(&r, &e, &body, &end, &err));
    CHECK(!end && e.name.len < sizeof seen->name, name);
    memcpy(seen->name, e.name.data, e.name.len);
    if (e.name_by != LP_NAME_FOUND) {
        (void)snprintf(seen->name + e.name.len, sizeof seen->name - e.name.len,
                       "(%s)%.*s", lp_name_by_word(e.name_by),
                       (int)e.decoded.len, (const char *)e.decoded.data);
    }
    seen->time = e.has_time ? e.time : 0;
    do {
        if (!skip) {
            LP_TRY(lp_source_pull(&body, &p, &err));
            lp_buf_put(&seen->text, p.bytes);
        }
    } while (p.bytes.len > 0);
    LP_TRY(r.ops->next(&r, &e, &body, &end, &err));
    CHECK(end, name);

done:
    seen->rule = rc == LP_OK ? 0 : err.rule;
    CHECK(rc == LP_OK || rc == LP_E_FORMAT || rc == LP_E_LIMIT, name);
    seen->found = r.found.n > 0 ? r.found.of[0].rule : 0;
    lp_source_release(&body);
    r.ops->release(&r);
}

/* Headers: flags 0; FNAME with MTIME 5; the deflate data and trailers of "hi"
 * and of nothing. */
#define PLAIN "\x1f\x8b\x08\0\0\0\0\0\0\x03"
#define NAMED "\x1f\x8b\x08\x08\5\0\0\0\0\x03"
#define HI "\xcb\xc8\x04\x00\xac\x2a\x93\xd8\2\0\0\0"
#define NONE "\x03\0\0\0\0\0\0\0\0\0"
#define ALL "\x1f\x8b\x08\x1e\0\0\0\0\0\x03\3\0abcname\0comment\0\x79\x71" HI
#define S(literal) literal, sizeof(literal) - 1
#define X16 "xxxxxxxxxxxxxxxx"

static const struct {
    const char *label;
    const char *bytes;
    size_t len;
    unsigned rule;
    unsigned found;
    const char *name;
    const char *text;
} rows[] = {
    {"one plain member", S(PLAIN HI), 0, 0, "box", "hi"},
    {"its checksum is wrong", S(PLAIN "\xcb\xc8\x04\0\xad\x2a\x93\xd8\2\0\0\0"),
     LP_RULE_CRC, 0, "box", "hi"},
    {"its length is wrong", S(PLAIN "\xcb\xc8\x04\0\xac\x2a\x93\xd8\3\0\0\0"),
     LP_RULE_LENGTH, 0, "box", "hi"},
    {"its data is broken", S(PLAIN "\7"), LP_RULE_DEFLATE, 0, "box", ""},
    {"a name", S(NAMED "n.txt\0" HI), 0, 0, "n.txt", "hi"},
    {"a name in ISO 8859-1", S(NAMED "\xe9t\xe9\0" HI), 0, 0,
     "\xe9t\xe9(iso-8859-1)\xc3\xa9t\xc3\xa9", "hi"},
    {"a name in UTF-8", S(NAMED "\xc3\xa9t\xe2\x82\xac\0" HI), 0, 0,
     "\xc3\xa9t\xe2\x82\xac", "hi"},
    {"an empty name", S(NAMED "\0" HI), 0, 0, "box", "hi"},
    {"a name without end", S(NAMED "n.txt"), LP_RULE_TRUNCATED, 0, "", ""},
    {"all fields", S(ALL), 0, 0, "name", "hi"},
    {"the header's checksum is wrong",
     S("\x1f\x8b\x08\x1e\0\0\0\0\0\x03\3\0abdname\0comment\0\x79\x71" HI),
     LP_RULE_GZIP_HEADER, 0, "", ""},
    {"a reserved flag", S("\x1f\x8b\x08\x20\0\0\0\0\0\x03" HI),
     LP_RULE_GZIP_HEADER, 0, "", ""},
    {"another method", S("\x1f\x8b\x07\0\0\0\0\0\0\x03" HI),
     LP_RULE_GZIP_HEADER, 0, "", ""},
    {"another magic", S("\x1f\x8c\x08\0\0\0\0\0\0\x03" HI), LP_RULE_GZIP_HEADER,
     0, "", ""},
    {"a header at the limit", S(NAMED X16 X16 X16 "xxxxx\0" HI), 0, 0,
     X16 X16 X16 "xxxxx", "hi"},
    {"a header past the limit", S(NAMED X16 X16 X16 "xxxxxx\0" HI),
     LP_RULE_LIMIT_HEADER, 0, "", ""},
    {"two members", S(PLAIN HI NAMED "other\0" HI), 0, 0, "box", "hihi"},
    {"an empty member between", S(PLAIN HI PLAIN NONE PLAIN HI), 0, 0, "box",
     "hihi"},
    {"a later header is broken", S(PLAIN HI "\x1f\x8b\x08\x20\0\0\0\0\0\x03"),
     LP_RULE_GZIP_HEADER, 0, "box", "hi"},
    {"a later header is cut", S(PLAIN HI "\x1f\x8b\x08"), LP_RULE_TRUNCATED, 0,
     "box", "hi"},
    {"a later magic is cut", S(PLAIN HI "\x1f"), 0, LP_RULE_GZIP_TAIL, "box",
     "hi"},
    {"zeros behind", S(PLAIN HI "\0\0\0"), 0, 0, "box", "hi"},
    {"zeros and then a byte", S(PLAIN HI "\0\0x"), 0, LP_RULE_GZIP_TAIL, "box",
     "hi"},
    {"zeros and then a member", S(PLAIN HI "\0" PLAIN HI), 0, LP_RULE_GZIP_TAIL,
     "box", "hi"},
    {"other bytes behind", S(PLAIN HI "tail"), 0, LP_RULE_GZIP_TAIL, "box",
     "hi"},
    {"nothing at all", S(""), LP_RULE_TRUNCATED, 0, "", ""},
};

static void
test_rows(void)
{
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        for (size_t step = 1; step < 200; step += 99) {
            struct lp_slice in = {(const uint8_t *)rows[i].bytes, rows[i].len};
            struct seen seen = {0};

            read_all(&seen, in, step, "box.gz", false);
            CHECK(seen.rule == rows[i].rule, rows[i].label);
            CHECK(seen.found == rows[i].found, rows[i].label);
            CHECK(strcmp(seen.name, rows[i].name) == 0, rows[i].label);
            CHECK(lp_slice_is(lp_buf_slice(&seen.text), rows[i].text),
                  rows[i].label);
            lp_buf_release(&seen.text);

            /* A body that nobody reads is judged all the same. */
            seen = (struct seen){0};
            read_all(&seen, in, step, "box.gz", true);
            CHECK(seen.rule == rows[i].rule, rows[i].label);
            CHECK(seen.found == rows[i].found, rows[i].label);
            lp_buf_release(&seen.text);
        }
    }
}

/* Every cut of a whole file is truncated; of two members, one cut is whole. */
static void
test_cuts(void)
{
    static const char whole[] = ALL PLAIN HI;
    size_t first = sizeof ALL - 1;

    for (size_t n = 0; n < sizeof whole - 1; n++) {
        struct seen seen = {0};
        struct lp_slice in = {(const uint8_t *)whole, n};

        read_all(&seen, in, 7, "box.gz", false);
        if (n == first || n == first + 1) {
            CHECK(seen.rule == 0, "cut after the first member");
        } else {
            CHECK(seen.rule == LP_RULE_TRUNCATED, "cut");
        }
        lp_buf_release(&seen.text);
    }
}

static void
test_names(void)
{
    static const struct {
        const char *container;
        const char *member;
    } names[] = {
        {"a.gz", "a"},       {"a.tar.GZ", "a.tar"}, {"a.tgz", "a.tar"},
        {"a.TaZ", "a.tar"},  {"a.gzip", "a"},       {".gz", "content"},
        {".tgz", "content"}, {"", "content"},       {"a.bin", "a.bin"},
        {"gz", "gz"},        {"a.gz.gz", "a.gz"},
    };

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        struct seen seen = {0};

        read_all(&seen, (struct lp_slice){(const uint8_t *)S(PLAIN HI)}, 99,
                 names[i].container, false);
        CHECK(strcmp(seen.name, names[i].member) == 0, names[i].container);
        CHECK(seen.time == 0, names[i].container);
        lp_buf_release(&seen.text);
    }
}

static void
test_time_and_bid(void)
{
    struct seen seen = {0};

    read_all(&seen, (struct lp_slice){(const uint8_t *)S(NAMED "n\0" HI)}, 99,
             "", false);
    CHECK(seen.time == 5, "MTIME is told");
    lp_buf_release(&seen.text);
    CHECK(lp_read_gzip.bid(lp_slice_str("\x1f\x8b\x08")) == 24, "the magic");
    CHECK(lp_read_gzip.bid(lp_slice_str("\x1f\x8b")) == 0, "the magic is cut");
    CHECK(lp_read_gzip.bid(lp_slice_str("\x1f\x8b\x07")) == 0, "not deflate");
}

int
main(void)
{
    test_rows();
    test_cuts();
    test_names();
    test_time_and_bid();
    return lp_test_failures != 0;
}
