#include "formats/json_cut.h"

#include <string.h>

/* What may come next, blanks aside. */
enum {
    TOP,       /* the first value */
    VALUE,     /* a value */
    FIRST,     /* a value, or the end of the array */
    FIRST_KEY, /* a key, or the end of the object */
    KEY,       /* a key */
    COLON,     /* the colon behind a key */
    AFTER,     /* a comma, or the end of what is open */
    WORD,      /* more of a number or a literal */
    OVER,      /* nothing, or with LINES another value */
};

static bool
is_blank(uint8_t b)
{
    return b == ' ' || b == '\t' || b == '\n' || b == '\r';
}

static uint32_t
level(const struct lp_json_cut *c)
{
    return (uint32_t)1 << (c->depth - 1);
}

static bool
in_array(const struct lp_json_cut *c)
{
    return c->depth > 0 && (c->arrays & level(c)) != 0;
}

/* Whether an object that begins here is one to be cut out. */
static bool
is_wanted(const struct lp_json_cut *c)
{
    switch (c->what) {
    case LP_JSON_CUT_LINES:
        return c->depth == 0;
    case LP_JSON_CUT_ITEMS:
        return c->depth == 1 && in_array(c);
    case LP_JSON_CUT_MESSAGES:
        return c->depth > 0 && (c->messages & level(c)) != 0;
    }
    return false;
}

static void
ended(struct lp_json_cut *c)
{
    c->state = c->depth > 0 ? AFTER : OVER;
}

/* More of an object that is cut out: how many bytes of `s` are of it. */
static size_t
cut(struct lp_json_cut *c, struct lp_slice s)
{
    size_t i = 0;

    while (i < s.len && c->cutting) {
        uint8_t b = s.data[i++];

        if (c->escape) {
            c->escape = false;
        } else if (c->string) {
            c->escape = b == '\\';
            c->string = b != '"';
        } else if (b == '"') {
            c->string = true;
        } else if (b == '{' || b == '[') {
            c->braces++;
        } else if (b == '}' || b == ']') {
            c->braces--;
            c->cutting = c->braces > 0;
        }
    }
    return i;
}

static enum lp_json_cut_told
cut_more(struct lp_json_cut *c, struct lp_slice *bytes)
{
    size_t n = cut(c, *bytes);

    if (n > c->max - c->object.len) {
        return LP_JSON_CUT_LONG;
    }
    lp_buf_put(&c->object, lp_slice_head(*bytes, n));
    c->at += n;
    *bytes = lp_slice_from(*bytes, n);
    if (c->cutting) {
        return LP_JSON_CUT_MORE;
    }
    ended(c);
    return LP_JSON_CUT_OBJECT;
}

static enum lp_json_cut_told
enter(struct lp_json_cut *c, bool array)
{
    bool messages = array && c->state == VALUE && !in_array(c) &&
                    lp_slice_is(lp_buf_slice(&c->key), "messages");

    if (c->depth == LP_JSON_CUT_DEPTH) {
        return LP_JSON_CUT_BAD;
    }
    c->depth++;
    c->arrays = (c->arrays & ~level(c)) | (array ? level(c) : 0);
    c->messages = (c->messages & ~level(c)) | (messages ? level(c) : 0);
    c->state = array ? FIRST : FIRST_KEY;
    return array ? LP_JSON_CUT_MORE : LP_JSON_CUT_ENTER;
}

static enum lp_json_cut_told
leave(struct lp_json_cut *c, bool array)
{
    if (c->depth == 0 || in_array(c) != array) {
        return LP_JSON_CUT_BAD;
    }
    c->depth--;
    ended(c);
    return LP_JSON_CUT_MORE;
}

static void
keep(struct lp_buf *to, uint8_t b)
{
    if (to->len < LP_JSON_CUT_WORD) {
        lp_buf_byte(to, b);
    }
}

/* A scalar is over. */
static enum lp_json_cut_told
scalar(struct lp_json_cut *c)
{
    bool told = c->depth > 0 && !in_array(c) &&
                c->word.len < LP_JSON_CUT_WORD && c->key.len < LP_JSON_CUT_WORD;

    ended(c);
    return told ? LP_JSON_CUT_SCALAR : LP_JSON_CUT_MORE;
}

/* One more byte of a string: a key, or a value. */
static enum lp_json_cut_told
in_string(struct lp_json_cut *c, uint8_t b)
{
    bool key = c->state == KEY;

    if (b < 0x20) {
        return LP_JSON_CUT_BAD;
    }
    if (!c->escape && b == '"') {
        c->string = false;
        if (key) {
            c->state = COLON;
            return LP_JSON_CUT_MORE;
        }
        keep(&c->word, b);
        return scalar(c);
    }
    c->escape = !c->escape && b == '\\';
    keep(key ? &c->key : &c->word, b);
    return LP_JSON_CUT_MORE;
}

/* A value begins with `b`. */
static enum lp_json_cut_told
value(struct lp_json_cut *c, uint8_t b)
{
    switch (b) {
    case '{':
        if (is_wanted(c)) {
            c->cutting = true;
            c->braces = 1;
            c->object_at = c->at;
            lp_buf_clear(&c->object);
            lp_buf_byte(&c->object, b);
            return LP_JSON_CUT_MORE;
        }
        return enter(c, false);
    case '[':
        return enter(c, true);
    default:
        if (b != '"' && b != '-' && !(b >= '0' && b <= '9') && b != 't' &&
            b != 'f' && b != 'n') {
            return LP_JSON_CUT_BAD;
        }
        lp_buf_clear(&c->word);
        keep(&c->word, b);
        c->string = b == '"';
        c->state = c->string ? VALUE : WORD;
        return LP_JSON_CUT_MORE;
    }
}

/* A byte that is no blank, outside of strings. */
static enum lp_json_cut_told
mark(struct lp_json_cut *c, uint8_t b)
{
    switch (c->state) {
    case FIRST_KEY:
    case KEY:
        if (b == '"') {
            c->state = KEY;
            c->string = true;
            lp_buf_clear(&c->key);
            return LP_JSON_CUT_MORE;
        }
        return c->state == FIRST_KEY && b == '}' ? leave(c, false)
                                                 : LP_JSON_CUT_BAD;
    case COLON:
        c->state = VALUE;
        return b == ':' ? LP_JSON_CUT_MORE : LP_JSON_CUT_BAD;
    case AFTER:
        if (b == ',') {
            c->state = in_array(c) ? VALUE : KEY;
            return LP_JSON_CUT_MORE;
        }
        return b == ']' || b == '}' ? leave(c, b == ']') : LP_JSON_CUT_BAD;
    case OVER:
        return c->what == LP_JSON_CUT_LINES ? value(c, b) : LP_JSON_CUT_BAD;
    case FIRST:
        return b == ']' ? leave(c, true) : value(c, b);
    default:
        return value(c, b);
    }
}

static bool
is_of_word(uint8_t b)
{
    return (b >= '0' && b <= '9') || (b >= 'a' && b <= 'z') || b == 'E' ||
           b == '.' || b == '-' || b == '+';
}

enum lp_json_cut_told
lp_json_cut_feed(struct lp_json_cut *c, struct lp_slice *bytes)
{
    enum lp_json_cut_told told = LP_JSON_CUT_MORE;

    while (bytes->len > 0 && told == LP_JSON_CUT_MORE) {
        uint8_t b = bytes->data[0];

        if (c->cutting) {
            told = cut_more(c, bytes);
            continue;
        }
        if (!c->string && c->state == WORD && !is_of_word(b)) {
            told = scalar(c); /* `b` is looked at again */
            continue;
        }
        if (c->string) {
            told = in_string(c, b);
        } else if (c->state == WORD) {
            keep(&c->word, b);
        } else if (!is_blank(b)) {
            told = mark(c, b);
        }
        c->at++;
        *bytes = lp_slice_from(*bytes, 1);
    }
    return told;
}

bool
lp_json_cut_whole(const struct lp_json_cut *c)
{
    return c->depth == 0 && !c->cutting && !c->string && c->state == OVER;
}

void
lp_json_cut_release(struct lp_json_cut *c)
{
    lp_buf_release(&c->key);
    lp_buf_release(&c->word);
    lp_buf_release(&c->object);
}
