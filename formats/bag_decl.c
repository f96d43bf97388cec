#include "formats/bag_decl.h"

#include <string.h>

#include "base/text.h"
#include "formats/bag_text.h"

#define NUMBER_MAX 9999

static bool
blank(uint8_t c)
{
    return c == ' ' || c == '\t';
}

struct lp_slice
lp_bag_trim(struct lp_slice s)
{
    while (s.len > 0 && blank(s.data[0])) {
        s = lp_slice_from(s, 1);
    }
    while (s.len > 0 && blank(s.data[s.len - 1])) {
        s.len--;
    }
    return s;
}

static void
wrong(struct lp_bag_decl *d, uint64_t line, const char *what)
{
    if (d->wrong == NULL) {
        d->wrong = what;
        d->line = line;
    }
}

/* Older versions allow blanks around the colon, and what they do not forbid. */
static void
odd(struct lp_bag_decl *d, uint64_t line, const char *what)
{
    if (d->strict) {
        wrong(d, line, what);
    } else if (d->odd == NULL) {
        d->odd = what;
        d->line = d->wrong == NULL ? line : d->line;
    }
}

static bool
same_but_case(struct lp_slice a, struct lp_slice b)
{
    for (size_t i = 0; a.len == b.len && i < a.len; i++) {
        uint8_t x = a.data[i];
        uint8_t y = b.data[i];

        x = x >= 'A' && x <= 'Z' ? (uint8_t)(x + 32) : x;
        y = y >= 'A' && y <= 'Z' ? (uint8_t)(y + 32) : y;
        if (x != y) {
            return false;
        }
    }
    return a.len == b.len;
}

/* The value of a line called `label`; `*exact` if it is spelled as it must
 * be. RFC 8493 itself writes "BagIt-version" in its examples. */
static bool
value_of(struct lp_slice line, const char *label, struct lp_slice *value,
         bool *exact)
{
    struct lp_slice want = lp_slice_str(label);
    const uint8_t *colon =
        line.len == 0 ? NULL : memchr(line.data, ':', line.len);
    struct lp_slice rest;
    struct lp_slice name;

    if (colon == NULL) {
        return false;
    }
    name = lp_slice_head(line, (size_t)(colon - line.data));
    rest = lp_slice_from(line, name.len + 1);
    *value = lp_bag_trim(rest);
    *exact =
        (lp_slice_equal(name, want) || lp_slice_is(name, "BagIt-version")) &&
        rest.len == value->len + 1 && rest.data[0] == ' ';
    return same_but_case(lp_bag_trim(name), want);
}

/* As many digits as there are. */
static bool
number(struct lp_slice *s, unsigned *out)
{
    size_t n = 0;

    *out = 0;
    while (n < s->len && s->data[n] >= '0' && s->data[n] <= '9' &&
           *out <= NUMBER_MAX) {
        *out = *out * 10 + (s->data[n] - '0');
        n++;
    }
    *s = lp_slice_from(*s, n);
    return n > 0 && *out <= NUMBER_MAX;
}

static void
read_version(struct lp_bag_decl *d, struct lp_slice value)
{
    struct lp_slice rest = value;

    if (!number(&rest, &d->major) || rest.len == 0 || rest.data[0] != '.') {
        wrong(d, 1, "the version is not two numbers with a dot between them");
        return;
    }
    rest = lp_slice_from(rest, 1);
    if (!number(&rest, &d->minor) || rest.len > 0) {
        wrong(d, 1, "the version is not two numbers with a dot between them");
        return;
    }
    d->has_version = true;
    d->known = (d->major == 1 && d->minor == 0) ||
               (d->major == 0 && d->minor >= 93 && d->minor <= 97);
    d->strict = d->major >= 1;
}

static void
read_lines(struct lp_bag_decl *d, struct lp_slice raw)
{
    struct lp_bag_lines lines = {.rest = raw};
    struct lp_slice line;
    struct lp_slice value;
    bool exact = false;

    if (!lp_bag_line(&lines, &line) ||
        !value_of(line, "BagIt-Version", &value, &exact)) {
        wrong(d, 1, "the first line is not \"BagIt-Version: M.N\"");
        return;
    }
    read_version(d, value);
    if (!exact) {
        odd(d, 1, "the first line is not spelled \"BagIt-Version: M.N\"");
    }
    if (!lp_bag_line(&lines, &line) ||
        !value_of(line, "Tag-File-Character-Encoding", &value, &exact) ||
        value.len == 0) {
        wrong(d, 2,
              "the second line is not \"Tag-File-Character-Encoding: NAME\"");
        return;
    }
    d->encoding = value;
    if (!exact) {
        odd(d, 2,
            "the second line is not spelled \"Tag-File-Character-Encoding: "
            "NAME\"");
    }
    while (lp_bag_line(&lines, &line)) {
        if (lp_bag_trim(line).len > 0) {
            wrong(d, lines.line, "there are more than two lines");
        } else {
            odd(d, lines.line, "an empty line follows the two");
        }
    }
}

void
lp_bag_decl(struct lp_bag_decl *d, struct lp_slice raw)
{
    static const uint8_t mark[] = {0xef, 0xbb, 0xbf};

    *d =
        (struct lp_bag_decl){.strict = true, .encoding = lp_slice_str("UTF-8")};
    if (lp_slice_begins(raw, (struct lp_slice){mark, sizeof mark})) {
        wrong(d, 1, "it begins with a byte order mark");
        raw = lp_slice_from(raw, sizeof mark);
    } else if (!lp_text_utf8(raw)) {
        wrong(d, 1, "it is not UTF-8");
    }
    read_lines(d, raw);
}
