#include "formats/key_zone.h"

#include <string.h>
#include <strings.h>

#include "formats/tag_list.h"

static const char bare[] = "._domainkey";

static bool
is_space(uint8_t c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

bool
lp_key_zone_begins(struct lp_slice line)
{
    size_t i = 0;

    while (i < line.len && memchr("(\"=;", line.data[i], 4) == NULL) {
        i++;
    }
    return i < line.len && line.data[i] == '(';
}

/* How many bytes the line at the head of `s` has, with its end. */
static size_t
line_len(struct lp_slice s)
{
    const uint8_t *end = s.len > 0 ? memchr(s.data, '\n', s.len) : NULL;

    return end == NULL ? s.len : (size_t)(end - s.data) + 1;
}

/* The pieces of the text, up to where the parenthesis closes; `*i` is behind
 * that then. */
static const char *
read_pieces(struct lp_buf *text, struct lp_slice s, size_t *i)
{
    bool quoted = false;

    for (; *i < s.len; ++*i) {
        uint8_t c = s.data[*i];

        if (c == '"') {
            quoted = !quoted;
        } else if (quoted && c == '\n') {
            return "a quote in a record does not close";
        } else if (quoted || (!is_space(c) && c != ';' && c != ')')) {
            lp_buf_byte(text, c);
        } else if (c == ';') {
            *i += line_len(lp_slice_from(s, *i)) - 1;
        } else if (c == ')') {
            ++*i;
            return NULL;
        }
    }
    return "the parenthesis of a record does not close";
}

/* The domain in a comment, or nothing. */
static struct lp_slice
domain_of(struct lp_slice comment)
{
    static const char word[] = " for ";
    const uint8_t *at = comment.len > 0 ? memmem(comment.data, comment.len,
                                                 word, sizeof word - 1)
                                        : NULL;

    return at == NULL
               ? (struct lp_slice){0}
               : lp_tag_trim(lp_slice_from(
                     comment, (size_t)(at - comment.data) + sizeof word - 1));
}

static bool
is_bare(struct lp_slice name)
{
    size_t n = sizeof bare - 1;

    return name.len >= n &&
           strncasecmp((const char *)name.data + name.len - n, bare, n) == 0;
}

const char *
lp_key_zone_read(struct lp_buf *name, struct lp_buf *text, struct lp_slice from,
                 size_t *len)
{
    struct lp_slice first = {from.data, 0};
    struct lp_slice domain;
    const char *why;
    size_t i = 0;

    *len = line_len(from);
    while (first.len < from.len && !is_space(from.data[first.len])) {
        first.len++;
    }
    while (i < from.len && from.data[i] != '(') {
        i++;
    }
    i++;
    why = read_pieces(text, from, &i);
    if (why != NULL) {
        return why;
    }
    *len = i + line_len(lp_slice_from(from, i));
    domain = domain_of(lp_slice_head(lp_slice_from(from, i), *len - i));
    if (text->len == 0) {
        return "there is a name and no record";
    }
    if (is_bare(first) && domain.len == 0) {
        return "a name without its domain: SELECTOR._domainkey.DOMAIN";
    }
    lp_buf_put(name, first);
    if (is_bare(first)) {
        lp_buf_byte(name, '.');
        lp_buf_put(name, domain);
    }
    return NULL;
}
