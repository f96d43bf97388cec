/* Lets every reader that pulls open any bytes, and drains what it yields. The
 * first byte says how the rest is cut into pieces. */
#include <stdlib.h>
#include <string.h>

#include "formats/bid.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Small enough that the fuzzer meets them. */
static const struct lp_limits limits = {
    .ratio = 50,
    .ratio_grace = 1 << 16,
    .memory = 1 << 20,
    .entries = 64,
    .header = 4096,
    .parts = 64,
    .nesting = 4,
    .fields = 64,
};

/* Each piece is memory of its own, so that one that is used too long shows. */
struct drip {
    struct lp_slice left;
    size_t step;
    uint8_t *piece;
};

static enum lp_code
drip_pull(struct lp_source *s, struct lp_piece *out, struct lp_err *err)
{
    struct drip *d = s->self;
    size_t n = d->left.len < d->step ? d->left.len : d->step;

    free(d->piece);
    d->piece = NULL;
    if (n == 0) {
        return LP_OK;
    }
    d->piece = malloc(n);
    if (d->piece == NULL) {
        return lp_no_memory(err);
    }
    memcpy(d->piece, d->left.data, n);
    out->bytes = (struct lp_slice){d->piece, n};
    d->left = lp_slice_from(d->left, n);
    return LP_OK;
}

static const struct lp_source_ops drip_ops = {.pull = drip_pull};

static void
need(bool holds)
{
    if (!holds) {
        abort();
    }
}

/* Read every second body not at all, as a walk may. */
static enum lp_code
drain(struct lp_source *body, bool skip, struct lp_err *err)
{
    static volatile uint8_t sink;
    struct lp_piece p;
    enum lp_code rc;

    do {
        rc = skip ? LP_OK : lp_source_pull(body, &p, err);
        for (size_t i = 0; !skip && rc == LP_OK && i < p.bytes.len; i++) {
            sink = p.bytes.data[i];
        }
    } while (!skip && rc == LP_OK && p.bytes.len > 0);
    (void)sink;
    return rc;
}

static void
read_all(const struct lp_reader_ops *ops, struct lp_slice bytes, size_t step,
         unsigned skip)
{
    struct drip d = {.left = bytes, .step = step};
    struct lp_source stream = {&drip_ops, &d};
    const struct lp_input in = {
        .stream = &stream, .limits = &limits, .identify = step % 2 == 0};
    struct lp_reader r = {.ops = ops};
    struct lp_err err = {0};
    bool end = false;
    enum lp_code rc = ops->open(&r, &in, &err);

    for (unsigned i = 0; rc == LP_OK && !end; i++) {
        struct lp_entry e = {0};
        struct lp_source body = {0};

        rc = ops->next(&r, &e, &body, &end, &err);
        if (rc == LP_OK && !end) {
            need(e.closed == LP_RULE_NONE || body.ops == NULL);
            need(e.name.len <= 1 << 20);
            rc = drain(&body, ((i + skip) & 1) != 0, &err);
        }
        if (rc == LP_OK && !end && e.has_span) {
            need(e.span_at <= e.after->end && e.after->end <= bytes.len);
        }
        lp_source_release(&body);
    }
    need(rc == LP_OK || rc == LP_E_FORMAT || rc == LP_E_LIMIT);
    ops->release(&r);
    free(d.piece);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct lp_slice bytes = {data, size};
    unsigned how = size > 0 ? data[0] : 0;

    bytes = lp_slice_from(bytes, 1);
    (void)lp_bid(bytes);
    for (size_t i = 0; lp_readers[i] != NULL; i++) {
        if (lp_readers[i]->access == LP_ACCESS_STREAM &&
            !lp_readers[i]->aside) {
            read_all(lp_readers[i], bytes, how < 128 ? how % 16 + 1 : 4096,
                     how >> 4);
        }
    }
    return 0;
}
