#include "formats/sql_row.h"

#include <stdlib.h>
#include <string.h>

/* So many functions may be around a value. */
#define DEEP 8

static void
put_text(const struct lp_sql *q, struct lp_row *row)
{
    lp_row_put(row, lp_buf_slice(&q->text));
    row->too_long = row->too_long || q->too_long;
}

/* The bytes of hexadecimal digits: false if these are none. An odd number of
 * them begins with half a byte. */
static bool
put_hex(struct lp_slice digits, struct lp_row *row)
{
    unsigned v = 0;

    for (size_t i = 0; i < digits.len; i++) {
        unsigned d = lp_sql_hex(digits.data[i]);

        if (d > 15) {
            return false;
        }
        v = v << 4 | d;
        if ((digits.len - i) % 2 == 1) {
            lp_row_byte(row, (uint8_t)v);
            v = 0;
        }
    }
    return true;
}

/* b'101', a number. */
static bool
put_bits(struct lp_slice digits, struct lp_row *row)
{
    uint64_t v = 0;

    for (size_t i = 0; i < digits.len; i++) {
        if (digits.len > 63 || (digits.data[i] | 1) != '1') {
            return false;
        }
        v = v << 1 | (digits.data[i] & 1U);
    }
    lp_row_integer(row, (int64_t)v);
    return true;
}

/* Whether a number is written as whole numbers are: it is one, then. */
static bool
is_whole(struct lp_slice s)
{
    size_t from = s.len > 0 && s.data[0] == '-' ? 1 : 0;

    for (size_t i = from; i < s.len; i++) {
        if (s.data[i] < '0' || s.data[i] > '9') {
            return false;
        }
    }
    return s.len > from && (s.data[from] != '0' || (s.len == 1 && from == 0));
}

/* SQLite has no other numbers with a point than doubles, and its .dump writes
 * more digits of them than they have. */
static bool
take_double(struct lp_row *row)
{
    struct lp_slice s = lp_row_at_hand(row);
    char text[64];
    char *end;
    double v;

    if (s.len == 0 || s.len >= sizeof text) {
        return false;
    }
    memcpy(text, s.data, s.len);
    text[s.len] = '\0';
    v = strtod(text, &end);
    if (*end != '\0' || strpbrk(text, ".eE") == NULL) {
        return false;
    }
    lp_row_again(row);
    lp_row_real(row, v);
    return true;
}

static bool
take_number(struct lp_sql *q, struct lp_row *row)
{
    struct lp_slice s = lp_buf_slice(&q->text);
    bool sign = lp_row_at_hand(row).len > 0;

    if (!sign && s.len > 2 && s.data[0] == '0' && s.data[1] == 'x') {
        if (!put_hex(lp_slice_from(s, 2), row)) {
            return false;
        }
        lp_row_end(row, LP_ROW_BYTES);
        return true;
    }
    for (size_t i = 0; i < s.len; i++) {
        if (strchr("0123456789.eE+-", s.data[i]) == NULL) {
            return false;
        }
    }
    put_text(q, row);
    if (is_whole(lp_row_at_hand(row))) {
        lp_row_end(row, LP_ROW_INTEGER);
    } else if (q->of != LP_SQL_SQLITE || !take_double(row)) {
        lp_row_end(row, LP_ROW_REAL);
    }
    return true;
}

static bool take_value(struct lp_sql *q, struct lp_row *row, unsigned deep);

static bool
expect(struct lp_sql *q, char mark)
{
    bool there = lp_sql_mark(q, mark);

    if (there) {
        lp_sql_next(q);
    }
    return there;
}

/* How SQLite writes a text with newlines: replace(TEXT,'\n',char(10)). What
 * stands for the newline is in no other place of the text. */
static bool
take_replace(struct lp_sql *q, struct lp_row *row, unsigned deep)
{
    struct lp_buf was = {0};
    struct lp_buf text = {0};
    struct lp_slice s;
    bool good = false;
    size_t n;
    uint8_t into = 0;

    lp_sql_next(q);
    if (!expect(q, '(') || deep == 0 || !take_value(q, row, deep - 1) ||
        !expect(q, ',') || q->token != LP_SQL_STRING || q->text.len == 0) {
        return false;
    }
    lp_buf_put(&was, lp_buf_slice(&q->text));
    lp_sql_next(q);
    if (expect(q, ',') && lp_sql_word(q, "CHAR")) {
        lp_sql_next(q);
        good = expect(q, '(') && q->token == LP_SQL_NUMBER;
        into = lp_slice_is(lp_buf_slice(&q->text), "13") ? '\r' : '\n';
        good =
            good && (into == '\r' || lp_slice_is(lp_buf_slice(&q->text), "10"));
        lp_sql_next(q);
        good = good && expect(q, ')') && lp_sql_mark(q, ')');
    }
    if (good) {
        lp_row_reopen(row);
        lp_buf_put(&text, lp_row_at_hand(row));
        lp_row_again(row);
        for (s = lp_buf_slice(&text); s.len > 0; s = lp_slice_from(s, n)) {
            bool here = lp_slice_begins(s, lp_buf_slice(&was));

            n = here ? was.len : 1;
            lp_row_byte(row, here ? into : s.data[0]);
        }
        lp_row_end(row, LP_ROW_TEXT);
    }
    good = good && was.failed == LP_OK && text.failed == LP_OK;
    lp_buf_release(&was);
    lp_buf_release(&text);
    return good;
}

/* x'00ff', b'01', n'text' */
static bool
take_marked(struct lp_sql *q, struct lp_row *row)
{
    uint8_t mark = (uint8_t)(q->text.data[0] | 0x20);
    struct lp_slice s;

    lp_sql_next(q);
    s = lp_buf_slice(&q->text);
    if (q->token != LP_SQL_STRING || q->too_long) {
        return false;
    }
    if (mark == 'b') {
        return put_bits(s, row);
    }
    if (mark == 'x') {
        if (!put_hex(s, row)) {
            return false;
        }
        lp_row_end(row, LP_ROW_BYTES);
        return true;
    }
    put_text(q, row);
    lp_row_end(row, LP_ROW_TEXT);
    return true;
}

/* MySQL: _binary 'text', _utf8mb4 'text', _binary 0xff */
static bool
take_introduced(struct lp_sql *q, struct lp_row *row)
{
    bool binary = lp_sql_word(q, "_BINARY");

    lp_sql_next(q);
    if (q->token == LP_SQL_NUMBER) {
        return take_number(q, row);
    }
    if (q->token != LP_SQL_STRING) {
        return false;
    }
    put_text(q, row);
    lp_row_end(row, binary ? LP_ROW_BYTES : LP_ROW_TEXT);
    return true;
}

static bool
take_word(struct lp_sql *q, struct lp_row *row, unsigned deep)
{
    if (lp_sql_word(q, "NULL")) {
        lp_row_end(row, LP_ROW_NULL);
        return true;
    }
    if (lp_sql_word(q, "TRUE") || lp_sql_word(q, "FALSE")) {
        lp_row_put(row,
                   lp_slice_str(lp_sql_word(q, "TRUE") ? "true" : "false"));
        lp_row_end(row, LP_ROW_JSON);
        return true;
    }
    if (lp_sql_word(q, "X") || lp_sql_word(q, "B") || lp_sql_word(q, "N")) {
        return take_marked(q, row);
    }
    if (q->of == LP_SQL_MYSQL && q->text.data[0] == '_') {
        return take_introduced(q, row);
    }
    return lp_sql_word(q, "REPLACE") && take_replace(q, row, deep);
}

/* One literal; what stands behind it is at hand then. */
static bool
take_value(struct lp_sql *q, struct lp_row *row, unsigned deep)
{
    bool good = false;

    if (lp_sql_mark(q, '-') || lp_sql_mark(q, '+')) {
        if (q->mark == '-') {
            lp_row_byte(row, '-');
        }
        lp_sql_next(q);
        good = q->token == LP_SQL_NUMBER && take_number(q, row);
    } else if (q->token == LP_SQL_NUMBER) {
        good = take_number(q, row);
    } else if (q->token == LP_SQL_STRING ||
               (q->token == LP_SQL_QUOTED && q->of == LP_SQL_MYSQL)) {
        put_text(q, row);
        lp_row_end(row, LP_ROW_TEXT);
        good = true;
    } else if (q->token == LP_SQL_WORD) {
        good = take_word(q, row, deep);
    }
    if (good) {
        lp_sql_next(q);
    }
    return good;
}

/* PostgreSQL: 'text'::character varying(20)[] */
static void
skip_cast(struct lp_sql *q)
{
    while (q->of == LP_SQL_POSTGRES && lp_sql_mark(q, ':')) {
        do {
            bool open = lp_sql_mark(q, '(');

            lp_sql_next(q);
            if (open) {
                while (q->token == LP_SQL_NUMBER || lp_sql_mark(q, ',')) {
                    lp_sql_next(q);
                }
                (void)expect(q, ')');
            }
        } while (lp_sql_named(q) || lp_sql_mark(q, ':') ||
                 lp_sql_mark(q, '(') || lp_sql_mark(q, '[') ||
                 lp_sql_mark(q, ']') || lp_sql_mark(q, '.'));
    }
}

/* Go on to the parenthesis that closes the row: false if none does. */
static bool
skip_row(struct lp_sql *q)
{
    size_t depth = 0;

    while (q->token != LP_SQL_END && (depth > 0 || !lp_sql_mark(q, ')'))) {
        depth += lp_sql_mark(q, '(') ? 1 : 0;
        depth -= lp_sql_mark(q, ')') ? 1 : 0;
        lp_sql_next(q);
    }
    return q->token != LP_SQL_END;
}

bool
lp_sql_row(struct lp_sql *q, struct lp_row *row, enum lp_rule *wrong)
{
    bool good = true;

    lp_row_clear(row);
    q->doubt = false;
    *wrong = LP_RULE_NONE;
    do {
        lp_sql_next(q);
        good = take_value(q, row, DEEP);
        if (good) {
            skip_cast(q);
        }
    } while (good && lp_sql_mark(q, ','));
    if (!good || !lp_sql_mark(q, ')')) {
        *wrong = LP_RULE_ROW_VALUE;
        if (!skip_row(q)) {
            return false;
        }
    }
    if (q->doubt) {
        *wrong = LP_RULE_SQL_TWO_READINGS;
    }
    return true;
}

/* ---------------------------------------------------------------------- COPY
 */

static void
put_octal(struct lp_row_chars *c, struct lp_row *row, unsigned v)
{
    for (unsigned n = 0; n < 2; n++) {
        int b = lp_row_chars_peek(c);

        if (b < '0' || b > '7') {
            break;
        }
        v = v * 8 + (unsigned)(lp_row_chars_take(c) - '0');
    }
    lp_row_byte(row, (uint8_t)v);
}

static void
put_copied_hex(struct lp_row_chars *c, struct lp_row *row)
{
    unsigned v = 0;
    unsigned n = 0;

    while (n < 2 && lp_row_chars_peek(c) >= 0 &&
           lp_sql_hex(lp_row_chars_peek(c)) < 16) {
        v = v << 4 | lp_sql_hex(lp_row_chars_take(c));
        n++;
    }
    lp_row_byte(row, n == 0 ? 'x' : (uint8_t)v);
}

/* What a backslash in a field stands for. `*last` is that byte. */
static void
put_copied(struct lp_row_chars *c, struct lp_row *row, int *last)
{
    static const char from[] = "bfnrtv";
    static const char into[] = "\b\f\n\r\t\v";
    int b = lp_row_chars_take(c);
    const char *at = b > 0 ? strchr(from, b) : NULL;

    *last = b;
    if (at != NULL) {
        lp_row_byte(row, (uint8_t)into[at - from]);
    } else if (b >= '0' && b <= '7') {
        put_octal(c, row, (unsigned)(b - '0'));
    } else if (b == 'x') {
        put_copied_hex(c, row);
    } else if (b >= 0) {
        lp_row_byte(row, (uint8_t)b);
    }
}

/* A field, up to the TAB or the end of the line, which is not taken. One that
 * is \N is no value; `*dot` if it is \. */
static int
take_copied(struct lp_row_chars *c, struct lp_row *row, bool *dot)
{
    int last = 0;
    bool one;
    int b = lp_row_chars_peek(c);

    for (; b >= 0 && b != '\t' && b != '\n'; b = lp_row_chars_peek(c)) {
        (void)lp_row_chars_take(c);
        if (b == '\\') {
            put_copied(c, row, &last);
        } else if (b != '\r' || lp_row_chars_peek(c) != '\n') {
            lp_row_byte(row, (uint8_t)b);
        }
    }
    one = lp_row_at_hand(row).len == 1;
    *dot = one && last == '.';
    if (one && last == 'N') {
        lp_row_again(row);
        lp_row_end(row, LP_ROW_NULL);
    } else {
        lp_row_end(row, LP_ROW_TEXT);
    }
    return b;
}

enum lp_sql_line
lp_sql_copied(struct lp_sql *q, struct lp_row *row, uint64_t *at, uint64_t *end)
{
    struct lp_row_chars *c = &q->chars;
    bool dot = false;
    int b;

    lp_row_clear(row);
    *at = lp_row_chars_at(c);
    if (lp_row_chars_peek(c) < 0) {
        return LP_SQL_LINE_NONE;
    }
    b = take_copied(c, row, &dot);
    while (b == '\t') {
        (void)lp_row_chars_take(c);
        b = take_copied(c, row, &dot);
    }
    *end = lp_row_chars_at(c);
    (void)lp_row_chars_take(c);
    return row->n == 1 && dot ? LP_SQL_LINE_LAST : LP_SQL_LINE_ROW;
}
