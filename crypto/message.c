#include "crypto/message.h"

#include <string.h>

/* Below this a copy is cheaper than to keep the whole block of a piece. */
#define SMALL ((size_t)512)
/* Copies are put together in blocks of ... to ... bytes. */
#define COPY_MIN ((size_t)4096)
#define COPY_MAX ((size_t)65536)

static struct lp_piece *
nth(struct lp_message *m, unsigned i)
{
    return &m->piece[(m->first + i) % LP_MESSAGE_PIECES];
}

bool
lp_message_full(const struct lp_message *m)
{
    return m->n == LP_MESSAGE_PIECES;
}

/* Add to the last piece, if that is a copy with room behind it. */
static struct lp_slice
add_behind(struct lp_message *m, struct lp_slice bytes)
{
    struct lp_piece *last = nth(m, m->n - 1);
    size_t used = (size_t)(last->bytes.data + last->bytes.len - m->copy->data);
    struct lp_slice now = lp_slice_head(bytes, m->copy->cap - used);

    memcpy(m->copy->data + used, now.data, now.len);
    last->bytes.len += now.len;
    return lp_slice_from(bytes, now.len);
}

static enum lp_code
add_copy(struct lp_message *m, struct lp_slice bytes, struct lp_err *err)
{
    size_t cap = m->held < COPY_MIN ? COPY_MIN : m->held;
    struct lp_block *b;

    if (m->copy != NULL && m->n > 0) {
        bytes = add_behind(m, bytes);
    }
    if (bytes.len == 0) {
        return LP_OK;
    }
    cap = cap > COPY_MAX ? COPY_MAX : cap;
    cap = cap < bytes.len ? bytes.len : cap;
    b = lp_block_new(cap);
    if (b == NULL) {
        return lp_no_memory(err);
    }
    memcpy(b->data, bytes.data, bytes.len);
    *nth(m, m->n++) = (struct lp_piece){{b->data, bytes.len}, b};
    m->copy = b;
    m->held += cap;
    return LP_OK;
}

enum lp_code
lp_message_add(struct lp_message *m, const struct lp_piece *p,
               struct lp_err *err)
{
    enum lp_code rc = LP_OK;

    if (p->bytes.len == 0) {
        return LP_OK;
    }
    if (p->owner == NULL || p->bytes.len < SMALL) {
        rc = add_copy(m, p->bytes, err);
    } else {
        *nth(m, m->n++) = (struct lp_piece){p->bytes, lp_block_ref(p->owner)};
        m->held += p->owner->cap;
        m->copy = NULL;
    }
    m->size += rc == LP_OK ? p->bytes.len : 0;
    return rc;
}

static void
drop_first(struct lp_message *m)
{
    struct lp_piece *p = nth(m, 0);

    if (p->owner == m->copy) {
        m->copy = NULL;
    }
    m->held -= p->owner->cap;
    lp_block_unref(p->owner);
    *p = (struct lp_piece){0};
    m->first = (m->first + 1) % LP_MESSAGE_PIECES;
    m->n--;
}

/* Fill the block that was begun. */
static struct lp_slice
fill(struct lp_message *m, struct lp_slice bytes)
{
    struct lp_slice now = lp_slice_head(bytes, LP_SHA256_BLOCK - m->rest_len);

    if (now.len > 0) {
        memcpy(m->rest + m->rest_len, now.data, now.len);
    }
    m->rest_len += (unsigned)now.len;
    return lp_slice_from(bytes, now.len);
}

/* The whole blocks at the front of a piece; what is behind them is kept. */
static bool
from_piece(struct lp_message *m, struct lp_piece *p, const uint8_t **at,
           size_t *blocks)
{
    struct lp_slice bytes = p->bytes;

    if (m->rest_len == 0) {
        *at = bytes.data;
        *blocks = bytes.len / LP_SHA256_BLOCK;
        p->bytes.len = 0;
        (void)fill(m, lp_slice_from(bytes, *blocks * LP_SHA256_BLOCK));
        return *blocks > 0;
    }
    p->bytes = fill(m, bytes);
    if (m->rest_len < LP_SHA256_BLOCK) {
        return false;
    }
    *at = m->rest;
    *blocks = 1;
    m->rest_len = 0;
    return true;
}

bool
lp_message_next(struct lp_message *m, const uint8_t **at, size_t *blocks)
{
    while (m->n > 0) {
        struct lp_piece *p = nth(m, 0);

        if (p->bytes.len > 0 && from_piece(m, p, at, blocks)) {
            return true;
        }
        if (p->bytes.len == 0) {
            drop_first(m);
        }
    }
    if (!m->ended || m->padded) {
        return false;
    }
    *blocks = lp_sha256_pad(m->rest, (struct lp_slice){m->rest, m->rest_len},
                            m->size);
    *at = m->rest;
    m->padded = true;
    return true;
}

void
lp_message_digest(struct lp_message *m, lp_sha256_one *one)
{
    const uint8_t *at;
    size_t blocks;

    while (lp_message_next(m, &at, &blocks)) {
        one(m->state, at, blocks);
    }
}

void
lp_message_feed(struct lp_message *m, struct lp_slice bytes, lp_sha256_one *one)
{
    size_t blocks;

    lp_message_digest(m, one);
    m->size += bytes.len;
    if (m->rest_len > 0) {
        bytes = fill(m, bytes);
        if (m->rest_len < LP_SHA256_BLOCK) {
            return;
        }
        one(m->state, m->rest, 1);
        m->rest_len = 0;
    }
    blocks = bytes.len / LP_SHA256_BLOCK;
    if (blocks > 0) {
        one(m->state, bytes.data, blocks);
    }
    (void)fill(m, lp_slice_from(bytes, blocks * LP_SHA256_BLOCK));
}

void
lp_message_fork(struct lp_message *to, const struct lp_message *from)
{
    *to = *from;
    to->copy = NULL; /* two must not write behind one piece */
    for (unsigned i = 0; i < to->n; i++) {
        (void)lp_block_ref(nth(to, i)->owner);
    }
}

void
lp_message_release(struct lp_message *m)
{
    while (m->n > 0) {
        drop_first(m);
    }
    m->copy = NULL;
}
