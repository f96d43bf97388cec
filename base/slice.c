#include "base/slice.h"

#include <string.h>

struct lp_slice
lp_slice_str(const char *text)
{
    return (struct lp_slice){(const uint8_t *)text, strlen(text)};
}

struct lp_slice
lp_slice_head(struct lp_slice s, size_t n)
{
    return (struct lp_slice){s.data, n < s.len ? n : s.len};
}

struct lp_slice
lp_slice_from(struct lp_slice s, size_t n)
{
    if (n >= s.len) {
        return (struct lp_slice){0};
    }
    return (struct lp_slice){s.data + n, s.len - n};
}

bool
lp_slice_equal(struct lp_slice a, struct lp_slice b)
{
    return a.len == b.len && (a.len == 0 || memcmp(a.data, b.data, a.len) == 0);
}

bool
lp_slice_is(struct lp_slice s, const char *text)
{
    return lp_slice_equal(s, lp_slice_str(text));
}

bool
lp_slice_begins(struct lp_slice s, struct lp_slice with)
{
    return lp_slice_equal(lp_slice_head(s, with.len), with);
}

bool
lp_slice_ends(struct lp_slice s, struct lp_slice with)
{
    return s.len >= with.len &&
           lp_slice_equal(lp_slice_from(s, s.len - with.len), with);
}

int
lp_slice_order(struct lp_slice a, struct lp_slice b)
{
    size_t n = a.len < b.len ? a.len : b.len;
    int order = n == 0 ? 0 : memcmp(a.data, b.data, n);

    if (order != 0) {
        return order;
    }
    return (a.len > b.len) - (a.len < b.len);
}

struct lp_cursor
lp_cursor_over(struct lp_slice bytes)
{
    return (struct lp_cursor){.rest = bytes, .failed = false};
}

struct lp_slice
lp_cursor_take(struct lp_cursor *c, size_t n)
{
    struct lp_slice taken = {0};

    if (c->failed || n > c->rest.len) {
        c->failed = true;
        return taken;
    }
    if (n == 0) {
        return taken;
    }
    taken = (struct lp_slice){.data = c->rest.data, .len = n};
    c->rest.data += n;
    c->rest.len -= n;
    return taken;
}

struct lp_slice
lp_cursor_until(struct lp_cursor *c, uint8_t end)
{
    const uint8_t *found = NULL;
    struct lp_slice taken;

    if (!c->failed && c->rest.len > 0) {
        found = memchr(c->rest.data, end, c->rest.len);
    }
    if (found == NULL) {
        c->failed = true;
        return (struct lp_slice){0};
    }
    taken = lp_cursor_take(c, (size_t)(found - c->rest.data));
    (void)lp_cursor_take(c, 1);
    return taken;
}

uint8_t
lp_cursor_u8(struct lp_cursor *c)
{
    struct lp_slice s = lp_cursor_take(c, 1);

    return s.len == 0 ? 0 : s.data[0];
}

uint16_t
lp_cursor_le16(struct lp_cursor *c)
{
    struct lp_slice s = lp_cursor_take(c, 2);

    return s.len == 0 ? 0 : lp_get_le16(s.data);
}

uint32_t
lp_cursor_le32(struct lp_cursor *c)
{
    struct lp_slice s = lp_cursor_take(c, 4);

    return s.len == 0 ? 0 : lp_get_le32(s.data);
}

uint64_t
lp_cursor_le64(struct lp_cursor *c)
{
    struct lp_slice s = lp_cursor_take(c, 8);

    return s.len == 0 ? 0 : lp_get_le64(s.data);
}
