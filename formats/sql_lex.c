#include "formats/sql_lex.h"

#include <strings.h>

/* So much of a comment is looked at. */
#define COMMENT_MAX 128

static bool
has(struct lp_slice s, const char *what)
{
    return s.len > 0 && memmem(s.data, s.len, what, strlen(what)) != NULL;
}

void
lp_sql_hint(struct lp_sql *q, struct lp_slice said)
{
    static const struct {
        const char *word;
        enum lp_sql_of of;
    } hints[] = {
        {"MySQL", LP_SQL_MYSQL},
        {"MariaDB", LP_SQL_MYSQL},
        {"phpMyAdmin", LP_SQL_MYSQL},
        {"HeidiSQL", LP_SQL_MYSQL},
        {"PostgreSQL", LP_SQL_POSTGRES},
        {"standard_conforming_strings", LP_SQL_POSTGRES},
        {"PRAGMA", LP_SQL_SQLITE},
    };

    for (size_t i = 0;
         q->of == LP_SQL_NOBODY && i < sizeof hints / sizeof hints[0]; i++) {
        q->of = has(said, hints[i].word) ? hints[i].of : LP_SQL_NOBODY;
    }
}

static bool
is_blank(int b)
{
    return b == ' ' || (b >= '\t' && b <= '\r');
}

static bool
is_of_word(int b)
{
    return (b >= 'a' && b <= 'z') || (b >= 'A' && b <= 'Z') ||
           (b >= '0' && b <= '9') || b == '_' || b >= 0x80;
}

static void
keep(struct lp_sql *q, uint8_t b)
{
    if (q->text.len < LP_ROW_MAX) {
        lp_buf_byte(&q->text, b);
    } else {
        q->too_long = true;
    }
}

/* ----------------------------------------------------------------- comments */

static void
keep_some(struct lp_buf *some, int b)
{
    if (some->len < COMMENT_MAX) {
        lp_buf_byte(some, (uint8_t)b);
    }
}

static void
line_comment(struct lp_sql *q, struct lp_buf *some)
{
    int b = lp_row_chars_take(&q->chars);

    while (b >= 0 && b != '\n') {
        keep_some(some, b);
        b = lp_row_chars_take(&q->chars);
    }
}

static void
block_comment(struct lp_sql *q, struct lp_buf *some)
{
    int was = 0;
    int b = lp_row_chars_take(&q->chars);

    while (b >= 0 && !(was == '*' && b == '/')) {
        keep_some(some, b);
        was = b;
        b = lp_row_chars_take(&q->chars);
    }
    q->open = q->open || b < 0;
}

/* Whether a comment is one that MySQL runs, and brings rows: who takes it for
 * a comment sees others. */
static bool
brings_rows(struct lp_slice comment)
{
    static const char *const words[] = {"INSERT", "REPLACE", "LOAD", "UPDATE",
                                        "DELETE"};
    size_t i = 0;
    size_t mark = comment.len > 0 && comment.data[0] == 'M' ? 1 : 0;

    if (comment.len <= mark || comment.data[mark] != '!') {
        return false;
    }
    comment = lp_slice_from(comment, mark + 1);
    while (i < comment.len &&
           (is_blank(comment.data[i]) ||
            (comment.data[i] >= '0' && comment.data[i] <= '9'))) {
        i++;
    }
    comment = lp_slice_from(comment, i);
    for (i = 0; i < sizeof words / sizeof words[0]; i++) {
        size_t n = strlen(words[i]);

        if (comment.len >= n &&
            strncasecmp((const char *)comment.data, words[i], n) == 0) {
            return true;
        }
    }
    return false;
}

/* Pass over a comment, of which `first` was taken: false if there is none. */
static bool
skip_comment(struct lp_sql *q, int first)
{
    struct lp_buf some = {0};
    int second = lp_row_chars_peek(&q->chars);

    if ((first == '#' && q->of == LP_SQL_MYSQL) ||
        (first == '-' && second == '-')) {
        line_comment(q, &some);
    } else if (first == '/' && second == '*') {
        (void)lp_row_chars_take(&q->chars);
        block_comment(q, &some);
        q->hidden = q->hidden || brings_rows(lp_buf_slice(&some));
    } else {
        return false;
    }
    lp_sql_hint(q, lp_buf_slice(&some));
    lp_buf_release(&some);
    return true;
}

/* ------------------------------------------------------------------- tokens */

static void
put_escape(struct lp_sql *q, int b)
{
    static const char from[] = "0bnrtZ";
    static const char into[] = "\0\b\n\r\t\x1a";
    const char *at = b > 0 ? strchr(from, b) : NULL;

    if (at != NULL) {
        keep(q, (uint8_t)into[at - from]);
        return;
    }
    if (b == '%' || b == '_') {
        keep(q, '\\'); /* these two are escaped for LIKE alone */
    }
    if (b >= 0) {
        keep(q, (uint8_t)b);
    }
}

unsigned
lp_sql_hex(int b)
{
    return b >= '0' && b <= '9' ? (unsigned)(b - '0')
           : (b | 0x20) >= 'a' && (b | 0x20) <= 'f'
               ? (unsigned)(b | 0x20) - 'a' + 10
               : 16;
}

/* Those of PostgreSQL in E'...': also octal, and \xHH. */
static void
put_escape_e(struct lp_sql *q, int b)
{
    static const char from[] = "bfnrt";
    static const char into[] = "\b\f\n\r\t";
    const char *at = b > 0 ? strchr(from, b) : NULL;
    unsigned base = b == 'x' ? 16 : 8;
    unsigned v = b == 'x' ? 0 : lp_sql_hex(b);
    unsigned most = 2;

    if (at != NULL) {
        keep(q, (uint8_t)into[at - from]);
    } else if (b == 'u' || b == 'U') {
        q->doubt = true; /* rare: not read */
    } else if (b == 'x' || v < 8) {
        while (most-- > 0 && lp_sql_hex(lp_row_chars_peek(&q->chars)) < base) {
            v = v * base + lp_sql_hex(lp_row_chars_take(&q->chars));
        }
        keep(q, (uint8_t)v);
    } else if (b >= 0) {
        keep(q, (uint8_t)b);
    }
}

/* What follows a backslash in a text; `e` if it is E'...'. */
static void
backslash(struct lp_sql *q, uint8_t quote, bool e)
{
    if (e) {
        put_escape_e(q, lp_row_chars_take(&q->chars));
    } else if (q->of == LP_SQL_MYSQL) {
        put_escape(q, lp_row_chars_take(&q->chars));
    } else {
        keep(q, '\\');
        if (q->of == LP_SQL_NOBODY) {
            q->doubt = true;
            q->lost = q->lost || lp_row_chars_peek(&q->chars) == quote;
        }
    }
}

/* Up to the closing quote, of which two stand for one. */
static void
quoted(struct lp_sql *q, uint8_t quote, bool escapes, bool e)
{
    int b;

    for (;;) {
        b = lp_row_chars_take(&q->chars);
        if (b == quote) {
            if (lp_row_chars_peek(&q->chars) != quote) {
                return;
            }
            (void)lp_row_chars_take(&q->chars);
            keep(q, quote);
        } else if (b == '\\' && escapes) {
            backslash(q, quote, e);
        } else if (b < 0) {
            q->open = true;
            return;
        } else {
            keep(q, (uint8_t)b);
        }
    }
}

/* PostgreSQL's $tag$ ... $tag$; `$` was taken. A `$` that begins none is a
 * mark. */
static void
dollars(struct lp_sql *q)
{
    struct lp_buf tag = {0};
    int b = lp_row_chars_peek(&q->chars);

    lp_buf_byte(&tag, '$');
    while (is_of_word(b) && tag.len < COMMENT_MAX) {
        lp_buf_byte(&tag, (uint8_t)lp_row_chars_take(&q->chars));
        b = lp_row_chars_peek(&q->chars);
    }
    q->token = LP_SQL_MARK;
    q->mark = '$';
    if (b == '$') {
        lp_buf_byte(&tag, (uint8_t)lp_row_chars_take(&q->chars));
        q->token = LP_SQL_STRING;
        while (!lp_slice_ends(lp_buf_slice(&q->text), lp_buf_slice(&tag))) {
            b = lp_row_chars_take(&q->chars);
            if (b < 0 || q->too_long) {
                q->open = true;
                break;
            }
            keep(q, (uint8_t)b);
        }
        q->text.len -= q->open ? 0 : tag.len;
    }
    lp_buf_release(&tag);
}

static void
word(struct lp_sql *q, int b)
{
    bool number = b >= '0' && b <= '9';

    q->token = number ? LP_SQL_NUMBER : LP_SQL_WORD;
    while (b >= 0) {
        keep(q, (uint8_t)lp_row_chars_take(&q->chars));
        b = lp_row_chars_peek(&q->chars);
        if (number && (b == '-' || b == '+') &&
            (q->text.data[q->text.len - 1] | 0x20) == 'e' &&
            q->text.data[q->text.len - 2] != 'x') {
            continue;
        }
        if (!is_of_word(b) && !(number ? b == '.' : b == '$')) {
            break;
        }
    }
    if (b == '\'' && q->text.len == 1 && (q->text.data[0] | 0x20) == 'e') {
        (void)lp_row_chars_take(&q->chars);
        q->text.len = 0;
        q->token = LP_SQL_STRING;
        quoted(q, '\'', true, true);
    }
}

static void
token(struct lp_sql *q, int b)
{
    bool mysql = q->of == LP_SQL_MYSQL;

    if (is_of_word(b)) {
        word(q, b);
        return;
    }
    (void)lp_row_chars_take(&q->chars);
    switch (b) {
    case '\'':
        q->token = LP_SQL_STRING;
        quoted(q, '\'', true, false);
        break;
    case '"':
        q->token = LP_SQL_QUOTED;
        quoted(q, '"', mysql, false);
        break;
    case '`':
        q->token = LP_SQL_NAME;
        q->of = q->of == LP_SQL_NOBODY ? LP_SQL_MYSQL : q->of;
        quoted(q, '`', false, false);
        break;
    case '[':
        if (q->of == LP_SQL_POSTGRES) {
            q->token = LP_SQL_MARK; /* of an array */
            q->mark = '[';
            break;
        }
        q->token = LP_SQL_NAME;
        quoted(q, ']', false, false);
        break;
    case '$':
        dollars(q);
        break;
    default:
        q->token = LP_SQL_MARK;
        q->mark = (uint8_t)b;
        break;
    }
}

void
lp_sql_next(struct lp_sql *q)
{
    int b;

    for (;;) {
        do {
            b = lp_row_chars_peek(&q->chars);
            if (is_blank(b)) {
                (void)lp_row_chars_take(&q->chars);
            }
        } while (is_blank(b));
        q->at = lp_row_chars_at(&q->chars);
        lp_buf_clear(&q->text);
        q->too_long = false;
        if (b < 0) {
            q->token = LP_SQL_END;
            return;
        }
        if (b != '-' && b != '/' && b != '#') {
            token(q, b);
            return;
        }
        (void)lp_row_chars_take(&q->chars);
        if (!skip_comment(q, b)) {
            q->token = LP_SQL_MARK;
            q->mark = (uint8_t)b;
            return;
        }
    }
}

bool
lp_sql_word(const struct lp_sql *q, const char *word)
{
    size_t n = strlen(word);

    return q->token == LP_SQL_WORD && q->text.len == n &&
           strncasecmp((const char *)q->text.data, word, n) == 0;
}

bool
lp_sql_mark(const struct lp_sql *q, char mark)
{
    return q->token == LP_SQL_MARK && q->mark == (uint8_t)mark;
}

bool
lp_sql_named(const struct lp_sql *q)
{
    return q->token == LP_SQL_WORD || q->token == LP_SQL_NAME ||
           q->token == LP_SQL_QUOTED;
}

void
lp_sql_skip(struct lp_sql *q)
{
    while (q->token != LP_SQL_END && !lp_sql_mark(q, ';')) {
        lp_sql_next(q);
    }
}

void
lp_sql_skip_line(struct lp_sql *q)
{
    int b = lp_row_chars_take(&q->chars);

    while (b >= 0 && b != '\n') {
        b = lp_row_chars_take(&q->chars);
    }
}

void
lp_sql_release(struct lp_sql *q)
{
    lp_row_chars_release(&q->chars);
    lp_buf_release(&q->text);
}
