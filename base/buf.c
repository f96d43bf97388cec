#include "base/buf.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Room for `n` bytes that count against `max` and `spare` that do not. */
static uint8_t *
reserve(struct lp_buf *b, size_t n, size_t spare)
{
    size_t max = b->max == 0 ? LP_BUF_MAX : b->max;
    size_t cap = b->cap == 0 ? 64 : b->cap;
    uint8_t *data;

    if (b->failed != LP_OK) {
        return NULL;
    }
    if (n > max - b->len) {
        b->failed = LP_E_LIMIT;
        return NULL;
    }
    if (b->data != NULL && n + spare <= b->cap - b->len) {
        return b->data + b->len;
    }
    while (cap < b->len + n + spare) {
        cap *= 2;
    }
    data = realloc(b->data, cap);
    if (data == NULL) {
        b->failed = LP_E_MEMORY;
        return NULL;
    }
    b->data = data;
    b->cap = cap;
    return b->data + b->len;
}

uint8_t *
lp_buf_more(struct lp_buf *b, size_t n)
{
    return reserve(b, n, 0);
}

void
lp_buf_put(struct lp_buf *b, struct lp_slice bytes)
{
    uint8_t *to = lp_buf_room(b, bytes.len);

    if (to != NULL && bytes.len > 0) {
        memcpy(to, bytes.data, bytes.len);
        b->len += bytes.len;
    }
}

void
lp_buf_str(struct lp_buf *b, const char *text)
{
    lp_buf_put(b, lp_slice_str(text));
}

void
lp_buf_printf(struct lp_buf *b, const char *fmt, ...)
{
    va_list ap;
    va_list again;
    int n;
    uint8_t *to;

    va_start(ap, fmt);
    va_copy(again, ap);
    n = vsnprintf(NULL, 0, fmt, ap);
    va_end(ap);
    if (n < 0 && b->failed == LP_OK) {
        b->failed = LP_E_LIMIT;
    }
    to = n < 0 ? NULL : reserve(b, (size_t)n, 1); /* one for the NUL */
    if (to != NULL) {
        (void)vsnprintf((char *)to, (size_t)n + 1, fmt, again);
        b->len += (size_t)n;
    }
    va_end(again);
}

enum lp_code
lp_buf_check(const struct lp_buf *b, struct lp_err *err)
{
    if (b->failed == LP_OK) {
        return LP_OK;
    }
    if (b->failed == LP_E_MEMORY) {
        return lp_no_memory(err);
    }
    return lp_fail(err, b->failed, "longer than the %zu bytes allowed",
                   b->max == 0 ? LP_BUF_MAX : b->max);
}

struct lp_slice
lp_buf_slice(const struct lp_buf *b)
{
    return (struct lp_slice){b->data, b->len};
}

struct lp_slice
lp_buf_part(const struct lp_buf *b, size_t at, size_t n)
{
    return lp_slice_head(lp_slice_from(lp_buf_slice(b), at), n);
}

void
lp_buf_clear(struct lp_buf *b)
{
    b->len = 0;
    b->failed = LP_OK;
}

void
lp_buf_release(struct lp_buf *b)
{
    free(b->data);
    *b = (struct lp_buf){.max = b->max};
}
