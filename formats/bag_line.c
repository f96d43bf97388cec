#include "formats/bag_line.h"

#include "base/text.h"

static bool
blank(uint8_t c)
{
    return c == ' ' || c == '\t';
}

/* What stands before the next blank, and all the blanks after it. */
static struct lp_slice
word(struct lp_slice *rest)
{
    size_t n = 0;
    struct lp_slice w;

    while (n < rest->len && !blank(rest->data[n])) {
        n++;
    }
    w = lp_slice_head(*rest, n);
    while (n < rest->len && blank(rest->data[n])) {
        n++;
    }
    *rest = lp_slice_from(*rest, n);
    return w;
}

const char *
lp_bag_entry(struct lp_bag_entry *e, struct lp_slice line)
{
    struct lp_slice rest = line;

    *e = (struct lp_bag_entry){0};
    if (rest.len > 0 && rest.data[0] == '\\') {
        e->escaped = true;
        rest = lp_slice_from(rest, 1);
    }
    e->digest = word(&rest);
    e->path = rest;
    if (line.len == 0) {
        return "an empty line";
    }
    if (e->digest.len == 0) {
        return "it begins with a blank";
    }
    for (size_t i = 0; i < e->digest.len; i++) {
        if (lp_text_digit(e->digest.data[i]) < 0) {
            return "it does not begin with hexadecimal digits and a blank";
        }
    }
    return e->path.len == 0 ? "it names no file" : NULL;
}

void
lp_bag_unescape(struct lp_buf *to, struct lp_slice path)
{
    for (size_t i = 0; i < path.len; i++) {
        uint8_t c = path.data[i];
        uint8_t next = i + 1 < path.len ? path.data[i + 1] : 0;

        if (c == '\\' && (next == '\\' || next == 'n' || next == 'r')) {
            c = next == 'n' ? '\n' : next == 'r' ? '\r' : '\\';
            i++;
        }
        lp_buf_byte(to, c);
    }
}

static bool
letter(uint8_t c)
{
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

/* RFC 3986, 4.3, as far as it can be told from anything else. */
static bool
absolute(struct lp_slice url)
{
    size_t n = 0;

    while (n < url.len && url.data[n] != ':') {
        uint8_t c = url.data[n];

        if (!letter(c) && (n == 0 || ((c < '0' || c > '9') && c != '+' &&
                                      c != '-' && c != '.'))) {
            return false;
        }
        n++;
    }
    for (size_t i = n; i < url.len; i++) {
        if (url.data[i] <= 0x20 || url.data[i] == 0x7f) {
            return false;
        }
    }
    return n > 0 && n + 1 < url.len;
}

const char *
lp_bag_fetch(struct lp_bag_fetch *f, struct lp_slice line)
{
    struct lp_slice rest = line;
    struct lp_slice size;

    *f = (struct lp_bag_fetch){0};
    f->url = word(&rest);
    size = word(&rest);
    f->path = rest;
    if (line.len == 0) {
        return "an empty line";
    }
    if (!absolute(f->url)) {
        return "it does not begin with an absolute address";
    }
    f->has_size = lp_text_u64(size, &f->size);
    if (!f->has_size && !lp_slice_is(size, "-")) {
        return "the length is neither a number nor -";
    }
    return f->path.len == 0 ? "it names no file" : NULL;
}

bool
lp_bag_oxum(struct lp_slice value, uint64_t *bytes, uint64_t *files)
{
    size_t dot = 0;

    while (dot < value.len && value.data[dot] != '.') {
        dot++;
    }
    return dot < value.len && lp_text_u64(lp_slice_head(value, dot), bytes) &&
           lp_text_u64(lp_slice_from(value, dot + 1), files);
}
