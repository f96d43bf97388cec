#include "formats/row_csv.h"

#include "formats/charset_guess.h"
#include "formats/charset_table.h"
#include "formats/utf8.h"

static const uint8_t separators[] = {'\t', ';', ','};

#define SEPARATORS (sizeof separators / sizeof separators[0])

static bool
is_line_end(int b)
{
    return b == '\n' || b == '\r';
}

uint8_t
lp_row_csv_separator(struct lp_slice line)
{
    size_t n[SEPARATORS] = {0};
    size_t most = 0;
    uint8_t best = 0;
    bool quoted = false;

    for (size_t i = 0; i < line.len; i++) {
        quoted = quoted != (line.data[i] == '"');
        for (size_t k = 0; k < SEPARATORS; k++) {
            n[k] += !quoted && line.data[i] == separators[k] ? 1 : 0;
        }
    }
    for (size_t k = 0; k < SEPARATORS; k++) {
        if (n[k] > most) {
            most = n[k];
            best = separators[k];
        }
    }
    return best;
}

/* The end of a line was begun with `b`. */
static void
end_line(struct lp_row_chars *c, int b)
{
    if (b == '\r' && lp_row_chars_peek(c) == '\n') {
        (void)lp_row_chars_take(c);
    }
}

static int
skip_empty(struct lp_row_chars *c)
{
    while (is_line_end(lp_row_chars_peek(c))) {
        (void)lp_row_chars_take(c);
    }
    return lp_row_chars_peek(c);
}

bool
lp_row_csv_line(struct lp_row_chars *c, struct lp_buf *line)
{
    bool quoted = false;
    int b = skip_empty(c);

    while (b >= 0 && (quoted || !is_line_end(b))) {
        lp_buf_byte(line, (uint8_t)b);
        if (line->failed != LP_OK) {
            return false;
        }
        quoted = quoted != (b == '"');
        (void)lp_row_chars_take(c);
        b = lp_row_chars_peek(c);
    }
    if (b >= 0) {
        end_line(c, lp_row_chars_take(c));
    }
    return line->len > 0 && !quoted;
}

/* Up to the separator or the end of the line, which are not taken. */
static void
take_bare(struct lp_row_chars *c, uint8_t separator, struct lp_row *row)
{
    while (lp_row_chars_peek(c) >= 0) {
        const uint8_t *from = c->p;

        while (c->p < c->end && *c->p != separator && *c->p != '\n' &&
               *c->p != '\r') {
            c->p++;
        }
        if (c->p > from) {
            lp_row_put(row, (struct lp_slice){from, (size_t)(c->p - from)});
        }
        if (c->p < c->end) {
            return;
        }
    }
}

/* The opening quote was taken. False: there is no closing one. */
static bool
take_quoted(struct lp_row_chars *c, struct lp_row *row)
{
    while (lp_row_chars_peek(c) >= 0) {
        const uint8_t *quote = memchr(c->p, '"', (size_t)(c->end - c->p));
        const uint8_t *to = quote == NULL ? c->end : quote;

        lp_row_put(row, (struct lp_slice){c->p, (size_t)(to - c->p)});
        c->p = to;
        if (quote != NULL) {
            c->p++;
            if (lp_row_chars_peek(c) != '"') {
                return true;
            }
            lp_row_byte(row, '"');
            c->p++;
        }
    }
    return false;
}

static void
take_field(struct lp_row_chars *c, uint8_t separator, struct lp_row *row,
           enum lp_rule *wrong)
{
    int b;

    if (lp_row_chars_peek(c) != '"') {
        take_bare(c, separator, row);
        return;
    }
    (void)lp_row_chars_take(c);
    if (!take_quoted(c, row)) {
        *wrong = LP_RULE_TRUNCATED;
        return;
    }
    b = lp_row_chars_peek(c);
    if (b >= 0 && b != separator && !is_line_end(b)) {
        *wrong = *wrong == LP_RULE_NONE ? LP_RULE_ROW_QUOTES : *wrong;
        take_bare(c, separator, row);
    }
}

bool
lp_row_csv_take(struct lp_row_chars *c, uint8_t separator, struct lp_row *row,
                struct lp_row_csv *out)
{
    int b = skip_empty(c);

    lp_row_clear(row);
    if (b < 0) {
        return false;
    }
    *out = (struct lp_row_csv){.at = lp_row_chars_at(c)};
    for (;;) {
        take_field(c, separator, row, &out->wrong);
        lp_row_end(row, LP_ROW_TEXT);
        b = lp_row_chars_peek(c);
        if (b != separator) {
            break;
        }
        (void)lp_row_chars_take(c);
    }
    out->end = lp_row_chars_at(c);
    if (b >= 0) {
        end_line(c, lp_row_chars_take(c));
    }
    return true;
}

static bool
has_bytes(const struct lp_row *row)
{
    for (size_t i = 0; i < row->n && i < LP_ROW_COLUMNS_MAX; i++) {
        enum lp_row_type type;

        (void)lp_row_value(row, i, &type);
        if (type == LP_ROW_BYTES) {
            return true;
        }
    }
    return false;
}

/* Read `row` as windows-1252: false if it has a byte that is none there. */
static bool
decode(struct lp_row *row, struct lp_row *room)
{
    uint16_t own[LP_CHARSET_HIGH];
    const uint16_t *table = lp_charset_table("windows-1252", own);
    struct lp_row was = *row;

    lp_row_clear(room);
    for (size_t i = 0; i < row->n && i < LP_ROW_COLUMNS_MAX; i++) {
        enum lp_row_type type;
        struct lp_slice value = lp_row_value(row, i, &type);

        for (size_t k = 0; k < value.len; k++) {
            uint8_t b = value.data[k];
            uint16_t c = b < 0x80 ? b : table == NULL ? 0 : table[b - 0x80];
            uint8_t utf8[LP_UTF8_MAX];

            if (c == 0 && b != 0) {
                return false;
            }
            lp_row_put(room, (struct lp_slice){utf8, lp_utf8_put(c, utf8)});
        }
        lp_row_end(room, LP_ROW_TEXT);
    }
    room->too_long = room->too_long || row->too_long;
    *row = *room;
    *room = was;
    return true;
}

bool
lp_row_csv_charset(enum lp_row_charset *of, struct lp_row *row,
                   struct lp_row *room)
{
    struct lp_slice all = lp_buf_slice(&row->text);

    if (lp_charset_ascii(all) == all.len) {
        return true;
    }
    if (*of == LP_ROW_CHARSET_OPEN) {
        *of = has_bytes(row) ? LP_ROW_CHARSET_1252 : LP_ROW_CHARSET_UTF8;
    }
    return *of == LP_ROW_CHARSET_UTF8 ? !has_bytes(row) : decode(row, room);
}
