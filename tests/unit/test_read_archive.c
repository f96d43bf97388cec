#include "formats/read_archive.h"

#include <string.h>

#include "base/buf.h"
#include "base/spool.h"
#include "formats/archive_head.h"
#include "formats/helper.h"
#include "tests/unit/test.h"

#define COUNT(a) (sizeof(a) / sizeof(a)[0])

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
#define SIZE(n) n Z3 "\0\0\0\0"
/* A member without a time; `more` is its name's length (one byte), and it. */
#define MEMBER(kind, bits, size, len, name) \
    F(LP_HELPER_MEMBER, kind bits SIZE(size) Z8 len Z3 name)
#define DONE F(LP_HELPER_DONE, "")
#define END F(LP_HELPER_END, "")

static const struct {
    const char *label;
    struct frame frames[6];
    const char *says;
} rows[] = {
    {"nothing in it", {END}, "end"},
    {"a file",
     {MEMBER("\0", "\1", "\5", "\1", "a"), F(LP_HELPER_DATA, "hel"),
      F(LP_HELPER_DATA, "lo"), DONE, END},
     "other a {hello} end"},
    {"... of unknown size",
     {MEMBER("\0", "\0", "\0", "\1", "a"), F(LP_HELPER_DATA, "x"), DONE, END},
     "other a {x} end"},
    {"... of another size than it says",
     {MEMBER("\0", "\1", "\4", "\1", "a"), F(LP_HELPER_DATA, "x"), DONE, END},
     "other a {x F0105} end"},
    {"... with a wrong checksum; the next is there",
     {MEMBER("\0", "\1", "\1", "\1", "a"), F(LP_HELPER_DATA, "x"),
      F(LP_HELPER_BROKEN, "\4"), MEMBER("\0", "\1", "\0", "\1", "b"), DONE,
      END},
     "other a {x F0104} other b {} end"},
    {"... that is encrypted",
     {MEMBER("\0", "\5", "\1", "\1", "a"), END},
     "other a N0104 end"},
    {"a folder, a link, and the folder that the archive is",
     {MEMBER("\1", "\1", "\7", "\1", "."), MEMBER("\1", "\0", "\0", "\2", "d/"),
      MEMBER("\2", "\0", "\0", "\1", "sto"), END},
     "dir d symlink s -> to end"},
    {"it is broken behind a member",
     {MEMBER("\0", "\1", "\0", "\1", "a"), DONE, F(LP_HELPER_FAILED, "\1")},
     "other a {} F0430"},
    {"its list is encrypted", {F(LP_HELPER_FAILED, "\2")}, "N0104"},
    {"packed in an unknown way", {F(LP_HELPER_FAILED, "\3")}, "N0202"},
    {"no such reason", {F(LP_HELPER_FAILED, "\0")}, "N0207"},
    {"... nor two", {F(LP_HELPER_FAILED, "\1\1")}, "N0207"},
    {"it breaks off",
     {MEMBER("\0", "\1", "\5", "\1", "a")},
     "other a {N0207} N0207"},
    {"... inside a frame", {{LP_HELPER_FAILED, NULL, 1}}, "N0207"},
    {"no such frame", {F(9, "")}, "N0207"},
    {"data of no member", {F(LP_HELPER_DATA, "x"), END}, "N0207"},
    {"no data",
     {MEMBER("\0", "\1", "\0", "\1", "a"), F(LP_HELPER_DATA, ""), DONE, END},
     "other a {N0207} N0207"},
    {"a member in a member",
     {MEMBER("\0", "\1", "\0", "\1", "a"), MEMBER("\0", "\1", "\0", "\1", "b")},
     "other a {N0207} N0207"},
    {"no such kind", {MEMBER("\5", "\0", "\0", "\1", "a")}, "N0207"},
    {"no such bit", {MEMBER("\0", "\10", "\0", "\1", "a")}, "N0207"},
    {"a name that is longer than its frame",
     {MEMBER("\0", "\0", "\0", "\2", "a")},
     "N0207"},
    {"a member that is no member", {F(LP_HELPER_MEMBER, "\0")}, "N0207"},
};

/* The frames of row `who`, byte by byte as a helper would send them. */
static struct lp_buf sent;

static enum lp_code
start(struct lp_source *out, const char *program, const char *format,
      struct lp_view *input, struct lp_err *err)
{
    CHECK(strcmp(program, "archive") == 0 && strcmp(format, "7z") == 0 &&
              input != NULL,
          "what is asked for");
    return lp_source_bytes(out, lp_buf_slice(&sent), NULL, err);
}

static const struct lp_helper helper = {start};

static void
send_row(size_t i)
{
    lp_buf_clear(&sent);
    for (size_t k = 0; k < COUNT(rows[i].frames); k++) {
        const struct frame *f = &rows[i].frames[k];

        if (f->type != 0) {
            lp_buf_byte(&sent, f->type);
            lp_buf_le32(&sent, (uint32_t)f->len);
            lp_buf_put(&sent, (struct lp_slice){(const uint8_t *)f->body,
                                                f->body == NULL ? 0 : f->len});
        }
    }
}

static void
say_rule(struct lp_buf *to, const struct lp_err *err)
{
    lp_buf_str(to, lp_rule_info((unsigned)err->rule)->id);
}

static void
say_body(struct lp_buf *to, struct lp_source *body)
{
    struct lp_err err = {0};
    struct lp_piece p = {0};
    enum lp_code rc;
    size_t before;

    lp_buf_str(to, " {");
    before = to->len;
    do {
        p = (struct lp_piece){0};
        rc = lp_source_pull(body, &p, &err);
        lp_buf_put(to, p.bytes);
    } while (rc == LP_OK && p.bytes.len > 0);
    if (rc != LP_OK) {
        lp_buf_str(to, to->len > before ? " " : "");
        say_rule(to, &err);
    }
    lp_buf_str(to, "}");
}

static void
say_entry(struct lp_buf *to, const struct lp_entry *e, struct lp_source *body)
{
    lp_buf_str(to, lp_kind_word(e->kind));
    lp_buf_str(to, " ");
    lp_buf_put(to, e->name);
    if (e->target.len > 0) {
        lp_buf_str(to, " -> ");
        lp_buf_put(to, e->target);
    }
    if (e->closed != LP_RULE_NONE) {
        lp_buf_str(to, " ");
        lp_buf_str(to, lp_rule_info(e->closed)->id);
    } else if (body->ops != NULL) {
        say_body(to, body);
    }
    lp_buf_str(to, " ");
}

/* All that the reader says; with `lazy`, bodies are not read. */
static void
say_all(struct lp_buf *to, const struct lp_helper *h, struct lp_slice bytes,
        const struct lp_limits *limits, bool lazy)
{
    struct lp_reader r = {.ops = &lp_read_7z};
    struct lp_input in = {.limits = limits, .helper = h};
    struct lp_err err = {0};
    struct lp_store *store = NULL;
    struct lp_spool *spool = NULL;
    bool end = false;
    enum lp_code rc;

    if (lp_store_new(&store, -1, 1 << 20, 0, NULL) != LP_OK ||
        lp_spool_new(&spool, store, NULL) != LP_OK ||
        lp_spool_put(spool, bytes, NULL) != LP_OK) {
        CHECK(false, "a view");
        return;
    }
    in.view = lp_spool_view(spool);
    rc = r.ops->open(&r, &in, &err);
    while (rc == LP_OK && !end) {
        struct lp_entry e = {0};
        struct lp_source body = {0};

        rc = r.ops->next(&r, &e, &body, &end, &err);
        if (rc == LP_OK && !end) {
            say_entry(to, &e, lazy ? &(struct lp_source){0} : &body);
        }
    }
    if (end) {
        lp_buf_str(to, "end");
    } else {
        say_rule(to, &err);
    }
    r.ops->release(&r);
    lp_view_unref(in.view);
    lp_store_free(store);
}

static void
check_row(size_t i)
{
    struct lp_buf said = {0};

    send_row(i);
    say_all(&said, &helper, lp_slice_str("7z"), &lp_limits_default, false);
    CHECK(lp_slice_is(lp_buf_slice(&said), rows[i].says), rows[i].label);
    lp_buf_clear(&said);
    say_all(&said, &helper, lp_slice_str("7z"), &lp_limits_default, true);
    CHECK(said.len > 0, "bodies that nobody reads");
    lp_buf_release(&said);
}

/* Limits, and a machine without helpers. */
static void
check_limits(void)
{
    struct lp_limits few = lp_limits_default;
    struct lp_buf said = {0};

    send_row(4);
    few.entries = 1;
    say_all(&said, &helper, lp_slice_str("7z"), &few, true);
    CHECK(lp_slice_is(lp_buf_slice(&said), "other a N0303"), "too many");
    lp_buf_clear(&said);
    few = lp_limits_default;
    few.header = 0;
    say_all(&said, &helper, lp_slice_str("7z"), &few, true);
    CHECK(lp_slice_is(lp_buf_slice(&said), "N0304"), "too long a name");
    lp_buf_clear(&said);
    few = lp_limits_default;
    few.ratio = 1;
    few.ratio_grace = 2;
    send_row(1);
    say_all(&said, &helper, lp_slice_str("7z"), &few, false);
    CHECK(lp_slice_is(lp_buf_slice(&said), "other a {N0302} N0302"),
          "too much of it");
    lp_buf_clear(&said);
    say_all(&said, NULL, lp_slice_str("7z"), &lp_limits_default, false);
    CHECK(lp_slice_is(lp_buf_slice(&said), "N0206"), "nobody to read it");
    lp_buf_release(&said);
}

/* What first bytes say. */
static const struct {
    const char *label;
    const char *head;
    size_t len;
    enum lp_kind kind;
    enum lp_rule closed;
} heads[] = {
#define H(bytes) bytes, sizeof(bytes) - 1
    {"7z", H("7z\xbc\xaf\x27\x1c\0\4"), LP_KIND_7Z, LP_RULE_NONE},
    {"... with another byte", H("7z\xbc\xaf\x27\x1d\0\4"), LP_KIND_OTHER,
     LP_RULE_NONE},
    {"ar", H("!<arch>\n"), LP_KIND_AR, LP_RULE_NONE},
    {"rar 4", H("Rar!\x1a\7\0\0\0\x73\0\0\x0d\0"), LP_KIND_RAR, LP_RULE_NONE},
    {"... one of several", H("Rar!\x1a\7\0\0\0\x73\1\0\x0d\0"), LP_KIND_RAR,
     LP_RULE_MULTI_VOLUME},
    {"... with an encrypted list", H("Rar!\x1a\7\0\0\0\x73\x80\0\x0d\0"),
     LP_KIND_RAR, LP_RULE_ENC_ZIP},
    {"rar 5", H("Rar!\x1a\7\1\0\0\0\0\0\5\1\0\0"), LP_KIND_RAR, LP_RULE_NONE},
    {"... one of several", H("Rar!\x1a\7\1\0\0\0\0\0\5\1\0\3"), LP_KIND_RAR,
     LP_RULE_MULTI_VOLUME},
    {"... with an extra area", H("Rar!\x1a\7\1\0\0\0\0\0\5\1\1\6\1"),
     LP_KIND_RAR, LP_RULE_MULTI_VOLUME},
    {"... encrypted", H("Rar!\x1a\7\1\0\0\0\0\0\5\4\0\0"), LP_KIND_RAR,
     LP_RULE_ENC_ZIP},
    {"cab", H("MSCF\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\3\1\1\0\1\0\0\0"),
     LP_KIND_CAB, LP_RULE_NONE},
    {"... that goes on",
     H("MSCF\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\3\1\1\0\1\0\2\0"),
     LP_KIND_CAB, LP_RULE_MULTI_VOLUME},
    {"lha, level 0", H("\x17\xe0-lh0-\0\0\0\0\0\0\0\0\0\0\0\0\x20\0\1a\0\0"),
     LP_KIND_LHA, LP_RULE_NONE},
    {"... with another sum",
     H("\x17\xe1-lh0-\0\0\0\0\0\0\0\0\0\0\0\0\x20\0\1a\0\0"), LP_KIND_OTHER,
     LP_RULE_NONE},
    {"lha, level 1, LArc's",
     H("\x17\xf7-lz4-\0\0\0\0\0\0\0\0\0\0\0\0\x20\1\1a\0\0"), LP_KIND_LHA,
     LP_RULE_NONE},
    {"lha, level 2", H("\x1a\0-lh5-\0\0\0\0\0\0\0\0\0\0\0\0\x20\2\0\0"),
     LP_KIND_LHA, LP_RULE_NONE},
    {"... too short", H("\x17\0-lh5-\0\0\0\0\0\0\0\0\0\0\0\0\x20\2\0\0"),
     LP_KIND_OTHER, LP_RULE_NONE},
    {"lha, level 3", H("\4\0-lh5-\0\0\0\0\0\0\0\0\0\0\0\0\x20\3\0\0"),
     LP_KIND_LHA, LP_RULE_NONE},
    {"... with wider numbers",
     H("\10\0-lh5-\0\0\0\0\0\0\0\0\0\0\0\0\x20\3\0\0"), LP_KIND_OTHER,
     LP_RULE_NONE},
    {"... by a later method",
     H("\x1a\0-lhx-\0\0\0\0\0\0\0\0\0\0\0\0\x20\2\0\0"), LP_KIND_LHA,
     LP_RULE_UNSUPPORTED_METHOD},
    {"... of PMarc", H("\x1a\0-pm2-\0\0\0\0\0\0\0\0\0\0\0\0\x20\2\0\0"),
     LP_KIND_LHA, LP_RULE_UNSUPPORTED_METHOD},
    {"... level 4", H("\4\0-lh5-\0\0\0\0\0\0\0\0\0\0\0\0\x20\4\0\0"),
     LP_KIND_OTHER, LP_RULE_NONE},
    {"a text about lha", H("ab-lh5- is a method of compression"), LP_KIND_OTHER,
     LP_RULE_NONE},
};

static void
check_heads(void)
{
    static uint8_t iso[32768 + 7];

    for (size_t i = 0; i < COUNT(heads); i++) {
        struct lp_slice head = {(const uint8_t *)heads[i].head, heads[i].len};
        enum lp_kind kind = lp_archive_kind(head);

        CHECK(kind == heads[i].kind, heads[i].label);
        CHECK(lp_archive_closed(kind, head) == heads[i].closed, heads[i].label);
        for (size_t n = 0; n < head.len; n++) {
            (void)lp_archive_closed(heads[i].kind, lp_slice_head(head, n));
            (void)lp_archive_kind(lp_slice_head(head, n));
        }
    }
    memcpy(iso + 32768, "\1CD001\1", 7);
    CHECK(lp_archive_kind((struct lp_slice){iso, sizeof iso}) == LP_KIND_ISO,
          "iso");
    iso[32768 + 6] = 2;
    CHECK(lp_archive_kind((struct lp_slice){iso, sizeof iso}) == LP_KIND_OTHER,
          "iso of another version");
}

int
main(void)
{
    for (size_t i = 0; i < COUNT(rows); i++) {
        check_row(i);
    }
    check_limits();
    check_heads();
    lp_buf_release(&sent);
    return lp_test_failures != 0;
}
