#ifndef LP_TESTS_UNIT_DEFLATE_BOX_H
#define LP_TESTS_UNIT_DEFLATE_BOX_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "base/buf.h"
#include "formats/inflate.h"
#include "formats/rule.h"

/* What zlib alone, and what we, make of some bytes. */
struct deflate_seen {
    enum lp_code rc;
    struct lp_err err;
    uint64_t at; /* where the feed then stands */
    struct lp_buf out;
    uint64_t rest; /* how many bytes then follow ... */
    uint32_t sum;  /* ... and their checksum */
};

/* A source that shows its bytes in pieces of changing sizes, `step` at most. */
struct deflate_drip {
    struct lp_slice left;
    uint32_t seed;
    size_t step;
};

static inline enum lp_code
deflate_drip_pull(struct lp_source *s, struct lp_piece *out, struct lp_err *err)
{
    struct deflate_drip *d = s->self;
    size_t n;

    (void)err;
    d->seed = d->seed * 1664525 + 1013904223;
    n = 1 + (d->seed >> 8) % d->step;
    out->bytes = lp_slice_head(d->left, n);
    d->left = lp_slice_from(d->left, n);
    return LP_OK;
}

static const struct lp_source_ops deflate_drip_ops = {.pull =
                                                          deflate_drip_pull};

static inline void
deflate_release(struct deflate_seen *s)
{
    lp_buf_release(&s->out);
    *s = (struct deflate_seen){0};
}

/* By way of lp_inflate. */
static inline struct deflate_seen
deflate_ours(struct lp_slice packed, size_t step, uint32_t seed,
             const struct lp_limits *limits)
{
    struct deflate_drip d = {packed, seed, step};
    struct lp_source src = {&deflate_drip_ops, &d};
    struct lp_feed feed = {.from = &src};
    struct lp_inflate *i = NULL;
    struct deflate_seen s = {0};
    struct lp_piece p = {0};
    uint8_t rest[16];
    size_t got;

    s.rc = lp_inflate_new(&i, limits, &s.err);
    do {
        if (s.rc == LP_OK) {
            s.rc = lp_inflate_pull(i, &feed, &p, &s.err);
        }
        if (s.rc == LP_OK) {
            lp_buf_put(&s.out, p.bytes);
        }
    } while (s.rc == LP_OK && p.bytes.len > 0);
    s.at = feed.at;
    do {
        if (lp_feed_copy(&feed, rest, sizeof rest, &got, NULL) != LP_OK) {
            abort();
        }
        s.rest += got;
        s.sum = (uint32_t)crc32(s.sum, rest, (uInt)got);
    } while (got > 0);
    lp_inflate_free(i);
    lp_source_release(&src);
    return s;
}

/* By zlib from the first byte on, into blocks as ours are, and with the ratio
 * asked for behind each. */
static inline struct deflate_seen
deflate_zlib(struct lp_slice packed, const struct lp_limits *limits)
{
    static uint8_t block[LP_BLOCK_SIZE];
    struct deflate_seen s = {0};
    z_stream z = {0};
    size_t cap = 4096;
    int status;

    if (inflateInit2(&z, -MAX_WBITS) != Z_OK) {
        abort();
    }
    z.next_in = (Bytef *)(uintptr_t)packed.data;
    z.avail_in = (uInt)packed.len;
    do {
        z.next_out = block;
        z.avail_out = (uInt)cap;
        status = inflate(&z, Z_FINISH);
        if (z.total_out > limits->ratio_grace &&
            (z.total_out - 1) / limits->ratio >= z.total_in) {
            s.rc = LP_E_LIMIT;
            s.err.rule = LP_RULE_LIMIT_RATIO;
            break;
        }
        lp_buf_put(&s.out, (struct lp_slice){block, cap - z.avail_out});
        cap = cap < LP_BLOCK_SIZE ? cap * 2 : cap;
    } while ((status == Z_OK || status == Z_BUF_ERROR) && z.avail_out == 0);
    if (s.rc == LP_OK && status != Z_STREAM_END) {
        s.rc = LP_E_FORMAT;
        s.err.rule =
            status == Z_DATA_ERROR ? LP_RULE_DEFLATE : LP_RULE_TRUNCATED;
        if (status == Z_DATA_ERROR && z.msg != NULL) {
            (void)snprintf(s.err.text, sizeof s.err.text, "%s", z.msg);
        }
    }
    s.at = packed.len - z.avail_in;
    s.rest = z.avail_in;
    s.sum = (uint32_t)crc32(0, packed.data + s.at, z.avail_in);
    (void)inflateEnd(&z);
    return s;
}

/* NULL if both say the same; else what they differ in. A block may become full
 * as a piece ends, when zlib would have looked one byte further for the next
 * code: so far the place of a limit depends on pieces. */
static inline const char *
deflate_differ(struct lp_slice packed, size_t step, uint32_t seed,
               const struct lp_limits *limits)
{
    struct deflate_seen a = deflate_zlib(packed, limits);
    struct deflate_seen b = deflate_ours(packed, step, seed, limits);
    const char *what = NULL;

    if (a.rc != b.rc || (a.rc != LP_OK && a.err.rule != b.err.rule)) {
        what = "verdict";
    } else if (!lp_slice_equal(lp_buf_slice(&a.out), lp_buf_slice(&b.out))) {
        what = "bytes";
    } else if (a.rc == LP_E_LIMIT && step < packed.len && a.at == b.at + 1) {
        what = NULL;
    } else if (a.at != b.at || (a.rc != LP_OK && b.err.at != a.at)) {
        what = "place";
    } else if (a.rest != b.rest || a.sum != b.sum) {
        what = "bytes after the end";
    } else if (a.rc != LP_OK && strstr(b.err.text, a.err.text) == NULL) {
        what = "reason";
    }
    deflate_release(&a);
    deflate_release(&b);
    return what;
}

#endif
