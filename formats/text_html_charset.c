#include <string.h>
#include <strings.h>

#include "formats/text_html.h"

static bool
is_blank(uint8_t b)
{
    return b == ' ' || b == '\t' || b == '\n' || b == '\f' || b == '\r';
}

static bool
is_letter(uint8_t b)
{
    return (b | 0x20) >= 'a' && (b | 0x20) <= 'z';
}

static bool
is(struct lp_slice s, const char *word)
{
    return s.len == strlen(word) &&
           strncasecmp((const char *)s.data, word, s.len) == 0;
}

static bool
begins(struct lp_slice s, const char *word)
{
    return is(lp_slice_head(s, strlen(word)), word);
}

static struct lp_slice
after(struct lp_slice s, const char *what)
{
    const uint8_t *at =
        s.len == 0 ? NULL : memmem(s.data, s.len, what, strlen(what));

    return at == NULL ? (struct lp_slice){0}
                      : lp_slice_from(s, (size_t)(at - s.data) + strlen(what));
}

static struct lp_slice
skip_blanks(struct lp_slice s, bool slashes)
{
    while (s.len > 0 &&
           (is_blank(s.data[0]) || (slashes && s.data[0] == '/'))) {
        s = lp_slice_from(s, 1);
    }
    return s;
}

/* The head of `s` up to a blank or a byte of `ends`; `s` moves on to that. */
static struct lp_slice
take_until(struct lp_slice *s, const char *ends)
{
    struct lp_slice word;
    size_t n = 0;

    while (n < s->len && !is_blank(s->data[n]) &&
           (s->data[n] == 0 || strchr(ends, s->data[n]) == NULL)) {
        n++;
    }
    word = lp_slice_head(*s, n);
    *s = lp_slice_from(*s, n);
    return word;
}

/* Take what stands in quotes, or else up to a byte of `ends`. A quote that is
 * not closed leaves nothing. */
static struct lp_slice
take_value(struct lp_slice *s, const char *ends)
{
    struct lp_cursor c;
    struct lp_slice value;
    uint8_t quote;

    if (s->len == 0 || (s->data[0] != '"' && s->data[0] != '\'')) {
        return take_until(s, ends);
    }
    quote = s->data[0];
    c = lp_cursor_over(lp_slice_from(*s, 1));
    value = lp_cursor_until(&c, quote);
    *s = c.failed ? (struct lp_slice){0} : c.rest;
    return value;
}

struct attribute {
    struct lp_slice name;
    struct lp_slice value;
};

/* Take an attribute of a tag: false behind the last. */
static bool
take_attribute(struct lp_slice *s, struct attribute *a)
{
    *a = (struct attribute){0};
    *s = skip_blanks(*s, true);
    if (s->len == 0 || s->data[0] == '>') {
        return false;
    }
    a->name = lp_slice_head(*s, 1);
    *s = lp_slice_from(*s, 1);
    a->name.len += take_until(s, "/>=").len;
    *s = skip_blanks(*s, false);
    if (s->len > 0 && s->data[0] == '=') {
        *s = skip_blanks(lp_slice_from(*s, 1), false);
        a->value = take_value(s, ">");
    }
    return true;
}

/* What stands behind `charset` and `=` in the value of `content`. */
static struct lp_slice
charset_of(struct lp_slice s)
{
    while (s.len > 0) {
        if (!begins(s, "charset")) {
            s = lp_slice_from(s, 1);
            continue;
        }
        s = skip_blanks(lp_slice_from(s, strlen("charset")), false);
        if (s.len > 0 && s.data[0] == '=') {
            s = skip_blanks(lp_slice_from(s, 1), false);
            return take_value(&s, ";");
        }
    }
    return s;
}

/* Read the attributes of a `meta`. */
static struct lp_slice
read_meta(struct lp_slice *s)
{
    struct attribute a;
    struct lp_slice charset = {0};
    struct lp_slice content = {0};
    bool is_type = false;

    while (take_attribute(s, &a)) {
        if (is(a.name, "charset") && charset.len == 0) {
            charset = a.value;
        } else if (is(a.name, "content") && content.len == 0) {
            content = charset_of(a.value);
        } else if (is(a.name, "http-equiv")) {
            is_type = is_type || is(a.value, "content-type");
        }
    }
    return charset.len > 0 || !is_type ? charset : content;
}

/* Read what begins at `s`, and move over it. */
static struct lp_slice
read_one(struct lp_slice *s)
{
    struct lp_slice name = {0};
    struct attribute a;
    size_t slash = s->len > 1 && s->data[1] == '/' ? 1 : 0;

    if (begins(*s, "<!--")) {
        /* `<!-->` is a comment. */
        *s = after(lp_slice_from(*s, 2), "-->");
    } else if (begins(*s, "<meta") && s->len > 5 &&
               (is_blank(s->data[5]) || s->data[5] == '/')) {
        *s = lp_slice_from(*s, 5);
        name = read_meta(s);
    } else if (s->data[0] == '<' && s->len > slash + 1 &&
               is_letter(s->data[slash + 1])) {
        (void)take_until(s, ">");
        while (take_attribute(s, &a)) {
        }
    } else if (begins(*s, "<!") || begins(*s, "</") || begins(*s, "<?")) {
        *s = after(*s, ">");
    } else {
        *s = lp_slice_from(*s, 1);
    }
    return name;
}

static struct lp_slice
read_declaration(struct lp_slice head)
{
    struct lp_slice s = lp_slice_from(head, 5);
    struct attribute a;

    while (take_attribute(&s, &a)) {
        if (is(a.name, "encoding")) {
            return a.value;
        }
    }
    return (struct lp_slice){0};
}

bool
lp_text_html_charset(struct lp_slice head, struct lp_slice *name)
{
    struct lp_slice s = lp_slice_head(head, LP_TEXT_HTML_HEAD);
    struct lp_slice found = {0};

    if (lp_slice_begins(s, lp_slice_str("<?xml")) && s.len > 5 &&
        is_blank(s.data[5])) {
        found = read_declaration(s);
    }
    while (found.len == 0 && s.len > 0) {
        found = read_one(&s);
    }
    if (found.len == 0) {
        return false;
    }
    /* It could be read as ASCII, so it is not in UTF-16. */
    *name = begins(found, "utf-16") ? lp_slice_str("utf-8") : found;
    return true;
}
