#include <stdlib.h>
#include <string.h>

#include "formats/charset_guess.h"
#include "formats/read_rows.h"
#include "formats/row_csv.h"
#include "formats/row_item.h"

/* The first line may be so long. */
#define LINE_MAX_LEN (2 * LP_ROW_NAMES_MAX)

/* So many rows must fit the first line for a bid; and four times as many must
 * as do not. */
#define FIT_MIN 2
#define FIT_TIMES 4

/* The name of a column has no more words than these: more is a sentence. */
#define WORDS_MAX 12

struct csv {
    struct lp_row_chars chars;
    uint8_t separator;
    enum lp_row_charset charset;
    struct lp_row_names names;
    struct lp_row row;
    struct lp_row room;
    struct lp_row_items items;
    struct lp_err why; /* once something failed, it stays so */
};

/* Read the names of the columns from the first line. */
static bool
take_names(struct lp_slice line, uint8_t separator, enum lp_row_charset *of,
           struct lp_row *row, struct lp_row *room, struct lp_row_names *names)
{
    struct lp_row_chars c;
    struct lp_row_csv found;

    lp_row_chars_over(&c, line);
    if (!lp_row_csv_take(&c, separator, row, &found) ||
        found.wrong != LP_RULE_NONE || row->too_long ||
        row->n > LP_ROW_COLUMNS_MAX || !lp_row_csv_charset(of, row, room)) {
        return false;
    }
    for (size_t i = 0; i < row->n; i++) {
        enum lp_row_type type;

        lp_row_names_add(names, lp_row_value(row, i, &type));
    }
    return true;
}

static enum lp_code
csv_open(struct lp_reader *reader, const struct lp_input *in,
         struct lp_err *err)
{
    struct csv *r = calloc(1, sizeof *r);
    struct lp_buf line = {.max = LINE_MAX_LEN};
    bool good = false;
    enum lp_code rc;

    if (r == NULL) {
        return lp_no_memory(err);
    }
    reader->state = r;
    r->items.limits = in->limits;
    LP_TRY(lp_row_chars_open(&r->chars, in->stream, err));
    if (r->chars.at > 0) {
        r->charset = LP_ROW_CHARSET_UTF8; /* it says so by its mark */
    }
    good = lp_row_csv_line(&r->chars, &line);
    if (r->chars.why.code != LP_OK) {
        *err = r->chars.why;
        rc = r->chars.why.code;
        goto done;
    }
    r->separator = lp_row_csv_separator(lp_buf_slice(&line));
    good = good && take_names(lp_buf_slice(&line), r->separator, &r->charset,
                              &r->row, &r->room, &r->names);
    if (good) {
        LP_TRY(lp_row_names_ready(&r->names, &good, err));
    }
    if (!good) {
        rc = lp_fail_at(err, LP_E_FORMAT, LP_RULE_ROW_NAMES, 0,
                        "rows: the first line has no lawful names");
    }
    lp_row_clear(&r->row);

done:
    lp_buf_release(&line);
    return rc;
}

/* What is wrong with a row that was cut out. */
static enum lp_rule
judge(struct csv *r, const struct lp_row_csv *found)
{
    if (found->wrong != LP_RULE_NONE) {
        return found->wrong;
    }
    if (r->row.n != r->names.n) {
        return LP_RULE_ROW_FIELDS;
    }
    if (r->row.too_long) {
        return LP_RULE_LIMIT_HEADER; /* it may break off in a character */
    }
    return lp_row_csv_charset(&r->charset, &r->row, &r->room)
               ? LP_RULE_NONE
               : LP_RULE_ROW_CHARSET;
}

static enum lp_code
step(struct csv *r, struct lp_entry *e, struct lp_source *body, bool *end,
     struct lp_err *err)
{
    struct lp_row_csv row = {0};
    struct lp_row_found found;
    bool any = false;
    enum lp_code rc;

    LP_TRY(lp_row_inner(&r->items, e, body, &r->row, &r->names, &any, err));
    if (any) {
        return LP_OK;
    }
    *end = !lp_row_csv_take(&r->chars, r->separator, &r->row, &row);
    if (r->chars.why.code != LP_OK) {
        *err = r->chars.why; /* of the row at hand more may follow */
        return r->chars.why.code;
    }
    if (*end) {
        return LP_OK;
    }
    found = (struct lp_row_found){.has_span = true,
                                  .at = row.at,
                                  .end = row.end,
                                  .front = lp_row_chars_at(&r->chars),
                                  .wrong = judge(r, &row)};
    rc = lp_row_item(&r->items, e, body, &r->row, &r->names, &found, err);

done:
    return rc;
}

static enum lp_code
csv_next(struct lp_reader *reader, struct lp_entry *entry,
         struct lp_source *body, bool *end, struct lp_err *err)
{
    struct csv *r = reader->state;

    if (r->why.code == LP_OK) {
        r->why.code = step(r, entry, body, end, &r->why);
    }
    if (r->why.code != LP_OK) {
        *err = r->why;
    }
    return r->why.code;
}

static void
csv_release(struct lp_reader *reader)
{
    struct csv *r = reader->state;

    if (r != NULL) {
        lp_row_chars_release(&r->chars);
        lp_row_names_release(&r->names);
        lp_row_release(&r->row);
        lp_row_release(&r->room);
        lp_row_items_release(&r->items);
        free(r);
    }
    reader->state = NULL;
}

/* ------------------------------------------------------------------ bidding */

#define STEP ((size_t)64)
#define EARLY ((size_t)256) /* shows most of what is no text */

static bool
is_blank(uint8_t b)
{
    return b == ' ' || b == '\t';
}

/* Whether this may be what somebody calls a column, and no part of a sentence,
 * of markup or of a program. */
static bool
is_name(struct lp_slice name)
{
    size_t words = 1;
    uint8_t first = name.len > 0 ? name.data[0] : 0;

    if (!((first | 0x20) >= 'a' && (first | 0x20) <= 'z') && first < 0x80 &&
        first != '_' && first != '#') {
        return false; /* a number, a date: there is no line of names */
    }
    if (is_blank(name.data[name.len - 1]) ||
        strchr(".!", name.data[name.len - 1]) != NULL) {
        return false;
    }
    for (size_t i = 0; i < name.len; i++) {
        uint8_t b = name.data[i];

        if (b < 0x20 || strchr("<>{}=\\\"@", b) != NULL) {
            return false;
        }
        words += b == ' ' ? 1 : 0;
    }
    return words <= WORDS_MAX;
}

/* Some programs leave out the name of a first column of numbers. */
static bool
are_names(const struct lp_row_names *names, uint8_t separator)
{
    size_t i =
        names->n > 2 && separator != '\t' && lp_row_names_get(names, 0).len == 0
            ? 1
            : 0;

    while (i < names->n && is_name(lp_row_names_get(names, i))) {
        i++;
    }
    return names->n >= 2 && i == names->n;
}

/* Whether enough of the rows at hand, of which the last may be `cut`, fit. */
static bool
fits(struct lp_row_chars *c, uint8_t separator, size_t columns, bool cut,
     struct lp_row *row)
{
    struct lp_row_csv found;
    size_t good = 0;
    size_t bad = 0;

    while (lp_row_csv_take(c, separator, row, &found)) {
        if (cut && lp_row_chars_peek(c) < 0) {
            break;
        }
        if (found.wrong == LP_RULE_NONE && row->n == columns) {
            good++;
        } else {
            bad++;
        }
    }
    return good >= FIT_MIN && bad <= good / FIT_TIMES;
}

static bool
is_table(struct lp_slice text, bool cut)
{
    struct lp_row_chars c;
    struct lp_buf line = {.max = LINE_MAX_LEN};
    struct lp_row row = {0};
    struct lp_row room = {0};
    struct lp_row_names names = {0};
    struct lp_err ignored;
    enum lp_row_charset charset = LP_ROW_CHARSET_OPEN;
    uint8_t separator = 0;
    bool good = false;

    lp_row_chars_over(&c, text);
    if (lp_row_csv_line(&c, &line)) {
        separator = lp_row_csv_separator(lp_buf_slice(&line));
    }
    if (separator != 0 &&
        take_names(lp_buf_slice(&line), separator, &charset, &row, &room,
                   &names) &&
        lp_row_names_ready(&names, &good, &ignored) == LP_OK && good) {
        good = are_names(&names, separator) &&
               fits(&c, separator, names.n, cut, &row);
    }
    lp_row_names_release(&names);
    lp_row_release(&row);
    lp_row_release(&room);
    lp_buf_release(&line);
    return good;
}

/* No table has such bytes, and most of what is no text does. Some bytes at
 * once: every file is asked. */
static bool
has_controls(struct lp_slice text)
{
    size_t i = 0;
    bool any = false;

    for (; i + STEP <= text.len && !any; i += STEP) {
        for (size_t k = 0; k < STEP; k++) {
            any |= text.data[i + k] < '\t';
        }
    }
    for (; i < text.len && !any; i++) {
        any = text.data[i] < '\t';
    }
    return any;
}

static unsigned
csv_bid(struct lp_slice head)
{
    struct lp_buf wide = {0};
    struct lp_slice text = lp_row_chars_head(head, &wide);
    bool good;

    good = !has_controls(lp_slice_head(text, EARLY)) &&
           is_table(text, head.len >= LP_HEAD_MAX) && !has_controls(text);
    lp_buf_release(&wide);
    return good ? 12 : 0;
}

const struct lp_reader_ops lp_read_rows_csv = {
    .name = "rows-csv-1",
    .kind = LP_KIND_ROWS,
    .access = LP_ACCESS_STREAM,
    .spread = true,
    .bid = csv_bid,
    .open = csv_open,
    .next = csv_next,
    .release = csv_release,
};
