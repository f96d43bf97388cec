#include "formats/pdf_lex.h"

#include <string.h>

enum {
    REGULAR,
    BLANK,
    DELIMITER,
};

static const uint8_t class_of[256] = {
    [0] = BLANK,       ['\t'] = BLANK,    ['\n'] = BLANK,    ['\f'] = BLANK,
    ['\r'] = BLANK,    [' '] = BLANK,     ['('] = DELIMITER, [')'] = DELIMITER,
    ['<'] = DELIMITER, ['>'] = DELIMITER, ['['] = DELIMITER, [']'] = DELIMITER,
    ['{'] = DELIMITER, ['}'] = DELIMITER, ['/'] = DELIMITER, ['%'] = DELIMITER,
};

bool
lp_pdf_blank(uint8_t c)
{
    return class_of[c] == BLANK;
}

bool
lp_pdf_delimiter(uint8_t c)
{
    return class_of[c] == DELIMITER;
}

size_t
lp_pdf_skip(struct lp_slice s, size_t i)
{
    while (i < s.len) {
        if (class_of[s.data[i]] == BLANK) {
            i++;
        } else if (s.data[i] == '%') {
            while (i < s.len && s.data[i] != '\n' && s.data[i] != '\r') {
                i++;
            }
        } else {
            break;
        }
    }
    return i;
}

static size_t
regular_end(struct lp_slice s, size_t i)
{
    while (i < s.len && class_of[s.data[i]] == REGULAR) {
        i++;
    }
    return i;
}

/* Where the literal string that begins at `i` ends; s.len + 1 if nowhere. */
static size_t
literal_end(struct lp_slice s, size_t i)
{
    size_t depth = 0;

    for (; i < s.len; i++) {
        switch (s.data[i]) {
        case '\\':
            i++;
            break;
        case '(':
            depth++;
            break;
        case ')':
            depth--;
            if (depth == 0) {
                return i + 1;
            }
            break;
        default:
            break;
        }
    }
    return s.len + 1;
}

bool
lp_pdf_digit(uint8_t c)
{
    return c >= '0' && c <= '9';
}

/* The number of a regular token; WORD if it is none. */
static enum lp_pdf_token_kind
number(struct lp_slice t, struct lp_pdf_token *out)
{
    size_t i = 0;
    bool minus = t.data[0] == '-';
    bool any = false;
    int64_t whole = 0;
    double part = 0;
    double unit = 1;
    enum lp_pdf_token_kind kind = LP_PDF_T_INT;

    while (i < t.len && (t.data[i] == '-' || t.data[i] == '+')) {
        i++;
    }
    for (; i < t.len && lp_pdf_digit(t.data[i]); i++) {
        any = true;
        whole = whole * 10 + (t.data[i] - '0');
        whole = whole > LP_PDF_NUMBER_MAX ? LP_PDF_NUMBER_MAX : whole;
    }
    if (i < t.len && t.data[i] == '.') {
        kind = LP_PDF_T_REAL;
        for (i++; i < t.len && lp_pdf_digit(t.data[i]); i++) {
            any = true;
            unit = unit / 10;
            part += unit * (t.data[i] - '0');
        }
    }
    if (i < t.len && !(any && t.data[i] == '-')) {
        return LP_PDF_T_WORD;
    }
    /* A lone sign or point is taken for nought by every reader. */
    if (!any && kind != LP_PDF_T_REAL && t.len > 1) {
        return LP_PDF_T_WORD;
    }
    out->integer = minus ? -whole : whole;
    out->real = minus ? -((double)whole + part) : (double)whole + part;
    return kind;
}

static void
regular(struct lp_slice s, size_t from, size_t *at, struct lp_pdf_token *out)
{
    uint8_t c = s.data[from];

    *at = regular_end(s, from);
    out->kind = LP_PDF_T_WORD;
    if (lp_pdf_digit(c) || c == '-' || c == '+' || c == '.') {
        struct lp_slice t = {s.data + from, *at - from};

        out->kind = number(t, out);
    }
}

static void
delimited(struct lp_slice s, size_t from, size_t *at, struct lp_pdf_token *out)
{
    uint8_t next = from + 1 < s.len ? s.data[from + 1] : 0;
    const uint8_t *end;

    *at = from + 1;
    switch (s.data[from]) {
    case '/':
        *at = regular_end(s, from + 1);
        out->kind = LP_PDF_T_NAME;
        break;
    case '(':
        *at = literal_end(s, from);
        out->kind = LP_PDF_T_STRING;
        break;
    case '[':
        out->kind = LP_PDF_T_ARRAY;
        break;
    case ']':
        out->kind = LP_PDF_T_ARRAY_END;
        break;
    case '<':
        if (next == '<') {
            *at = from + 2;
            out->kind = LP_PDF_T_DICT;
            break;
        }
        end = memchr(s.data + from, '>', s.len - from);
        *at = end == NULL ? s.len + 1 : (size_t)(end - s.data) + 1;
        out->kind = LP_PDF_T_HEX;
        break;
    case '>':
        *at = next == '>' ? from + 2 : from + 1;
        out->kind = next == '>' ? LP_PDF_T_DICT_END : LP_PDF_T_WORD;
        break;
    default:
        out->kind = LP_PDF_T_WORD;
        break;
    }
}

void
lp_pdf_token(struct lp_slice s, size_t *at, struct lp_pdf_token *out)
{
    size_t from = lp_pdf_skip(s, *at);
    bool closed;

    out->integer = 0;
    out->real = 0;
    if (from >= s.len) {
        *at = s.len;
        out->kind = LP_PDF_T_END;
        out->open = true;
        out->raw = (struct lp_slice){0};
        return;
    }
    if (class_of[s.data[from]] == REGULAR) {
        regular(s, from, at, out);
    } else {
        delimited(s, from, at, out);
    }
    /* These say themselves where they end. */
    closed = out->kind == LP_PDF_T_STRING || out->kind == LP_PDF_T_HEX ||
             out->kind == LP_PDF_T_ARRAY || out->kind == LP_PDF_T_ARRAY_END ||
             out->kind == LP_PDF_T_DICT || out->kind == LP_PDF_T_DICT_END;
    out->open = closed ? *at > s.len : *at >= s.len;
    *at = *at > s.len ? s.len : *at;
    out->raw = (struct lp_slice){s.data + from, *at - from};
}

bool
lp_pdf_number_before(const uint8_t *p, size_t *i, uint64_t max, uint64_t *v)
{
    size_t k = *i;
    size_t end;
    uint64_t unit = 1;

    *v = 0;
    while (k > 0 && lp_pdf_blank(p[k - 1])) {
        k--;
    }
    if (k == *i) {
        return false;
    }
    end = k;
    while (k > 0 && end - k < 10 && lp_pdf_digit(p[k - 1])) {
        k--;
        *v += unit * (uint64_t)(p[k] - '0');
        unit *= 10;
    }
    *i = k;
    return k < end && *v <= max;
}
