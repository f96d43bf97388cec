#include "formats/key_list.h"

#include <string.h>

#include "formats/key_json.h"
#include "formats/key_zone.h"
#include "formats/tag_list.h"

/* Where we are in a file of lines, and what a record over several says. */
struct lines {
    uint64_t n;
    struct lp_buf name;
    struct lp_buf text;
};

static bool
is_blank(uint8_t c)
{
    return c == ' ' || c == '\t';
}

/* Cut a word off the front of `rest`. */
static struct lp_slice
cut_word(struct lp_slice *rest)
{
    struct lp_slice word = *rest;
    size_t n = 0;

    while (n < rest->len && !is_blank(rest->data[n])) {
        n++;
    }
    word.len = n;
    *rest = lp_tag_trim(lp_slice_from(*rest, n));
    return word;
}

/* A date of an archive, or nothing. */
static bool
read_seen(struct lp_slice text, int64_t *seconds)
{
    text = lp_tag_trim(text);
    return text.len == 0 || lp_slice_is(text, "-") ||
           lp_key_time(text, seconds);
}

/* Name, first, last and source, with tabs between them, and what is behind. */
static bool
cut_columns(struct lp_slice column[4], struct lp_slice line,
            struct lp_slice *text)
{
    for (size_t i = 0; i < 4; i++) {
        if (!lp_tag_item(&line, '\t', &column[i]) || line.data == NULL) {
            return false;
        }
    }
    *text = lp_tag_trim(line);
    return true;
}

/* Whether this is of a record, or what a zone file has before one. */
static bool
is_of_record(struct lp_slice column)
{
    return lp_tag_is(column, "IN") || lp_tag_is(column, "TXT") ||
           (column.len > 0 && (memchr(column.data, '=', column.len) != NULL ||
                               memchr(column.data, '"', column.len) != NULL));
}

/* Name and text; between them may be what a zone file has. */
static bool
read_plain(struct lp_key_entry *e, struct lp_slice line)
{
    uint64_t ttl;

    *e = (struct lp_key_entry){.line = e->line, .at = e->at};
    e->name = cut_word(&line);
    e->text = line;
    for (unsigned i = 0; i < 3; i++) {
        struct lp_slice rest = line;
        struct lp_slice word = cut_word(&rest);

        if (lp_tag_is(word, "IN") || lp_tag_is(word, "TXT") ||
            (lp_tag_number(word, &ttl) && rest.len > 0)) {
            line = rest;
            e->text = rest;
        }
    }
    return e->text.len > 0;
}

/* NULL, or why it is none. */
static const char *
read_line(struct lp_key_entry *e, struct lp_slice line)
{
    struct lp_slice column[4];

    if (cut_columns(column, line, &e->text)) {
        if (read_seen(column[1], &e->first) && read_seen(column[2], &e->last)) {
            e->name = column[0];
            e->source = column[3];
            return NULL;
        }
        if (!is_of_record(column[1]) && !is_of_record(column[2])) {
            return "the second or the third column is no time";
        }
    }
    return read_plain(e, line) ? NULL : "there is a name and no record";
}

/* A record over several lines, of which `line` is the first. */
static const char *
read_zone(struct lines *l, struct lp_key_entry *e, struct lp_slice text,
          struct lp_slice *rest)
{
    struct lp_slice from = lp_slice_from(text, (size_t)e->at);
    const char *why;
    size_t len;

    lp_buf_clear(&l->name);
    lp_buf_clear(&l->text);
    why = lp_key_zone_read(&l->name, &l->text, from, &len);
    for (size_t i = 0; i + 1 < len; i++) {
        l->n += from.data[i] == '\n' ? 1 : 0;
    }
    *rest = lp_slice_from(from, len);
    e->name = lp_buf_slice(&l->name);
    e->text = lp_buf_slice(&l->text);
    return why;
}

static enum lp_code
read_lines(struct lp_slice text, size_t at, lp_key_told *told,
           lp_key_bad_told *bad, void *who, struct lp_err *err)
{
    struct lp_slice rest = lp_slice_from(text, at);
    struct lp_slice line;
    struct lines l = {0};
    enum lp_code rc = LP_OK;

    while (lp_tag_item(&rest, '\n', &line)) {
        struct lp_key_entry e = {.line = ++l.n};
        struct lp_key_bad what = {.line = e.line};

        if (line.len == 0 || line.data[0] == '#' || line.data[0] == ';') {
            continue;
        }
        e.at = (uint64_t)(line.data - text.data);
        what.at = e.at;
        what.why = lp_key_zone_begins(line) ? read_zone(&l, &e, text, &rest)
                                            : read_line(&e, line);
        LP_TRY(lp_buf_check(&l.name, err));
        LP_TRY(lp_buf_check(&l.text, err));
        LP_TRY(what.why == NULL ? told(who, &e, err)
                                : lp_key_is_none(&what, bad, who, err));
    }

done:
    lp_buf_release(&l.name);
    lp_buf_release(&l.text);
    return rc;
}

enum lp_code
lp_key_list_read(struct lp_slice text, lp_key_told *told, lp_key_bad_told *bad,
                 void *who, struct lp_err *err)
{
    size_t at = lp_slice_begins(text, lp_slice_str("\xef\xbb\xbf")) ? 3 : 0;

    if (lp_slice_begins(text, lp_slice_str("\xff\xfe")) ||
        lp_slice_begins(text, lp_slice_str("\xfe\xff"))) {
        (void)lp_fail_at(err, LP_E_FORMAT, 0, 0,
                         "the key records are UTF-16, not UTF-8");
        lp_hint(err, "write them anew with iconv -f UTF-16 -t UTF-8");
        return LP_E_FORMAT;
    }
    return lp_key_list_is_json(text)
               ? lp_key_json_read(text, at, told, bad, who, err)
               : read_lines(text, at, told, bad, who, err);
}

bool
lp_key_list_is_json(struct lp_slice text)
{
    if (lp_slice_begins(text, lp_slice_str("\xef\xbb\xbf"))) {
        text = lp_slice_from(text, 3);
    }
    text = lp_tag_trim(text);
    return text.len > 0 && (text.data[0] == '[' || text.data[0] == '{');
}
