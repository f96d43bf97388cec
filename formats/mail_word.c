#include "formats/mail_word.h"

#include <string.h>
#include <strings.h>

#include "base/text.h"
#include "formats/mail_charset.h"
#include "formats/mail_decode.h"

/* An encoded word, `=?charset*language?B?text?=`. */
struct word {
    struct lp_slice charset;
    bool base64;
    struct lp_slice text;
    size_t len; /* of the whole */
};

/* A run of words of one charset: a letter may be cut between two of them. */
struct run {
    struct lp_slice charset;
    struct lp_slice source; /* the words as they stand */
    struct lp_buf bytes;
    unsigned before; /* runs that have ended */
};

/* More runs than this stay as they stand: each costs far more than its bytes,
 * and no name needs so many charsets. */
#define RUNS_MAX 64

static bool
read_word(struct word *w, struct lp_slice s)
{
    struct lp_cursor c = lp_cursor_over(s);
    struct lp_slice coding;
    const uint8_t *star;

    if (!lp_slice_begins(s, lp_slice_str("=?"))) {
        return false;
    }
    (void)lp_cursor_take(&c, 2);
    c.rest = lp_slice_head(c.rest, 80);
    w->charset = lp_cursor_until(&c, '?');
    coding = lp_cursor_until(&c, '?');
    if (c.failed || w->charset.len == 0 || coding.len != 1 ||
        strchr("bBqQ", coding.data[0]) == NULL || coding.data[0] == 0) {
        return false;
    }
    star = memchr(w->charset.data, '*', w->charset.len);
    w->base64 = (coding.data[0] | 0x20) == 'b';
    c.rest = lp_slice_from(s, (size_t)(c.rest.data - s.data));
    w->text = lp_cursor_until(&c, '?');
    if (star != NULL) {
        w->charset.len = (size_t)(star - w->charset.data);
    }
    w->len = (size_t)(c.rest.data - s.data) + 1;
    return !c.failed && c.rest.len > 0 && c.rest.data[0] == '=';
}

static void
put_base64(struct lp_buf *to, struct lp_slice text)
{
    struct lp_mail_decode d = {.coding = LP_MAIL_BASE64};

    while (text.len > 0) {
        uint8_t *room = lp_buf_room(to, LP_MAIL_DECODE_MIN);

        if (room == NULL) {
            return;
        }
        to->len += lp_mail_decode(&d, &text, room, LP_MAIL_DECODE_MIN);
    }
}

static void
put_quoted(struct lp_buf *to, struct lp_slice text)
{
    for (size_t i = 0; i < text.len; i++) {
        uint8_t c = text.data[i];

        if (c == '=' && text.len - i > 2 &&
            lp_text_digit(text.data[i + 1]) >= 0 &&
            lp_text_digit(text.data[i + 2]) >= 0) {
            c = (uint8_t)(lp_text_digit(text.data[i + 1]) << 4 |
                          lp_text_digit(text.data[i + 2]));
            i += 2;
        } else if (c == '_') {
            c = ' ';
        }
        lp_buf_byte(to, c);
    }
}

static void
end_run(struct lp_buf *to, struct run *r)
{
    if (r->source.len > 0 &&
        !lp_mail_charset(to, r->charset, lp_buf_slice(&r->bytes))) {
        lp_buf_put(to, r->source);
    }
    r->before += r->source.len > 0 ? 1 : 0;
    lp_buf_clear(&r->bytes);
    r->source = (struct lp_slice){0};
}

static bool
same_charset(struct lp_slice a, struct lp_slice b)
{
    return a.len == b.len &&
           strncasecmp((const char *)a.data, (const char *)b.data, a.len) == 0;
}

static void
add_word(struct lp_buf *to, struct run *r, const struct word *w,
         struct lp_slice source)
{
    if (r->source.len > 0 && !same_charset(r->charset, w->charset)) {
        end_run(to, r);
    }
    if (r->source.len == 0) {
        r->charset = w->charset;
        r->source = source;
    }
    r->source.len = (size_t)(source.data + source.len - r->source.data);
    if (w->base64) {
        put_base64(&r->bytes, w->text);
    } else {
        put_quoted(&r->bytes, w->text);
    }
}

/* How many blanks `s` begins with. */
static size_t
blanks(struct lp_slice s)
{
    size_t n = 0;

    while (n < s.len && (s.data[n] == ' ' || s.data[n] == '\t')) {
        n++;
    }
    return n;
}

void
lp_mail_word(struct lp_buf *to, struct lp_slice text)
{
    struct run r = {0};
    struct word w = {0};

    while (text.len > 0) {
        size_t gap = r.source.len > 0 ? blanks(text) : 0;
        struct lp_slice s = lp_slice_from(text, gap);
        const uint8_t *next;

        if (r.before < RUNS_MAX && read_word(&w, s)) {
            add_word(to, &r, &w, lp_slice_head(s, w.len));
            text = lp_slice_from(s, w.len);
            continue;
        }
        end_run(to, &r);
        next = s.len > 1 ? memmem(s.data + 1, s.len - 1, "=?", 2) : NULL;
        s = next == NULL ? text
                         : lp_slice_head(text, (size_t)(next - text.data));
        lp_buf_put(to, s);
        text = lp_slice_from(text, s.len);
    }
    end_run(to, &r);
    to->failed = to->failed != LP_OK ? to->failed : r.bytes.failed;
    lp_buf_release(&r.bytes);
}
