#include "formats/sumline.h"

#include <string.h>

#include "base/text.h"

/* The letter after `\` that stands for `b`; 0 if `b` stands for itself. */
static uint8_t
letter(uint8_t b)
{
    switch (b) {
    case '\\':
        return '\\';
    case '\n':
        return 'n';
    case '\r':
        return 'r';
    default:
        return 0;
    }
}

static bool
is_plain(struct lp_slice name)
{
    for (size_t i = 0; i < name.len; i++) {
        if (letter(name.data[i]) != 0) {
            return false;
        }
    }
    return true;
}

static void
escape(struct lp_buf *to, struct lp_slice name)
{
    size_t from = 0;

    for (size_t i = 0; i < name.len; i++) {
        uint8_t two[2] = {'\\', letter(name.data[i])};

        if (two[1] != 0) {
            lp_buf_put(to, (struct lp_slice){name.data + from, i - from});
            lp_buf_put(to, (struct lp_slice){two, sizeof two});
            from = i + 1;
        }
    }
    lp_buf_put(to, lp_slice_from(name, from));
}

void
lp_sumline_put(struct lp_buf *to, struct lp_slice digest, struct lp_slice name)
{
    lp_buf_str(to, is_plain(name) ? "" : "\\");
    lp_text_hex(to, digest);
    lp_buf_str(to, "  ");
    escape(to, name);
    lp_buf_byte(to, '\n');
}

void
lp_sumline_put_tagged(struct lp_buf *to, const char *tag,
                      struct lp_slice digest, struct lp_slice name)
{
    lp_buf_str(to, is_plain(name) ? "" : "\\");
    lp_buf_str(to, tag);
    lp_buf_str(to, " (");
    escape(to, name);
    lp_buf_str(to, ") = ");
    lp_text_hex(to, digest);
    lp_buf_byte(to, '\n');
}

void
lp_sumline_put_nul(struct lp_buf *to, const char *tag, struct lp_slice digest,
                   struct lp_slice name)
{
    if (tag == NULL) {
        lp_text_hex(to, digest);
        lp_buf_str(to, "  ");
        lp_buf_put(to, name);
    } else {
        lp_buf_str(to, tag);
        lp_buf_str(to, " (");
        lp_buf_put(to, name);
        lp_buf_str(to, ") = ");
        lp_text_hex(to, digest);
    }
    lp_buf_byte(to, '\0');
}

bool
lp_sumline_unescape(struct lp_buf *to, struct lp_slice escaped)
{
    size_t start = to->len;

    while (escaped.len > 0) {
        const uint8_t *mark = memchr(escaped.data, '\\', escaped.len);
        size_t n = mark == NULL ? escaped.len : (size_t)(mark - escaped.data);
        uint8_t b;

        lp_buf_put(to, lp_slice_head(escaped, n));
        if (mark == NULL) {
            break;
        }
        b = escaped.len - n < 2 ? 0 : mark[1];
        if (b != '\\' && b != 'n' && b != 'r') {
            to->len = start;
            return false;
        }
        lp_buf_byte(to, b == 'n' ? '\n' : b == 'r' ? '\r' : b);
        escaped = lp_slice_from(escaped, n + 2);
    }
    if (to->failed != LP_OK) {
        to->len = start;
    }
    return to->failed == LP_OK;
}
