#include "formats/head_fields.h"

#include <string.h>
#include <strings.h>

enum lp_code
lp_head_take(struct lp_feed *f, struct lp_buf *to, size_t max, bool *whole,
             struct lp_err *err)
{
    size_t line = 0; /* bytes of the line at hand, without CR */
    enum lp_code rc = LP_OK;

    *whole = false;
    lp_buf_clear(to);
    while (!*whole && to->len < max) {
        struct lp_piece p;
        size_t n = 0;

        LP_TRY(lp_feed_peek(f, &p, err));
        if (p.bytes.len == 0) {
            break;
        }
        p.bytes = lp_slice_head(p.bytes, max - to->len);
        while (n < p.bytes.len && !*whole) {
            uint8_t b = p.bytes.data[n++];

            *whole = b == '\n' && line == 0;
            line = b == '\n' ? 0 : line + (b == '\r' ? 0 : 1);
        }
        lp_buf_put(to, lp_slice_head(p.bytes, n));
        LP_TRY(lp_buf_check(to, err));
        lp_feed_took(f, n);
    }

done:
    return rc;
}

bool
lp_head_word(struct lp_slice s, const char *word)
{
    size_t n = strlen(word);

    return s.len >= n && strncasecmp((const char *)s.data, word, n) == 0;
}

static struct lp_slice
trim(struct lp_slice s)
{
    while (s.len > 0 && strchr(" \t\r", s.data[0]) != NULL && s.data[0] != 0) {
        s = lp_slice_from(s, 1);
    }
    while (s.len > 0 && strchr(" \t\r", s.data[s.len - 1]) != NULL &&
           s.data[s.len - 1] != 0) {
        s.len--;
    }
    return s;
}

/* The next field called `name` at or behind `c`. */
static bool
next_field(struct lp_cursor *c, const char *name, struct lp_slice *value)
{
    size_t n = strlen(name);

    for (;;) {
        struct lp_slice line = lp_cursor_until(c, '\n');

        if (c->failed) {
            return false;
        }
        if (lp_head_word(line, name)) {
            line = trim(lp_slice_from(line, n));
            if (line.len > 0 && line.data[0] == ':') {
                *value = trim(lp_slice_from(line, 1));
                return true;
            }
        }
    }
}

bool
lp_head_field(struct lp_slice head, const char *name, struct lp_slice *value)
{
    struct lp_cursor c = lp_cursor_over(head);

    *value = (struct lp_slice){0};
    return next_field(&c, name, value);
}

bool
lp_head_twice(struct lp_slice head, const char *name)
{
    struct lp_cursor c = lp_cursor_over(head);
    struct lp_slice first;
    struct lp_slice other;

    if (!next_field(&c, name, &first)) {
        return false;
    }
    while (next_field(&c, name, &other)) {
        if (!lp_slice_equal(first, other)) {
            return true;
        }
    }
    return false;
}
