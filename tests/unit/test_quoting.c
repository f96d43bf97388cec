#include "bundle/quoting.h"

#include "tests/unit/quote_box.h"
#include "tests/unit/test.h"

#define MANY 20000

static void
end(struct lp_quoting *q, struct lp_buf *facts, struct lp_quoting_told *t)
{
    lp_buf_clear(facts);
    CHECK(lp_quoting_end(q, facts, NULL) == LP_OK, "end");
    CHECK(lp_quoting_read(t, lp_buf_slice(facts)), "read");
}

/* However a text is cut, the same is told. */
static void
check_cuts(struct lp_quoting *q)
{
    static const char text[] =
        A "\r\nOn 3 Mar 2014 at 9:00, Ann\r\n<ann@x> wrote:\r\n\r\n" QB
          ">\r\n" QA "https://x.example/abc\n" FIELDS "\n" C;
    struct lp_slice all = lp_slice_str(text);
    struct lp_buf want = {0};
    struct lp_buf facts = {0};
    struct lp_quoting_told t;
    struct lp_quote one;

    CHECK(lp_quoting_begin(q, false, NULL) == LP_OK, "begin");
    lp_quoting_text(q, all);
    end(q, &want, &t);
    CHECK(t.quotes && !t.markup && t.passed_over == 0, "flags");
    CHECK(t.said.len > 0 && t.said.len % LP_QUOTE_KEY_SIZE == 0, "said");
    CHECK(lp_quoting_next(&t, &one), "in lines");
    CHECK(lp_slice_is(one.by, "On 3 Mar 2014 at 9:00, Ann <ann@x> wrote:") &&
              one.pieces == 2,
          "two pieces");
    CHECK(lp_quoting_next(&t, &one), "behind fields");
    CHECK(lp_slice_is(one.by, "From: Carl [mailto:carl@x.example] "
                              "Sent: Monday, March 03, 2014 10:00 AM"),
          "fields");
    CHECK(one.pieces == 1 && one.letters > 120, "one piece");
    CHECK(!lp_quoting_next(&t, &one), "after the last");
    for (size_t n = 1; n < 70; n++) {
        CHECK(lp_quoting_begin(q, false, NULL) == LP_OK, "begin");
        for (size_t i = 0; i < all.len; i += n) {
            lp_quoting_text(q, lp_slice_head(lp_slice_from(all, i), n));
        }
        end(q, &facts, &t);
        CHECK(lp_slice_equal(lp_buf_slice(&facts), lp_buf_slice(&want)),
              "in pieces");
    }
    lp_buf_release(&facts);
    lp_buf_release(&want);
}

/* An attribution, and what it is behind. */
static void
check_by(struct lp_quoting *q)
{
    struct lp_buf facts = {0};
    struct lp_quoting_told t;
    struct lp_quote one;

    CHECK(lp_quoting_begin(q, false, NULL) == LP_OK, "begin");
    lp_quoting_text(q, lp_slice_str("x\n\nOn 3 Mar 2014 at 9:00, Ann\n"
                                    "<ann@x> wrote:\n\n" QA ">\n" QB));
    end(q, &facts, &t);
    CHECK(lp_quoting_next(&t, &one), "there");
    CHECK(lp_slice_is(one.by, "On 3 Mar 2014 at 9:00, Ann <ann@x> wrote:"),
          "in one line");
    CHECK(one.pieces == 2 && one.piece[0].n >= 2 &&
              one.piece[0].key[0] != one.piece[0].key[1] &&
              one.piece[0].key[0] < (uint64_t)1 << 40,
          "pieces");
    CHECK(!lp_quoting_next(&t, &one), "after the last");
    lp_buf_release(&facts);
}

static void
check_markup(struct lp_quoting *q)
{
    struct lp_buf facts = {0};
    struct lp_quoting_told t;
    struct lp_quote one;

    CHECK(lp_quoting_begin(q, true, NULL) == LP_OK, "begin");
    lp_quoting_text(q, lp_slice_str(BY QA));
    end(q, &facts, &t);
    CHECK(t.markup && !t.quotes && t.said.len > 0, "all is said");
    CHECK(!lp_quoting_next(&t, &one), "nothing is quoted");
    CHECK(lp_quoting_read(&t, (struct lp_slice){0}), "no facts");
    CHECK(!lp_quoting_next(&t, &one) && !t.rest.failed, "of no facts");
    lp_buf_release(&facts);
}

/* What is told of a text is bounded. */
static void
check_bounds(struct lp_quoting *q)
{
    struct lp_buf facts = {0};
    struct lp_buf line = {0};
    struct lp_quoting_told t;
    struct lp_quote one;
    size_t n = 0;

    CHECK(lp_quoting_begin(q, false, NULL) == LP_OK, "begin");
    for (unsigned i = 0; i < MANY; i++) {
        lp_quoting_text(q, lp_slice_str(BY QA "So.\n"));
    }
    end(q, &facts, &t);
    while (lp_quoting_next(&t, &one)) {
        n++;
    }
    CHECK(n == LP_QUOTES_MAX && t.passed_over == MANY - n, "many quotations");

    CHECK(lp_quoting_begin(q, false, NULL) == LP_OK, "begin");
    for (unsigned i = 0; i < MANY; i++) {
        lp_buf_clear(&line);
        lp_buf_printf(&line, "%u-%08x-%u ", i, i * 2654435761U, i / 7);
        lp_quoting_text(q, lp_buf_slice(&line));
    }
    end(q, &facts, &t);
    CHECK(t.said.len > 0 && !t.quotes && facts.len < (size_t)900 * 1024,
          "a long line");

    CHECK(lp_quoting_begin(q, false, NULL) == LP_OK, "begin");
    for (unsigned i = 0; i < MANY; i++) {
        lp_quoting_text(q, lp_slice_str(">>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>"));
    }
    lp_quoting_text(q, lp_slice_str(" x\nFrom: a\n"));
    for (unsigned i = 0; i < MANY; i++) {
        lp_quoting_text(q, lp_slice_str("Sent: a\n"));
    }
    end(q, &facts, &t);
    CHECK(!lp_quoting_next(&t, &one), "many marks, many fields");
    lp_buf_release(&line);
    lp_buf_release(&facts);
}

int
main(void)
{
    struct lp_quoting *q = NULL;

    CHECK(lp_quoting_new(&q, NULL) == LP_OK, "new");
    check_cuts(q);
    check_by(q);
    check_markup(q);
    check_bounds(q);
    lp_quoting_free(q);
    return lp_test_failures != 0;
}
