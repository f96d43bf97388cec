#include "base/source.h"

#include <string.h>

#include "tests/unit/test.h"

#define COUNT(a) (sizeof(a) / sizeof(a)[0])

/* A source of a text in pieces of `step` bytes, which fails at `fail_at`. */
struct drip {
    struct lp_slice rest;
    size_t step;
    size_t fail_at;
    size_t given;
    unsigned released;
};

static enum lp_code
drip_pull(struct lp_source *s, struct lp_piece *out, struct lp_err *err)
{
    struct drip *d = s->self;

    if (d->given >= d->fail_at) {
        return lp_fail(err, LP_E_FORMAT, "here it breaks");
    }
    out->bytes = lp_slice_head(d->rest, d->step);
    d->rest = lp_slice_from(d->rest, d->step);
    d->given += out->bytes.len;
    return LP_OK;
}

static void
drip_release(struct lp_source *s)
{
    ((struct drip *)s->self)->released++;
}

static const struct lp_source_ops drip_ops = {drip_pull, drip_release};

static void
check_bytes(void)
{
    struct lp_source s = {0};
    struct lp_piece p = {.owner = NULL, .bytes = {(const uint8_t *)"x", 1}};
    struct lp_block *b = lp_block_new(3);

    CHECK(lp_source_pull(&s, &p, NULL) == LP_OK && p.bytes.len == 0,
          "a zeroed source is at its end");
    lp_source_release(&s);

    CHECK(lp_source_bytes(&s, lp_slice_str("abc"), NULL, NULL) == LP_OK &&
              lp_source_pull(&s, &p, NULL) == LP_OK &&
              lp_slice_is(p.bytes, "abc") && p.owner == NULL,
          "bytes that nobody owns");
    CHECK(lp_source_pull(&s, &p, NULL) == LP_OK && p.bytes.len == 0,
          "come once");
    CHECK(lp_source_pull(&s, &p, NULL) == LP_OK && p.bytes.len == 0,
          "and the end stays the end");
    lp_source_release(&s);
    lp_source_release(&s);

    if (b == NULL) {
        CHECK(false, "memory");
        return;
    }
    CHECK(lp_block_alone(b), "a new block is alone");
    memcpy(b->data, "abc", 3);
    CHECK(lp_source_bytes(&s, (struct lp_slice){b->data, 3}, b, NULL) ==
                  LP_OK &&
              lp_source_pull(&s, &p, NULL) == LP_OK && p.owner == b,
          "bytes that a block owns");
    (void)lp_block_ref(b);
    CHECK(!lp_block_alone(b), "a kept block is not alone");
    lp_source_release(&s);
    CHECK(lp_slice_is(p.bytes, "abc") && lp_block_alone(b),
          "a kept piece outlives its source");
    lp_block_unref(b);
    lp_block_unref(NULL);
}

static const struct {
    const char *label;
    size_t step;
    size_t fail_at;
    size_t skip;
    size_t copy;
    const char *copied;
    uint64_t skipped;
    enum lp_code code;
} rows[] = {
    {"in one piece", 100, 100, 2, 3, "cde", 2, LP_OK},
    {"byte by byte", 1, 100, 2, 3, "cde", 2, LP_OK},
    {"across pieces", 3, 100, 2, 3, "cde", 2, LP_OK},
    {"to the very end", 3, 100, 2, 8, "cdefghij", 2, LP_OK},
    {"past the end", 3, 100, 2, 9, "cdefghij", 2, LP_OK},
    {"nothing", 3, 100, 0, 0, "", 0, LP_OK},
    {"skip all", 4, 100, 10, 1, "", 10, LP_OK},
    {"skip past the end", 4, 100, 11, 1, "", 10, LP_OK},
    {"broken behind what is wanted", 5, 5, 2, 3, "cde", 2, LP_OK},
    {"broken within it", 5, 5, 2, 4, "cde", 2, LP_E_FORMAT},
    {"broken while skipping", 5, 5, 6, 0, "", 5, LP_E_FORMAT},
    {"broken at once", 5, 0, 1, 0, "", 0, LP_E_FORMAT},
};

static void
check_feed(void)
{
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct drip d = {.rest = lp_slice_str("abcdefghij"),
                         .step = rows[i].step,
                         .fail_at = rows[i].fail_at};
        struct lp_source s = {.ops = &drip_ops, .self = &d};
        struct lp_feed f = {.from = &s};
        uint8_t to[16] = {0};
        uint64_t skipped = 0;
        size_t got = 0;
        enum lp_code rc;

        rc = lp_feed_skip(&f, rows[i].skip, &skipped, NULL);
        if (rc == LP_OK) {
            rc = lp_feed_copy(&f, to, rows[i].copy, &got, NULL);
        }
        CHECK(rc == rows[i].code, rows[i].label);
        CHECK(skipped == rows[i].skipped, rows[i].label);
        CHECK(lp_slice_is((struct lp_slice){to, got}, rows[i].copied),
              rows[i].label);
        CHECK(f.at == skipped + got, rows[i].label);
        lp_source_release(&s);
        CHECK(d.released == 1, rows[i].label);
    }
}

static void
check_peek(void)
{
    struct drip d = {.rest = lp_slice_str("abcd"), .step = 3, .fail_at = 100};
    struct lp_source s = {.ops = &drip_ops, .self = &d};
    struct lp_feed f = {.from = &s};
    struct lp_piece p;

    CHECK(lp_feed_peek(&f, &p, NULL) == LP_OK && lp_slice_is(p.bytes, "abc"),
          "a look");
    CHECK(lp_feed_peek(&f, &p, NULL) == LP_OK && lp_slice_is(p.bytes, "abc"),
          "takes nothing");
    lp_feed_took(&f, 2);
    CHECK(lp_feed_peek(&f, &p, NULL) == LP_OK && lp_slice_is(p.bytes, "c"),
          "the rest of the piece");
    lp_feed_took(&f, 1);
    CHECK(lp_feed_peek(&f, &p, NULL) == LP_OK && lp_slice_is(p.bytes, "d"),
          "the next piece");
    lp_feed_took(&f, 1);
    CHECK(lp_feed_peek(&f, &p, NULL) == LP_OK && p.bytes.len == 0 && f.ended,
          "the end");
    CHECK(f.at == 4, "what was taken is counted");
}

/* What was given back is seen again before all else, as often as that is. */
static void
check_back(void)
{
    struct drip d = {.rest = lp_slice_str("abcdef"), .step = 3, .fail_at = 100};
    struct lp_source s = {.ops = &drip_ops, .self = &d};
    struct lp_feed f = {.from = &s};
    struct lp_piece p;
    uint8_t to[8];
    size_t got;

    CHECK(lp_feed_copy(&f, to, 4, &got, NULL) == LP_OK && got == 4, "four");
    CHECK(lp_feed_peek(&f, &p, NULL) == LP_OK && lp_slice_is(p.bytes, "ef"),
          "and a look at the rest");
    lp_feed_back(&f, lp_slice_str("bcd"));
    CHECK(f.at == 1, "three are no longer counted");
    CHECK(lp_feed_peek(&f, &p, NULL) == LP_OK && lp_slice_is(p.bytes, "bcd"),
          "three are back");
    lp_feed_took(&f, 2);
    lp_feed_back(&f, lp_slice_str("c"));
    CHECK(lp_feed_peek(&f, &p, NULL) == LP_OK && lp_slice_is(p.bytes, "cd"),
          "one of them is back again");
    CHECK(lp_feed_copy(&f, to, 8, &got, NULL) == LP_OK && got == 4 &&
              memcmp(to, "cdef", 4) == 0,
          "and all that follows");
    lp_feed_back(&f, lp_slice_str("f"));
    CHECK(lp_feed_copy(&f, to, 8, &got, NULL) == LP_OK && got == 1 &&
              to[0] == 'f',
          "at the end too");
    CHECK(lp_feed_peek(&f, &p, NULL) == LP_OK && p.bytes.len == 0, "the end");
    CHECK(f.at == 6, "each is counted once");
}

int
main(void)
{
    check_bytes();
    check_feed();
    check_peek();
    check_back();
    return lp_test_failures != 0;
}
