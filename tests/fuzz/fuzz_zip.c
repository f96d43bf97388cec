/* Lets the reader of ZIP open any bytes, at any place, without a password and
 * with one that opens everything, and holds what it says against itself. The
 * first byte says which. */
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "formats/read_zip.h"
#include "formats/unlock.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Small enough that the fuzzer meets them. */
static const struct lp_limits limits = {
    .ratio = 50,
    .ratio_grace = 1 << 16,
    .memory = 1 << 20,
    .entries = 64,
    .header = 4096,
};

struct memory {
    struct lp_view base;
    struct lp_slice bytes;
};

static enum lp_code
memory_read(struct lp_view *v, uint64_t at, uint8_t *to, size_t n, size_t *got,
            struct lp_err *err)
{
    const struct memory *m = (const struct memory *)v;
    struct lp_slice rest = lp_slice_from(m->bytes, (size_t)at);

    (void)err;
    *got = n < rest.len ? n : rest.len;
    if (*got > 0) {
        memcpy(to, rest.data, *got);
    }
    return LP_OK;
}

static void
memory_free(struct lp_view *v)
{
    (void)v;
}

static const struct lp_view_ops memory_ops = {memory_read, memory_free};

/* The data is as it is; the code of AES is any that begins with 0. */
struct lp_unlocked {
    uint64_t opened;
};

static enum lp_code
begin(const struct lp_unlocker *u, struct lp_unlocked **out, enum lp_lock how,
      struct lp_slice head, uint8_t *check, struct lp_err *err)
{
    (void)u;
    (void)how;
    *check = head.data[head.len - 1];
    *out = calloc(1, sizeof **out);
    return *out == NULL ? lp_no_memory(err) : LP_OK;
}

static enum lp_code
open_next(struct lp_unlocked *u, struct lp_slice data, uint8_t *to,
          struct lp_err *err)
{
    (void)err;
    memcpy(to, data.data, data.len);
    u->opened += data.len;
    return LP_OK;
}

static enum lp_code
feed(struct lp_unlocked *u, struct lp_slice data, struct lp_err *err)
{
    (void)err;
    u->opened += data.len;
    return LP_OK;
}

static enum lp_code
proven(struct lp_unlocked *u, const uint8_t code[LP_LOCK_CODE], bool *is,
       struct lp_err *err)
{
    (void)u;
    (void)err;
    *is = code[0] == 0;
    return LP_OK;
}

static void
drop(struct lp_unlocked *u)
{
    free(u);
}

static const struct lp_unlocker unlocker = {
    .begin = begin,
    .open = open_next,
    .feed = feed,
    .proven = proven,
    .drop = drop,
};

static void
need(bool holds)
{
    if (!holds) {
        abort();
    }
}

static void
check_entry(const struct lp_entry *e, const struct lp_source *body)
{
    need(e->closed == LP_RULE_NONE || body->ops == NULL);
    need((e->name_by == LP_NAME_FOUND) == (e->decoded.len == 0));
    need(lp_text_utf8(e->decoded));
    need(e->decoded.len == 0 || !lp_slice_equal(e->decoded, e->name));
}

/* All of it, or up to its fault. What is under a lock gives all or nothing. */
static void
drain(struct lp_source *body, const struct lp_entry *e, struct lp_view *v)
{
    struct lp_err err = {0};
    struct lp_piece p = {0};
    uint64_t n = 0;
    enum lp_code rc = LP_OK;

    while (body->ops != NULL && rc == LP_OK && (n == 0 || p.bytes.len > 0)) {
        rc = lp_source_pull(body, &p, &err);
        n += rc == LP_OK ? p.bytes.len : 0;
        if (p.bytes.len == 0) {
            break;
        }
    }
    need(rc == LP_OK || rc == LP_E_FORMAT || rc == LP_E_LIMIT);
    need(err.rule != LP_RULE_ENC_ZIP ||
         (n == 0 && (e->flags & LP_FLAG_ENCRYPTED) != 0));
    need(n <= e->size);
    lp_source_release(body);
    need(v->refs >= 1);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct lp_slice bytes = lp_slice_from((struct lp_slice){data, size}, 1);
    struct memory m = {{&memory_ops, bytes.len, 1}, bytes};
    bool open = size > 0 && (data[0] & 1) != 0;
    const struct lp_input in = {.view = &m.base,
                                .limits = &limits,
                                .unlocker = open ? &unlocker : NULL};
    struct lp_reader r = {.ops = &lp_read_zip};
    struct lp_err err = {0};
    bool end = false;
    enum lp_code rc = r.ops->open(&r, &in, &err);

    while (rc == LP_OK && !end) {
        struct lp_entry e = {0};
        struct lp_source body = {0};

        rc = r.ops->next(&r, &e, &body, &end, &err);
        if (rc == LP_OK && !end) {
            check_entry(&e, &body);
            drain(&body, &e, &m.base);
        } else {
            lp_source_release(&body);
        }
    }
    need(rc == LP_OK || rc == LP_E_FORMAT || rc == LP_E_LIMIT);
    r.ops->release(&r);
    need(m.base.refs == 1);
    return 0;
}
