#include "formats/key_list.h"

#include "formats/key_json.h"
#include "formats/tag_list.h"

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

/* Name, first, last, source and text, with tabs between them. */
static bool
read_row(struct lp_key_entry *e, struct lp_slice line)
{
    struct lp_slice column[4];
    struct lp_slice rest = line;

    for (size_t i = 0; i < 4; i++) {
        if (!lp_tag_item(&rest, '\t', &column[i]) || rest.data == NULL) {
            return false;
        }
    }
    e->name = column[0];
    e->source = column[3];
    e->text = lp_tag_trim(rest);
    return read_seen(column[1], &e->first) && read_seen(column[2], &e->last);
}

/* Name and text; between them may be what a zone file has. */
static bool
read_plain(struct lp_key_entry *e, struct lp_slice line)
{
    uint64_t ttl;

    *e = (struct lp_key_entry){.line = e->line};
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

static enum lp_code
read_lines(struct lp_slice text, lp_key_told *told, void *who,
           struct lp_err *err)
{
    struct lp_key_entry e = {0};
    struct lp_slice line;
    uint64_t n = 0;
    enum lp_code rc = LP_OK;

    while (lp_tag_item(&text, '\n', &line)) {
        n++;
        if (line.len == 0 || line.data[0] == '#' || line.data[0] == ';') {
            continue;
        }
        e = (struct lp_key_entry){.line = n};
        if (!read_row(&e, line) && !read_plain(&e, line)) {
            return lp_fail_at(err, LP_E_FORMAT, 0, n,
                              "line %llu has a name and no record",
                              (unsigned long long)n);
        }
        LP_TRY(told(who, &e, err));
    }

done:
    return rc;
}

enum lp_code
lp_key_list_read(struct lp_slice text, lp_key_told *told, void *who,
                 struct lp_err *err)
{
    struct lp_slice begin;

    if (lp_slice_begins(text, lp_slice_str("\xef\xbb\xbf"))) {
        text = lp_slice_from(text, 3);
    }
    begin = lp_tag_trim(text);
    if (begin.len > 0 && (begin.data[0] == '[' || begin.data[0] == '{')) {
        return lp_key_json_read(begin, told, who, err);
    }
    return read_lines(text, told, who, err);
}
