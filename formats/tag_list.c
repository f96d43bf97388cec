#include "formats/tag_list.h"

#include <strings.h>

static bool
is_space(uint8_t c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static bool
is_letter(uint8_t c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

struct lp_slice
lp_tag_trim(struct lp_slice s)
{
    while (s.len > 0 && is_space(s.data[0])) {
        s = lp_slice_from(s, 1);
    }
    while (s.len > 0 && is_space(s.data[s.len - 1])) {
        s.len--;
    }
    return s;
}

bool
lp_tag_item(struct lp_slice *rest, uint8_t between, struct lp_slice *item)
{
    size_t n = 0;

    if (rest->data == NULL) {
        return false;
    }
    while (n < rest->len && rest->data[n] != between) {
        n++;
    }
    *item = lp_tag_trim(lp_slice_head(*rest, n));
    if (n == rest->len) {
        *rest = (struct lp_slice){0};
    } else {
        rest->data += n + 1;
        rest->len -= n + 1;
    }
    return true;
}

bool
lp_tag_same(struct lp_slice a, struct lp_slice b)
{
    return a.len == b.len &&
           (a.len == 0 || strncasecmp((const char *)a.data,
                                      (const char *)b.data, a.len) == 0);
}

bool
lp_tag_is(struct lp_slice a, const char *b)
{
    return lp_tag_same(a, lp_slice_str(b));
}

bool
lp_tag_number(struct lp_slice s, uint64_t *out)
{
    uint64_t n = 0;

    for (size_t i = 0; i < s.len; i++) {
        unsigned digit = (unsigned)s.data[i] - '0';

        if (digit > 9 || n > ((uint64_t)INT64_MAX - digit) / 10) {
            return false;
        }
        n = n * 10 + digit;
    }
    *out = n;
    return s.len > 0;
}

static int
b64_value(uint8_t c)
{
    if (is_letter(c)) {
        return c <= 'Z' ? c - 'A' : c - 'a' + 26;
    }
    if (c >= '0' && c <= '9') {
        return c - '0' + 52;
    }
    return c == '+' ? 62 : c == '/' ? 63 : -1;
}

bool
lp_tag_base64(struct lp_slice s, uint8_t *to, size_t max, size_t *n)
{
    unsigned bits = 0;
    unsigned group = 0;
    size_t digits = 0;
    size_t pads = 0;

    *n = 0;
    for (size_t i = 0; i < s.len; i++) {
        int v = b64_value(s.data[i]);

        if (is_space(s.data[i])) {
            continue;
        }
        if (s.data[i] == '=') {
            pads++;
            continue;
        }
        if (v < 0 || pads > 0) {
            return false;
        }
        digits++;
        group = (group << 6 | (unsigned)v) & 0xffff;
        bits += 6;
        if (bits >= 8) {
            bits -= 8;
            if (*n == max) {
                return false;
            }
            to[(*n)++] = (uint8_t)(group >> bits);
        }
    }
    return *n > 0 && digits % 4 != 1 && pads <= 2;
}

/* ALPHA, then letters, digits and "_". */
static bool
is_name(struct lp_slice s)
{
    for (size_t i = 0; i < s.len; i++) {
        bool digit = s.data[i] >= '0' && s.data[i] <= '9';

        if (!is_letter(s.data[i]) && (i == 0 || (!digit && s.data[i] != '_'))) {
            return false;
        }
    }
    return s.len > 0;
}

static const char *
add(struct lp_tags *t, struct lp_slice item)
{
    struct lp_slice rest = item;
    struct lp_tag tag = {0};

    if (item.len == 0) {
        return "a tag is empty";
    }
    (void)lp_tag_item(&rest, '=', &tag.name);
    if (rest.data == NULL) {
        return "a tag has no value";
    }
    tag.value = lp_tag_trim(rest);
    if (!is_name(tag.name)) {
        return "the name of a tag is none";
    }
    for (size_t i = 0; i < t->n; i++) {
        if (lp_slice_equal(t->of[i].name, tag.name)) {
            return "a tag is there twice";
        }
    }
    if (t->n == LP_TAGS_MAX) {
        return "there are more than 64 tags";
    }
    t->of[t->n++] = tag;
    return NULL;
}

void
lp_tags_read(struct lp_tags *t, struct lp_slice text)
{
    struct lp_slice item;

    t->n = 0;
    t->wrong = NULL;
    text = lp_tag_trim(text);
    if (text.len > 0 && text.data[text.len - 1] == ';') {
        text.len--; /* one may stand behind the last */
    }
    if (text.len == 0) {
        t->wrong = "there are no tags";
        return;
    }
    while (t->wrong == NULL && lp_tag_item(&text, ';', &item)) {
        t->wrong = add(t, item);
    }
}

const struct lp_slice *
lp_tags_find(const struct lp_tags *t, const char *name)
{
    for (size_t i = 0; i < t->n; i++) {
        if (lp_slice_is(t->of[i].name, name)) {
            return &t->of[i].value;
        }
    }
    return NULL;
}
