#include "bundle/gap_text.h"

#include <string.h>
#include <strings.h>

/* Whole lines, in letters of any case. */
static const char *const removed[] = {
    "[attachment removed]",
    "[attachments removed]",
    "[attachment deleted]",
    "[attachments deleted]",
    "[attachment stripped]",
    "[attachments stripped]",
    "[attachment omitted]",
    "[attachments omitted]",
    "[attachment scrubbed]",
    "<attachment removed>",
    "(attachment removed)",
    "*** attachment removed ***",
    "a non-text attachment was scrubbed...",
    "an html attachment was scrubbed...",
    "an embedded message was scrubbed...",
    "an embedded and charset-unspecified text was scrubbed...",
    "[the attachment has been removed]",
    "the following attachment was removed:",
};

/* Beginnings of lines behind which names stand. */
static const char *const before[] = {
    "attachment:",
    "attachments:",
    "attached:",
};

static bool
is_blank(uint8_t c)
{
    return c == ' ' || c == '\t' || c == '\r';
}

static struct lp_slice
trim(struct lp_slice s)
{
    while (s.len > 0 && is_blank(s.data[0])) {
        s = lp_slice_from(s, 1);
    }
    while (s.len > 0 && is_blank(s.data[s.len - 1])) {
        s.len--;
    }
    return s;
}

static bool
begins(struct lp_slice s, const char *what)
{
    size_t n = strlen(what);

    return s.len >= n && strncasecmp((const char *)s.data, what, n) == 0;
}

/* Something, a dot, and one to five letters or digits with a letter among
 * them: not a price, and not the end of a sentence. */
static bool
is_file_name(struct lp_slice s)
{
    size_t n = 0;
    bool letter = false;

    while (n < s.len && n <= 5 && s.data[s.len - 1 - n] != '.') {
        uint8_t c = s.data[s.len - 1 - n];
        bool is_letter = (c | 0x20) >= 'a' && (c | 0x20) <= 'z';

        if (!is_letter && (c < '0' || c > '9')) {
            return false;
        }
        letter = letter || is_letter;
        n++;
    }
    return letter && n >= 1 && n <= 5 && s.len >= n + 2 && s.len <= 255;
}

/* "[The attachment x.pdf has been manually removed]" */
static bool
is_removed_by_name(struct lp_slice line, struct lp_slice *name)
{
    static const char front[] = "[the attachment ";
    static const char back[] = " has been manually removed]";
    size_t around = sizeof front + sizeof back - 2;

    if (line.len <= around || !begins(line, front) ||
        !begins(lp_slice_from(line, line.len - sizeof back + 1), back)) {
        return false;
    }
    *name =
        lp_slice_head(lp_slice_from(line, sizeof front - 1), line.len - around);
    return true;
}

/* "[attachment "x.pdf" deleted by Ann]", as Notes has it. */
static bool
is_deleted_by(struct lp_slice line, struct lp_slice *name)
{
    static const char front[] = "[attachment \"";
    static const char back[] = "\" deleted by ";
    struct lp_cursor c;

    if (!begins(line, front) || line.data[line.len - 1] != ']') {
        return false;
    }
    c = lp_cursor_over(lp_slice_from(line, sizeof front - 1));
    *name = lp_cursor_until(&c, '"');
    return name->len > 0 && !c.failed && begins(c.rest, back + 1);
}

bool
lp_gap_line_read(struct lp_gap_line *l, struct lp_slice line)
{
    *l = (struct lp_gap_line){.rest = trim(line)};
    for (size_t i = 0; i < sizeof removed / sizeof removed[0]; i++) {
        if (l->rest.len == strlen(removed[i]) && begins(l->rest, removed[i])) {
            l->removed = true;
            l->rest.len = 0;
            return true;
        }
    }
    if (is_removed_by_name(l->rest, &l->named) ||
        is_deleted_by(l->rest, &l->named)) {
        l->removed = true;
        l->rest.len = 0;
        return true;
    }
    for (size_t i = 0; i < sizeof before / sizeof before[0]; i++) {
        if (begins(l->rest, before[i])) {
            l->rest = lp_slice_from(l->rest, strlen(before[i]));
            l->around = ',';
            return true;
        }
    }
    l->around = '<';
    return l->rest.len > 0 &&
           memmem(l->rest.data, l->rest.len, "<<", 2) != NULL;
}

/* The next name between "<<" and ">>". */
static bool
take_marked(struct lp_gap_line *l, struct lp_slice *name)
{
    while (l->rest.len > 0) {
        const uint8_t *from = memmem(l->rest.data, l->rest.len, "<<", 2);
        const uint8_t *to;

        if (from == NULL) {
            break;
        }
        l->rest = lp_slice_from(l->rest, (size_t)(from - l->rest.data) + 2);
        to = l->rest.len == 0 ? NULL
                              : memmem(l->rest.data, l->rest.len, ">>", 2);
        if (to == NULL) {
            break;
        }
        *name = trim(lp_slice_head(l->rest, (size_t)(to - l->rest.data)));
        l->rest = lp_slice_from(l->rest, (size_t)(to - l->rest.data) + 2);
        if (is_file_name(*name) && memchr(name->data, '<', name->len) == NULL) {
            return true;
        }
    }
    l->rest.len = 0;
    return false;
}

bool
lp_gap_line_name(struct lp_gap_line *l, struct lp_slice *name)
{
    if (l->around == '<') {
        return take_marked(l, name);
    }
    while (l->rest.len > 0) {
        size_t n = 0;

        while (n < l->rest.len && l->rest.data[n] != ',' &&
               l->rest.data[n] != ';') {
            n++;
        }
        *name = trim(lp_slice_head(l->rest, n));
        l->rest = lp_slice_from(l->rest, n + 1);
        if (is_file_name(*name)) {
            return true;
        }
    }
    return false;
}
