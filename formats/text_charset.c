#include "formats/text_charset.h"

#include <errno.h>
#include <iconv.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "formats/charset_guess.h"
#include "formats/charset_table.h"
#include "formats/utf8.h"

#define OUT_MAX 4096
#define IN_MAX 4096
#define WRONG 0xfffdu

/* More than a library may hold back as the beginning of a character. */
#define CUT_MAX 16

/* Shorter runs are copied: a call of the sink costs as much. */
#define RUN_MIN 64

struct lp_text_charset {
    struct lp_text_sink sink;
    struct lp_charset declared;
    struct lp_charset charset; /* GUESS until it is known */
    enum lp_code failed;
    uint64_t wrong;
    iconv_t how;
    bool opened;
    const uint16_t *table;
    uint16_t own[LP_CHARSET_HIGH]; /* a table that iconv made */
    uint16_t pair;                 /* of UTF-16: the first half, or 0 */
    size_t held; /* bytes in `in` that are of no character yet */
    size_t out_len;
    struct lp_buf head; /* the first bytes, until they have told */
    uint8_t in[IN_MAX];
    uint8_t out[OUT_MAX];
};

static void
flush(struct lp_text_charset *c)
{
    if (c->out_len > 0) {
        c->sink.text(c->sink.who, (struct lp_slice){c->out, c->out_len});
        c->out_len = 0;
    }
}

static void
put_run(struct lp_text_charset *c, struct lp_slice utf8)
{
    if (utf8.len == 0) {
        return;
    }
    if (utf8.len >= RUN_MIN || utf8.len > OUT_MAX - c->out_len) {
        flush(c);
    }
    if (utf8.len >= RUN_MIN) {
        c->sink.text(c->sink.who, utf8);
    } else {
        memcpy(c->out + c->out_len, utf8.data, utf8.len);
        c->out_len += utf8.len;
    }
}

static inline void
put(struct lp_text_charset *c, uint32_t point)
{
    if (OUT_MAX - c->out_len < LP_UTF8_MAX) {
        flush(c);
    }
    c->out_len += lp_utf8_put(point, c->out + c->out_len);
}

static void
put_wrong(struct lp_text_charset *c)
{
    c->wrong++;
    put(c, WRONG);
}

/* One more byte of a sequence that began in the piece before. Returns whether
 * it belongs to it. */
static bool
go_on_utf8(struct lp_text_charset *c, uint8_t b)
{
    size_t bad;
    bool cut;

    c->in[c->held] = b;
    if (lp_charset_utf8((struct lp_slice){c->in, c->held + 1}, &bad, &cut) >
        0) {
        put_run(c, (struct lp_slice){c->in, c->held + 1});
        c->held = 0;
        return true;
    }
    if (cut) {
        c->held++;
        return true;
    }
    put_wrong(c);
    c->held = 0;
    return false;
}

static void
feed_utf8(struct lp_text_charset *c, struct lp_slice s)
{
    size_t from = 0;
    size_t at = 0;

    while (c->held > 0 && at < s.len && go_on_utf8(c, s.data[at])) {
        from = ++at;
    }
    while (at < s.len) {
        struct lp_slice rest = {s.data + at, s.len - at};
        size_t bad = 0;
        bool cut = false;
        size_t n = rest.data[0] < 0x80 ? lp_charset_ascii(rest)
                                       : lp_charset_utf8(rest, &bad, &cut);

        at += n;
        if (n > 0) {
            continue;
        }
        put_run(c, (struct lp_slice){s.data + from, at - from});
        if (cut) {
            memcpy(c->in, rest.data, rest.len);
            c->held = rest.len;
            return;
        }
        put_wrong(c);
        at += bad;
        from = at;
    }
    put_run(c, (struct lp_slice){s.data + from, at - from});
}

/* A unit of UTF-16. */
static void
put_unit(struct lp_text_charset *c, uint16_t u)
{
    bool low = (u & 0xfc00) == 0xdc00;

    if (c->pair != 0 && low) {
        put(c, 0x10000 + ((c->pair & 0x3ffu) << 10 | (u & 0x3ffu)));
        c->pair = 0;
        return;
    }
    if (c->pair != 0) {
        put_wrong(c);
        c->pair = 0;
    }
    if ((u & 0xfc00) == 0xd800) {
        c->pair = u;
    } else if (low) {
        put_wrong(c);
    } else {
        put(c, u);
    }
}

static void
put_long(struct lp_text_charset *c, uint32_t point)
{
    if (point > 0x10ffff || (point >= 0xd800 && point <= 0xdfff)) {
        put_wrong(c);
    } else {
        put(c, point);
    }
}

/* One unit of the charset. */
static void
put_bytes(struct lp_text_charset *c, const uint8_t *p)
{
    switch (c->charset.way) {
    case LP_CHARSET_UTF16LE:
        put_unit(c, (uint16_t)(p[0] | p[1] << 8));
        break;
    case LP_CHARSET_UTF16BE:
        put_unit(c, (uint16_t)(p[1] | p[0] << 8));
        break;
    case LP_CHARSET_UTF32LE:
        put_long(c, p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 |
                        (uint32_t)p[3] << 24);
        break;
    default:
        put_long(c, p[3] | (uint32_t)p[2] << 8 | (uint32_t)p[1] << 16 |
                        (uint32_t)p[0] << 24);
        break;
    }
}

static size_t
unit_of(const struct lp_text_charset *c)
{
    return c->charset.way == LP_CHARSET_UTF16LE ||
                   c->charset.way == LP_CHARSET_UTF16BE
               ? 2
               : 4;
}

static void
feed_units(struct lp_text_charset *c, struct lp_slice s)
{
    size_t unit = unit_of(c);
    size_t at = 0;

    while (c->held > 0 && at < s.len) {
        c->in[c->held++] = s.data[at++];
        if (c->held == unit) {
            put_bytes(c, c->in);
            c->held = 0;
        }
    }
    for (; s.len - at >= unit; at += unit) {
        put_bytes(c, s.data + at);
    }
    for (; at < s.len; at++) {
        c->in[c->held++] = s.data[at];
    }
}

static void
feed_bytes(struct lp_text_charset *c, struct lp_slice s)
{
    size_t at = 0;

    while (at < s.len) {
        size_t n = lp_charset_ascii((struct lp_slice){s.data + at, s.len - at});

        put_run(c, (struct lp_slice){s.data + at, n});
        for (at += n; at < s.len && s.data[at] >= 0x80; at++) {
            uint16_t point = c->table[s.data[at] - 0x80];

            if (point == 0) {
                put_wrong(c);
            } else {
                put(c, point);
            }
        }
    }
}

/* Turn what is in `in` into text, but for the beginning of a character at its
 * end. A byte that cannot begin one is wrong by itself. */
static void
run_iconv(struct lp_text_charset *c)
{
    char *in = (char *)c->in;
    size_t left = c->held;

    while (left > 0) {
        size_t room;
        char *to;
        size_t rc;

        if (OUT_MAX - c->out_len < OUT_MAX / 2) {
            flush(c);
        }
        to = (char *)c->out + c->out_len;
        room = OUT_MAX - c->out_len;
        rc = iconv(c->how, &in, &left, &to, &room);
        c->out_len = OUT_MAX - room;
        if (rc == (size_t)-1 && errno == EINVAL && left < CUT_MAX) {
            break;
        }
        if (rc == (size_t)-1 && errno != E2BIG) {
            put_wrong(c);
            in++;
            left--;
        }
    }
    memmove(c->in, in, left);
    c->held = left;
}

static void
feed_iconv(struct lp_text_charset *c, struct lp_slice s)
{
    while (s.len > 0) {
        struct lp_slice now = lp_slice_head(s, IN_MAX - c->held);

        memcpy(c->in + c->held, now.data, now.len);
        c->held += now.len;
        s = lp_slice_from(s, now.len);
        run_iconv(c);
    }
}

/* Some charsets wait for what may follow a character. */
static void
end_iconv(struct lp_text_charset *c)
{
    size_t room;
    char *to;

    flush(c);
    to = (char *)c->out;
    room = OUT_MAX;
    (void)iconv(c->how, NULL, NULL, &to, &room);
    c->out_len = OUT_MAX - room;
}

static enum lp_code
say_lacking(const struct lp_text_charset *c, struct lp_err *err)
{
    return lp_fail(err, LP_E_ENGINE, "no charset %s on this system",
                   c->charset.name);
}

static enum lp_code
open_charset(struct lp_text_charset *c, struct lp_err *err)
{
    bool good = true;

    if (c->charset.way == LP_CHARSET_BYTES) {
        c->table = lp_charset_table(c->charset.name, c->own);
        good = c->table != NULL;
    } else if (c->charset.way == LP_CHARSET_MULTI ||
               c->charset.way == LP_CHARSET_SEVEN) {
        c->how = iconv_open("UTF-8", c->charset.name);
        c->opened = c->how != (iconv_t)-1;
        good = c->opened;
    }
    c->failed = good ? LP_OK : say_lacking(c, err);
    return c->failed;
}

static void
decode(struct lp_text_charset *c, struct lp_slice bytes)
{
    if (bytes.len == 0) {
        return;
    }
    switch (c->charset.way) {
    case LP_CHARSET_UTF8:
        feed_utf8(c, bytes);
        break;
    case LP_CHARSET_BYTES:
        feed_bytes(c, bytes);
        break;
    case LP_CHARSET_MULTI:
    case LP_CHARSET_SEVEN:
        feed_iconv(c, bytes);
        break;
    default:
        feed_units(c, bytes);
        break;
    }
}

static enum lp_code
begin(struct lp_text_charset *c, struct lp_slice head, struct lp_err *err)
{
    size_t mark = 0;

    c->charset = lp_charset_guess(lp_slice_head(head, LP_CHARSET_HEAD),
                                  c->declared, &mark);
    if (open_charset(c, err) == LP_OK) {
        decode(c, lp_slice_from(head, mark));
    }
    return c->failed;
}

enum lp_code
lp_text_charset_feed(struct lp_text_charset *c, struct lp_slice bytes,
                     struct lp_err *err)
{
    enum lp_code rc = LP_OK;

    if (c->failed != LP_OK) {
        return say_lacking(c, err);
    }
    if (c->charset.way != LP_CHARSET_GUESS) {
        decode(c, bytes);
    } else if (c->head.len == 0 && bytes.len >= LP_CHARSET_HEAD) {
        rc = begin(c, bytes, err);
    } else {
        struct lp_slice now =
            lp_slice_head(bytes, LP_CHARSET_HEAD - c->head.len);

        lp_buf_put(&c->head, now);
        rc = lp_buf_check(&c->head, err);
        if (rc == LP_OK && c->head.len == LP_CHARSET_HEAD) {
            rc = begin(c, lp_buf_slice(&c->head), err);
            lp_buf_release(&c->head);
            if (rc == LP_OK) {
                decode(c, lp_slice_from(bytes, now.len));
            }
        }
    }
    flush(c);
    return rc;
}

enum lp_code
lp_text_charset_end(struct lp_text_charset *c, struct lp_err *err)
{
    if (c->failed == LP_OK && c->charset.way == LP_CHARSET_GUESS) {
        (void)begin(c, lp_buf_slice(&c->head), err);
    }
    if (c->failed != LP_OK) {
        return say_lacking(c, err);
    }
    if (c->charset.way == LP_CHARSET_MULTI ||
        c->charset.way == LP_CHARSET_SEVEN) {
        end_iconv(c);
    }
    if (c->pair != 0) {
        put_wrong(c);
        c->pair = 0;
    }
    if (c->held > 0) {
        put_wrong(c);
        c->held = 0;
    }
    flush(c);
    return LP_OK;
}

const char *
lp_text_charset_name(const struct lp_text_charset *c)
{
    return c->charset.name;
}

uint64_t
lp_text_charset_wrong(const struct lp_text_charset *c)
{
    return c->wrong;
}

enum lp_code
lp_text_charset_new(struct lp_text_charset **out, struct lp_slice declared,
                    struct lp_text_sink sink, struct lp_err *err)
{
    struct lp_text_charset *c = malloc(sizeof *c);

    if (c == NULL) {
        return lp_no_memory(err);
    }
    /* The arrays behind are written before they are read. */
    memset(c, 0, offsetof(struct lp_text_charset, in));
    c->sink = sink;
    c->declared = lp_charset_named(declared);
    c->charset = lp_charset_of(LP_CHARSET_GUESS, "");
    *out = c;
    return LP_OK;
}

void
lp_text_charset_free(struct lp_text_charset *c)
{
    if (c == NULL) {
        return;
    }
    if (c->opened) {
        (void)iconv_close(c->how);
    }
    lp_buf_release(&c->head);
    free(c);
}
