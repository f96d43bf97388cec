#include "formats/text_tag.h"

#include <string.h>

static bool
is_blank(uint8_t b)
{
    return b == ' ' || b == '\t' || b == '\n' || b == '\f' || b == '\r';
}

static char
lower(uint8_t b)
{
    return (char)(b >= 'A' && b <= 'Z' ? b | 0x20 : b);
}

/* Where a function of the grammar below is done with `upto` bytes, and `to`
 * is where it goes on. */
static size_t
go(struct lp_text_tag *t, enum lp_tag_state to, size_t upto)
{
    t->state = to;
    return upto;
}

static size_t
in_name(struct lp_text_tag *t, struct lp_slice s)
{
    size_t n = 0;

    for (; n < s.len; n++) {
        uint8_t b = s.data[n];

        if (is_blank(b) || b == '/' || b == '>') {
            return go(t, LP_TAG_ATTRS, n);
        }
        if (t->name_len < sizeof t->element.name) {
            t->element.name[t->name_len++] = lower(b);
        }
    }
    return n;
}

/* The name of an attribute is over. */
static void
end_attr(struct lp_text_tag *t)
{
    bool is_style = t->attr_len == 5 && memcmp(t->attr, "style", 5) == 0;

    t->keep = is_style && !t->styled;
    t->styled = t->styled || is_style;
    t->hidden =
        t->hidden || (t->attr_len == 6 && memcmp(t->attr, "hidden", 6) == 0);
}

static size_t
in_attrs(struct lp_text_tag *t, struct lp_slice s)
{
    uint8_t b = s.data[0];

    t->slash = b == '/';
    if (is_blank(b) || b == '/') {
        return 1;
    }
    t->attr[0] = lower(b); /* `=` too */
    t->attr_len = 1;
    return go(t, LP_TAG_ATTR, 1);
}

static size_t
in_attr(struct lp_text_tag *t, struct lp_slice s)
{
    size_t n = 0;

    for (; n < s.len; n++) {
        uint8_t b = s.data[n];

        if (is_blank(b) || b == '/' || b == '>' || b == '=') {
            end_attr(t);
            return go(t, b == '=' ? LP_TAG_VALUE : LP_TAG_AFTER,
                      b == '=' ? n + 1 : n);
        }
        if (t->attr_len < sizeof t->attr) {
            t->attr[t->attr_len] = lower(b);
        }
        t->attr_len += t->attr_len <= sizeof t->attr ? 1 : 0;
    }
    return n;
}

static size_t
in_after(struct lp_text_tag *t, struct lp_slice s)
{
    if (is_blank(s.data[0])) {
        return 1;
    }
    return s.data[0] == '=' ? go(t, LP_TAG_VALUE, 1) : go(t, LP_TAG_ATTRS, 0);
}

static size_t
in_value(struct lp_text_tag *t, struct lp_slice s)
{
    uint8_t b = s.data[0];

    if (is_blank(b)) {
        return 1;
    }
    if (b == '"' || b == '\'') {
        t->quote = b;
        return go(t, LP_TAG_QUOTED, 1);
    }
    return go(t, b == '>' ? LP_TAG_ATTRS : LP_TAG_BARE, 0);
}

static void
keep_value(struct lp_text_tag *t, struct lp_slice s)
{
    if (t->keep) {
        s = lp_slice_head(s, sizeof t->style - t->style_len);
        memcpy(t->style + t->style_len, s.data, s.len);
        t->style_len += s.len;
    }
}

static size_t
in_quoted(struct lp_text_tag *t, struct lp_slice s)
{
    const uint8_t *end = memchr(s.data, t->quote, s.len);
    size_t n = end == NULL ? s.len : (size_t)(end - s.data);

    keep_value(t, lp_slice_head(s, n));
    return end == NULL ? n : go(t, LP_TAG_ATTRS, n + 1);
}

static size_t
in_bare(struct lp_text_tag *t, struct lp_slice s)
{
    size_t n = 0;

    while (n < s.len && !is_blank(s.data[n]) && s.data[n] != '>') {
        n++;
    }
    keep_value(t, lp_slice_head(s, n));
    return n == s.len ? n : go(t, LP_TAG_ATTRS, n);
}

/* Each is given one byte or more, and says how many it used: none only if it
 * has gone to another state, and never in a circle. */
static size_t (*const states[LP_TAG_STATES])(struct lp_text_tag *,
                                             struct lp_slice) = {
    in_name, in_attrs, in_attr, in_after, in_value, in_quoted, in_bare,
};

void
lp_text_tag_begin(struct lp_text_tag *t, bool ends, enum lp_tag_state in)
{
    memset(&t->element, 0, sizeof t->element);
    t->name_len = 0;
    t->ends = ends;
    t->slash = false;
    t->hidden = false;
    t->styled = false;
    t->style_len = 0;
    t->state = in;
}

size_t
lp_text_tag_feed(struct lp_text_tag *t, struct lp_slice s, bool *over)
{
    size_t n = 0;

    while (n < s.len) {
        if (t->state == LP_TAG_ATTRS && s.data[n] == '>') {
            *over = true;
            lp_element_find(&t->element);
            return n + 1;
        }
        n += states[t->state](t, lp_slice_from(s, n));
    }
    return n;
}

bool
lp_text_tag_hides(const struct lp_text_tag *t)
{
    return t->hidden ||
           lp_element_style_hides((struct lp_slice){t->style, t->style_len});
}
