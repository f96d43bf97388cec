#include "formats/bag_text.h"

#include <errno.h>
#include <iconv.h>
#include <string.h>

#include "base/text.h"
#include "formats/charset_name.h"
#include "formats/utf8.h"

#define PIECE 4096

/* Whether `label` is `name`, in either case. */
static bool
called(struct lp_slice label, const char *name)
{
    size_t n = strlen(name);

    for (size_t i = 0; label.len == n && i < n; i++) {
        uint8_t c = label.data[i];

        c = c >= 'A' && c <= 'Z' ? (uint8_t)(c + ('a' - 'A')) : c;
        if (c != (uint8_t)name[i]) {
            return false;
        }
    }
    return label.len == n;
}

static bool
ascii(struct lp_slice s)
{
    for (size_t i = 0; i < s.len; i++) {
        if (s.data[i] >= 0x80) {
            return false;
        }
    }
    return true;
}

/* Each byte is the character of that number. A name may have bytes from 80 to
 * 9F, so this is not what the web calls by this name. */
static void
put_latin1(struct lp_buf *to, struct lp_slice raw)
{
    for (size_t i = 0; i < raw.len; i++) {
        uint8_t c[LP_UTF8_MAX];
        size_t n = lp_utf8_put(raw.data[i], c);

        lp_buf_put(to, (struct lp_slice){c, n});
    }
}

/* iconv(3) as it is: it stops at what is wrong, and so do we. */
static enum lp_bag_text
convert(struct lp_buf *to, struct lp_slice raw, iconv_t how)
{
    char *from = (char *)(uintptr_t)raw.data;
    size_t left = raw.len;
    size_t done = 0;

    while (done != (size_t)-1 && left > 0) {
        char piece[PIECE];
        char *out = piece;
        size_t room = sizeof piece;

        done = iconv(how, &from, &left, &out, &room);
        lp_buf_put(to, (struct lp_slice){(uint8_t *)piece, PIECE - room});
        if (done == (size_t)-1 && errno == E2BIG && room < PIECE) {
            done = 0;
        }
        if (to->failed != LP_OK) {
            return LP_BAG_TEXT_BROKEN;
        }
    }
    return done == (size_t)-1 ? LP_BAG_TEXT_BROKEN : LP_BAG_TEXT_GOOD;
}

static enum lp_bag_text
put_other(struct lp_buf *to, struct lp_slice raw, struct lp_slice encoding)
{
    static const uint8_t big[] = {0xfe, 0xff};
    struct lp_charset charset = lp_charset_named(encoding);
    const char *name = charset.name;
    enum lp_bag_text what;
    iconv_t how;

    if (charset.way == LP_CHARSET_GUESS || name == NULL) {
        return LP_BAG_TEXT_UNKNOWN;
    }
    /* RFC 2781, 4.3: without a mark, big-endian. */
    if (charset.way == LP_CHARSET_UTF16 &&
        !lp_slice_begins(raw, (struct lp_slice){big, 2}) &&
        !(raw.len >= 2 && raw.data[0] == 0xff && raw.data[1] == 0xfe)) {
        name = "utf-16be";
    }
    how = iconv_open("utf-8", name);
    if ((intptr_t)how == -1) {
        return LP_BAG_TEXT_UNKNOWN;
    }
    what = convert(to, raw, how);
    (void)iconv_close(how);
    return what;
}

enum lp_code
lp_bag_text(struct lp_buf *utf8, struct lp_slice raw, struct lp_slice encoding,
            enum lp_bag_text *what, struct lp_err *err)
{
    static const uint8_t mark[] = {0xef, 0xbb, 0xbf};
    size_t begin = utf8->len;

    *what = LP_BAG_TEXT_GOOD;
    if (called(encoding, "utf-8") || called(encoding, "utf8")) {
        *what = lp_text_utf8(raw) ? LP_BAG_TEXT_GOOD : LP_BAG_TEXT_BROKEN;
        lp_buf_put(utf8, raw);
    } else if (called(encoding, "us-ascii") || called(encoding, "ascii")) {
        *what = ascii(raw) ? LP_BAG_TEXT_GOOD : LP_BAG_TEXT_BROKEN;
        lp_buf_put(utf8, raw);
    } else if (called(encoding, "iso-8859-1") || called(encoding, "latin1")) {
        put_latin1(utf8, raw);
    } else {
        *what = put_other(utf8, raw, encoding);
    }
    if (lp_buf_check(utf8, err) != LP_OK) {
        return utf8->failed;
    }
    if (*what == LP_BAG_TEXT_GOOD && utf8->len - begin >= sizeof mark &&
        memcmp(utf8->data + begin, mark, sizeof mark) == 0) {
        utf8->len -= sizeof mark;
        memmove(utf8->data + begin, utf8->data + begin + sizeof mark,
                utf8->len - begin);
        *what = LP_BAG_TEXT_MARKED;
    }
    return LP_OK;
}

bool
lp_bag_line(struct lp_bag_lines *l, struct lp_slice *line)
{
    size_t n = 0;

    *line = (struct lp_slice){0};
    if (l->rest.len == 0) {
        return false;
    }
    while (n < l->rest.len && l->rest.data[n] != '\n' &&
           l->rest.data[n] != '\r') {
        n++;
    }
    *line = lp_slice_head(l->rest, n);
    l->line++;
    l->open = n == l->rest.len;
    if (n + 1 < l->rest.len && l->rest.data[n] == '\r' &&
        l->rest.data[n + 1] == '\n') {
        n++;
    }
    l->rest = lp_slice_from(l->rest, n + 1);
    return true;
}
