/* Lets every reader of what lies in documents open any bytes, and drains what
 * it yields. The first byte says which, and how much of it. */
#include <stdlib.h>
#include <string.h>

#include "formats/bid.h"
#include "formats/encoded_head.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Small enough that the fuzzer meets them. */
static const struct lp_limits limits = {
    .ratio = 50,
    .ratio_grace = 1 << 16,
    .memory = 1 << 20,
    .entries = 64,
    .header = 4096,
};

/* A view of bytes in memory. */
struct memory {
    struct lp_view base;
    struct lp_slice bytes;
};

static enum lp_code
memory_read(struct lp_view *v, uint64_t at, uint8_t *to, size_t n, size_t *got,
            struct lp_err *err)
{
    const struct memory *m = (const struct memory *)v;

    (void)err;
    memcpy(to, m->bytes.data + at, n);
    *got = n;
    return LP_OK;
}

static void
memory_free(struct lp_view *v)
{
    (void)v;
}

static const struct lp_view_ops memory_ops = {memory_read, memory_free};

static void
need(bool holds)
{
    if (!holds) {
        abort();
    }
}

static enum lp_code
drain(struct lp_source *body, struct lp_err *err)
{
    static volatile uint8_t sink;
    struct lp_piece p;
    enum lp_code rc;

    do {
        rc = lp_source_pull(body, &p, err);
        for (size_t i = 0; rc == LP_OK && i < p.bytes.len; i++) {
            sink = p.bytes.data[i];
        }
    } while (rc == LP_OK && p.bytes.len > 0);
    (void)sink;
    return rc;
}

static void
read_all(const struct lp_reader_ops *ops, struct lp_slice bytes, bool skip)
{
    struct memory m = {{&memory_ops, bytes.len, 1}, bytes};
    const struct lp_input in = {.view = &m.base, .limits = &limits};
    struct lp_reader r = {.ops = ops};
    struct lp_err err = {0};
    bool end = false;
    enum lp_code rc = ops->open(&r, &in, &err);

    while (rc == LP_OK && !end) {
        struct lp_entry e = {0};
        struct lp_source body = {0};

        rc = ops->next(&r, &e, &body, &end, &err);
        if (rc == LP_OK && !end) {
            need(e.closed == LP_RULE_NONE || body.ops == NULL);
            need(e.name.len <= 1 << 20 && e.front <= bytes.len);
        }
        if (rc == LP_OK && !end && !skip && body.ops != NULL) {
            enum lp_code is = drain(&body, &err);

            need(is == LP_OK || is == LP_E_FORMAT || is == LP_E_LIMIT);
            need(is == LP_OK || err.rule != LP_RULE_NONE);
        }
        lp_source_release(&body);
    }
    need(rc == LP_OK || rc == LP_E_FORMAT || rc == LP_E_LIMIT);
    need(rc == LP_OK || err.rule != LP_RULE_NONE);
    ops->release(&r);
    need(m.base.refs == 1);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct lp_slice bytes = {data, size};
    unsigned how = size > 0 ? data[0] : 0;

    bytes = lp_slice_from(bytes, 1);
    (void)lp_encoded_kind(bytes);
    for (size_t i = 0; lp_readers[i] != NULL; i++) {
        if (lp_readers[i]->within) {
            read_all(lp_readers[i], bytes, (how & 1) != 0);
        }
    }
    return 0;
}
