#ifndef LP_BASE_BUF_H
#define LP_BASE_BUF_H

#include "base/err.h"
#include "base/slice.h"

/*
 * Bytes that we own. `max` bounds the growth; 0 means LP_BUF_MAX.
 * Zeroed, it is empty and lawful. A put that fails (no memory, or past `max`)
 * leaves `failed` set and the bytes as they were; later puts then do nothing,
 * so a text can be built straight down and checked once with lp_buf_check.
 */
struct lp_buf {
    uint8_t *data;
    size_t len;
    size_t cap;
    size_t max;
    enum lp_code failed;
};

#define LP_BUF_MAX ((size_t)1 << 32)

/* Room that is not there yet: what lp_buf_room calls. */
uint8_t *lp_buf_more(struct lp_buf *b, size_t n);

/* Room for `n` more bytes: returns where they go, or NULL with `failed` set.
 * The caller fills them and then adds to `len` what was filled. */
static inline uint8_t *
lp_buf_room(struct lp_buf *b, size_t n)
{
    bool there = n < b->cap - b->len && b->cap <= LP_BUF_MAX && b->max == 0 &&
                 b->failed == LP_OK;

    return there ? b->data + b->len : lp_buf_more(b, n);
}

void lp_buf_put(struct lp_buf *b, struct lp_slice bytes);
void lp_buf_str(struct lp_buf *b, const char *text);
static inline void
lp_buf_byte(struct lp_buf *b, uint8_t byte)
{
    uint8_t *to = lp_buf_room(b, 1);

    if (to != NULL) {
        *to = byte;
        b->len++;
    }
}
void lp_buf_printf(struct lp_buf *b, const char *fmt, ...) LP_PRINTF(2, 3);

/* Little-endian integers. */
static inline void
lp_buf_le16(struct lp_buf *b, uint16_t v)
{
    uint8_t *to = lp_buf_room(b, sizeof v);

    if (to != NULL) {
        lp_put_le16(to, v);
        b->len += sizeof v;
    }
}

static inline void
lp_buf_le32(struct lp_buf *b, uint32_t v)
{
    uint8_t *to = lp_buf_room(b, sizeof v);

    if (to != NULL) {
        lp_put_le32(to, v);
        b->len += sizeof v;
    }
}

static inline void
lp_buf_le64(struct lp_buf *b, uint64_t v)
{
    uint8_t *to = lp_buf_room(b, sizeof v);

    if (to != NULL) {
        lp_put_le64(to, v);
        b->len += sizeof v;
    }
}

/* LP_OK if every put so far succeeded. */
LP_MUST_USE enum lp_code lp_buf_check(const struct lp_buf *b,
                                      struct lp_err *err);

/* The bytes, borrowed until the next put. */
struct lp_slice lp_buf_slice(const struct lp_buf *b);

/* `n` of them, from `at`: all must be there. */
struct lp_slice lp_buf_part(const struct lp_buf *b, size_t at, size_t n);

/* Forget the bytes and any failure, keep the memory. */
void lp_buf_clear(struct lp_buf *b);
void lp_buf_release(struct lp_buf *b);

#endif
