#include "formats/inflate.h"

#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "base/buf.h"
#include "formats/rule.h"
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

/* Unpack all of `packed`; `*at` is where the feed then stands. */
static enum lp_code
unpack(struct lp_buf *to, struct lp_slice packed, size_t step,
       const struct lp_limits *limits, uint64_t *at, struct lp_err *err)
{
    struct drip d = {packed, step};
    struct lp_source src = {&drip_ops, &d};
    struct lp_feed feed = {.from = &src};
    struct lp_inflate *i = NULL;
    struct lp_piece p;
    enum lp_code rc;

    LP_TRY(lp_inflate_new(&i, limits, err));
    do {
        LP_TRY(lp_inflate_pull(i, &feed, &p, err));
        lp_buf_put(to, p.bytes);
    } while (p.bytes.len > 0);

done:
    *at = feed.at;
    lp_inflate_free(i);
    lp_source_release(&src);
    return rc;
}

#define HELLO "\xcb\x48\xcd\xc9\xc9\x07\x00" /* deflate of "hello" */

static const struct {
    const char *label;
    const char *packed;
    size_t len;
    enum lp_code rc;
    unsigned rule;
    const char *text;
    uint64_t at;
} rows[] = {
    {"a whole stream", HELLO, 7, LP_OK, 0, "hello", 7},
    {"cut by one byte", HELLO, 6, LP_E_FORMAT, LP_RULE_TRUNCATED, "hello", 6},
    {"nothing at all", "", 0, LP_E_FORMAT, LP_RULE_TRUNCATED, "", 0},
    {"bytes after the end stay", HELLO "rest", 11, LP_OK, 0, "hello", 7},
    {"a stored block",
     "\1\2\0\xfd\xff"
     "ab",
     7, LP_OK, 0, "ab", 7},
    {"its length not complemented",
     "\1\2\0\xfc\xff"
     "ab",
     7, LP_E_FORMAT, LP_RULE_DEFLATE, "", 5},
    {"the reserved block type", "\7", 1, LP_E_FORMAT, LP_RULE_DEFLATE, "", 1},
    {"two blocks",
     "\0\1\0\xfe\xff"
     "x\1\1\0\xfe\xff"
     "y",
     12, LP_OK, 0, "xy", 12},
    {"no final block",
     "\0\1\0\xfe\xff"
     "x",
     6, LP_E_FORMAT, LP_RULE_TRUNCATED, "x", 6},
};

static void
test_rows(void)
{
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        for (size_t step = 1; step < 16; step += 7) {
            struct lp_slice in = {(const uint8_t *)rows[i].packed, rows[i].len};
            struct lp_buf got = {0};
            struct lp_err err = {0};
            uint64_t at;
            enum lp_code rc =
                unpack(&got, in, step, &lp_limits_default, &at, &err);

            CHECK(rc == rows[i].rc, rows[i].label);
            CHECK(rc == LP_OK || err.rule == rows[i].rule, rows[i].label);
            CHECK(lp_slice_is(lp_buf_slice(&got), rows[i].text), rows[i].label);
            CHECK(at == rows[i].at, rows[i].label);
            lp_buf_release(&got);
        }
    }
}

/* Deflate `n` zeros. */
static struct lp_buf
zeros(size_t n)
{
    struct lp_buf b = {0};
    uint8_t *raw = calloc(1, n);
    z_stream z = {0};

    (void)deflateInit2(&z, 9, Z_DEFLATED, -MAX_WBITS, 9, Z_DEFAULT_STRATEGY);
    z.next_in = raw;
    z.avail_in = (uInt)n;
    z.avail_out = (uInt)deflateBound(&z, n);
    z.next_out = lp_buf_room(&b, z.avail_out);
    (void)deflate(&z, Z_FINISH);
    b.len = z.total_out;
    (void)deflateEnd(&z);
    free(raw);
    return b;
}

static void
test_ratio(void)
{
    struct lp_buf packed = zeros(100000);
    struct lp_limits exact = {.ratio = 1, .ratio_grace = 100000};
    struct lp_limits tight = {.ratio = 1, .ratio_grace = 99999};
    struct lp_limits wide = {.ratio = 100000 / packed.len + 1};
    struct lp_limits below = {.ratio = 100000 / packed.len - 1};
    const struct {
        const char *label;
        const struct lp_limits *limits;
        enum lp_code rc;
    } cases[] = {
        {"within the grace", &exact, LP_OK},
        {"one byte past the grace", &tight, LP_E_LIMIT},
        {"within the ratio", &wide, LP_OK},
        {"just over the ratio", &below, LP_E_LIMIT},
    };

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct lp_buf got = {0};
        struct lp_err err = {0};
        uint64_t at;
        enum lp_code rc = unpack(&got, lp_buf_slice(&packed), 4096,
                                 cases[i].limits, &at, &err);

        CHECK(rc == cases[i].rc, cases[i].label);
        CHECK(rc == LP_OK || err.rule == LP_RULE_LIMIT_RATIO, cases[i].label);
        CHECK(rc != LP_OK || got.len == 100000, cases[i].label);
        lp_buf_release(&got);
    }
    lp_buf_release(&packed);
}

/* A piece that was kept is not written over. */
static void
test_kept(void)
{
    struct lp_buf packed = zeros(3 * LP_BLOCK_SIZE);
    struct lp_limits limits = {.ratio = 5000};
    struct lp_source src = {0};
    struct lp_feed feed = {.from = &src};
    struct lp_inflate *i = NULL;
    struct lp_piece p;
    struct lp_piece q;

    CHECK(lp_source_bytes(&src, lp_buf_slice(&packed), NULL, NULL) == LP_OK,
          "source");
    CHECK(lp_inflate_new(&i, &limits, NULL) == LP_OK, "new");
    CHECK(lp_inflate_pull(i, &feed, &p, NULL) == LP_OK, "first piece");
    CHECK(p.owner != NULL && lp_block_alone(p.owner), "one owner");
    (void)lp_block_ref(p.owner);
    CHECK(lp_inflate_pull(i, &feed, &q, NULL) == LP_OK, "second piece");
    CHECK(q.owner != p.owner, "a kept block is left alone");
    lp_block_unref(p.owner);
    lp_inflate_free(i);
    lp_inflate_free(NULL);
    lp_source_release(&src);
    lp_buf_release(&packed);
}

int
main(void)
{
    test_rows();
    test_ratio();
    test_kept();
    return lp_test_failures != 0;
}
