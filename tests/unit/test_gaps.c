#include "bundle/gaps.h"

#include "base/buf.h"
#include "tests/unit/test.h"

#define FIELD(s)                            \
    {                                       \
        (const uint8_t *)(s), sizeof(s) - 1 \
    }
#define MESSAGES 8

/* Messages, with the paths m1, m2, ...; and what is found: "kind what(count/of)
 * path". */
static const struct {
    const char *label;
    struct lp_mail_fields of[MESSAGES];
    const char *want;
} rows[] = {
    {"nothing", {{.too_long = false}}, ""},
    {"no references", {{.message_id = FIELD("<a>")}}, ""},
    {"an answer to what is there",
     {{.message_id = FIELD("<a>")}, {.in_reply_to = FIELD(" <a>")}},
     ""},
    {"an answer before what it answers",
     {{.in_reply_to = FIELD(" <a>")}, {.message_id = FIELD("<a>")}},
     ""},
    {"an answer to what is not there",
     {{.message_id = FIELD("<a>")}, {.in_reply_to = FIELD(" <b>")}},
     "0 <b>(1/0) m2\n"},
    {"in other letters",
     {{.message_id = FIELD("<a>")}, {.in_reply_to = FIELD(" <A>")}},
     "0 <A>(1/0) m2\n"},
    {"references",
     {{.message_id = FIELD("<a>"), .references = FIELD("<b> <c>")},
      {.references = FIELD("<d> <b> <a> <b>"), .in_reply_to = FIELD("<b>")},
      {.in_reply_to = FIELD("<d>")}},
     "0 <b>(2/0) m1\n0 <c>(1/0) m1\n0 <d>(2/0) m2\n"},
    {"an answer with the author's address",
     {{.in_reply_to = FIELD("Message from Ann <a@b> of Monday <i@x>")},
      {.in_reply_to = FIELD(" <j@x> from Ann <a@b>")}},
     "0 <i@x>(1/0) m1\n0 <j@x>(1/0) m2\n"},
    {"an answer without an identifier",
     {{.in_reply_to = FIELD("Your mail of Monday")}},
     ""},
    {"a correspondent who never writes",
     {{.to = FIELD("Z@x"), .in_reply_to = FIELD("<b>")},
      {.to = FIELD("z@X")},
      {.to = FIELD("z@x")},
      {.cc = FIELD("z@x, z@x"), .to = FIELD("z@x")},
      {.cc = FIELD("Zoe <z@x>")}},
     "0 <b>(1/0) m1\n4 z@x(5/1) m1\n"},
    {"to whom four were written",
     {{.to = FIELD("Z@x"), .in_reply_to = FIELD("<b>")},
      {.to = FIELD("z@X")},
      {.to = FIELD("z@x")},
      {.cc = FIELD("z@x, z@x"), .to = FIELD("z@x")}},
     "0 <b>(1/0) m1\n"},
    {"who wrote once",
     {{.to = FIELD("z@x"), .in_reply_to = FIELD("<b>")},
      {.to = FIELD("z@x"), .from = FIELD("Z@X")},
      {.to = FIELD("z@x")},
      {.to = FIELD("z@x")},
      {.to = FIELD("z@x")}},
     "0 <b>(1/0) m1\n"},
    {"who was sent copies of an answer",
     {{.cc = FIELD("z@x"), .in_reply_to = FIELD("<b>")},
      {.to = FIELD("z@x")},
      {.to = FIELD("z@x")},
      {.to = FIELD("z@x")},
      {.to = FIELD("z@x")}},
     "0 <b>(1/0) m1\n"},
    {"whose message is there without an author",
     {{.to = FIELD("z@x"), .in_reply_to = FIELD("<b>")},
      {.to = FIELD("z@x")},
      {.to = FIELD("z@x")},
      {.to = FIELD("z@x"), .message_id = FIELD("<b>")},
      {.to = FIELD("z@x")}},
     ""},
};

static enum lp_code
tell(void *who, const struct lp_gap *gap, struct lp_err *err)
{
    struct lp_buf *to = who;

    (void)err;
    lp_buf_printf(to, "%u ", (unsigned)gap->kind);
    if (gap->kind == LP_GAP_STRIPPED_ATTACHMENT) {
        lp_buf_printf(to, "%u ", (unsigned)gap->how);
    }
    lp_buf_put(to, gap->what);
    if (gap->last.len > 0) {
        lp_buf_byte(to, '-');
        lp_buf_put(to, gap->last);
    }
    lp_buf_printf(to, "(%llu/%llu) ", (unsigned long long)gap->count,
                  (unsigned long long)gap->of);
    lp_buf_put(to, gap->path);
    if (gap->next.len > 0) {
        lp_buf_byte(to, '-');
        lp_buf_put(to, gap->next);
    }
    if (gap->kind == LP_GAP_SILENCE) {
        lp_buf_printf(to, " %lld %lld", (long long)gap->from,
                      (long long)gap->to);
    }
    lp_buf_byte(to, '\n');
    return LP_OK;
}

static struct lp_gaps *
begin(uint8_t key)
{
    const uint8_t bytes[16] = {key};
    struct lp_gaps *g = NULL;

    CHECK(lp_gaps_new(&g, bytes, NULL) == LP_OK, "new");
    return g;
}

static void
end(struct lp_gaps *g, struct lp_gaps_counts *counts, const char *want,
    const char *label)
{
    struct lp_buf got = {0};

    CHECK(lp_gaps_finish(g, counts, tell, &got, NULL) == LP_OK, label);
    CHECK(lp_slice_is(lp_buf_slice(&got), want), label);
    if (!lp_slice_is(lp_buf_slice(&got), want)) {
        fprintf(stderr, "%.*s", (int)got.len, (const char *)got.data);
    }
    lp_buf_release(&got);
    lp_gaps_free(g);
}

static void
check_messages(void)
{
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        for (uint8_t key = 0; key < 3; key++) {
            struct lp_gaps *g = begin(key);
            struct lp_gaps_counts counts;
            struct lp_buf path = {0};

            for (unsigned k = 0; k < MESSAGES; k++) {
                lp_buf_clear(&path);
                lp_buf_printf(&path, "m%u", k + 1);
                CHECK(lp_gaps_message(g, lp_buf_slice(&path),
                                      (struct lp_slice){0}, &rows[i].of[k],
                                      NULL) == LP_OK,
                      rows[i].label);
            }
            end(g, &counts, rows[i].want, rows[i].label);
            CHECK(counts.messages == MESSAGES && counts.passed_over == 0,
                  rows[i].label);
            lp_buf_release(&path);
        }
    }
}

static void
check_stripped(void)
{
    struct lp_gaps *g = begin(1);
    struct lp_slice p = lp_slice_str("p");
    struct lp_slice none = {0};
    struct lp_gaps_counts counts;
    enum lp_code rc;

    LP_TRY(lp_gaps_part(g, p, lp_slice_str("message/external-body"), none, 9,
                        NULL));
    LP_TRY(lp_gaps_part(g, p, lp_slice_str("text/x-moz-deleted"),
                        lp_slice_str("Deleted: a.pdf"), 9, NULL));
    LP_TRY(lp_gaps_part(g, p, lp_slice_str("image/png"), lp_slice_str("b.png"),
                        0, NULL));
    LP_TRY(lp_gaps_part(g, p, lp_slice_str("image/png"), lp_slice_str("c.png"),
                        1, NULL));
    LP_TRY(lp_gaps_part(g, p, lp_slice_str("text/plain"), none, 0, NULL));
    LP_TRY(lp_gaps_line(g, p, lp_slice_str("[attachment removed]"), NULL));
    LP_TRY(lp_gaps_line(g, p, lp_slice_str("[Attachment removed]"), NULL));
    LP_TRY(lp_gaps_line(
        g, p, lp_slice_str("[The attachment d.pdf has been manually removed]"),
        NULL));
    LP_TRY(lp_gaps_line(g, p, lp_slice_str("<<e.pdf>> <<F.pdf>> <<g.pdf>>"),
                        NULL));
    LP_TRY(lp_gaps_line(g, p, lp_slice_str("E.pdf"), NULL));
    LP_TRY(
        lp_gaps_file(g, lp_slice_str("x/f.PDF"), lp_slice_str("f.PDF"), NULL));

done:
    CHECK(rc == LP_OK, "fed");
    end(g, &counts,
        "1 1 (1/0) p\n1 2 Deleted: a.pdf(1/0) p\n1 3 b.png(1/0) p\n"
        "1 4 (2/0) p\n1 4 d.pdf(1/0) p\n1 5 e.pdf(1/0) p\n1 5 g.pdf(1/0) p\n",
        "stripped attachments");
    CHECK(counts.found[LP_GAP_STRIPPED_ATTACHMENT] == 7 && counts.files == 1,
          "counted");
}

static void
check_series(void)
{
    static const char *const names[] = {"b1", "b2", "a1", "b4", "b5", "b7",
                                        "a9", "a2", "a4", "a5", "a6"};

    for (uint8_t key = 0; key < 9; key++) {
        struct lp_gaps *g = begin(key);
        struct lp_gaps_counts counts;

        for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
            struct lp_slice name = lp_slice_str(names[i]);
            struct lp_buf path = {0};

            lp_buf_printf(&path, "x/%s", names[i]);
            CHECK(lp_gaps_file(g, lp_buf_slice(&path), name, NULL) == LP_OK,
                  "a file");
            lp_buf_release(&path);
        }
        end(g, &counts,
            "2 b3-b3(1/5) x/b2-x/b4\n2 b6-b6(1/5) x/b5-x/b7\n"
            "2 a3-a3(1/6) x/a2-x/a4\n2 a7-a8(2/6) x/a6-x/a9\n",
            "in the order in which the series begin");
    }
}

/* A message a day in two mailboxes; in one of them, none in May. */
static void
check_silence(void)
{
    struct lp_gaps *g = begin(2);
    struct lp_gaps_counts counts;
    struct lp_buf date = {0};
    struct lp_buf path = {0};

    for (unsigned i = 0; i < 2 * 8 * 28; i++) {
        struct lp_mail_fields f = {0};
        unsigned month = i / 56 + 1;
        unsigned day = i / 2 % 28 + 1;

        if (i % 2 == 0 && month == 5) {
            continue;
        }
        lp_buf_clear(&date);
        lp_buf_printf(&date, "2023-%02u-%02uT12:00:00Z", month, day);
        lp_buf_clear(&path);
        lp_buf_printf(&path, "%u-%u", month, day);
        f.date = lp_buf_slice(&date);
        CHECK(lp_gaps_message(g, lp_buf_slice(&path),
                              lp_slice_str(i % 2 == 0 ? "a" : "b"), &f,
                              NULL) == LP_OK,
              "a message");
    }
    end(g, &counts, "3 a(0/196) 4-28-6-1 1682683200 1685620800\n",
        "in one mailbox, and not in the other");
    CHECK(counts.dated == 196 + 224, "all have dates");
    lp_buf_release(&date);
    lp_buf_release(&path);
}

static void
check_bounds(void)
{
    struct lp_gaps *g = begin(3);
    struct lp_gaps_counts counts;
    struct lp_mail_fields f = {0};
    struct lp_buf ids = {0};
    struct lp_buf got = {0};

    for (unsigned i = 0; i < 1200; i++) {
        lp_buf_printf(&ids, "<%u@x>,", i);
    }
    f.references = lp_buf_slice(&ids);
    f.to = lp_buf_slice(&ids);
    CHECK(lp_gaps_message(g, lp_slice_str("m"), (struct lp_slice){0}, &f,
                          NULL) == LP_OK,
          "many");
    CHECK(lp_gaps_finish(g, &counts, tell, &got, NULL) == LP_OK, "finish");
    CHECK(counts.passed_over == 400 &&
              counts.found[LP_GAP_MISSING_MESSAGE] == 1000,
          "a thousand of each");
    lp_buf_release(&ids);
    lp_buf_release(&got);
    lp_gaps_free(g);
    lp_gaps_free(NULL);
}

int
main(void)
{
    check_messages();
    check_stripped();
    check_series();
    check_silence();
    check_bounds();
    return lp_test_failures != 0;
}
