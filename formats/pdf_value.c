#include "formats/pdf_value.h"

#include "base/text.h"

/* Past the end of the array or dictionary whose opening was just taken. */
static enum lp_pdf_got
skip_nested(struct lp_slice s, size_t *at, bool dict)
{
    bool is_dict[LP_PDF_NESTING] = {dict};
    size_t depth = 1;
    struct lp_pdf_token t;

    while (depth > 0) {
        lp_pdf_token(s, at, &t);
        switch (t.kind) {
        case LP_PDF_T_END:
            return LP_PDF_CUT;
        case LP_PDF_T_ARRAY:
        case LP_PDF_T_DICT:
            if (depth == LP_PDF_NESTING) {
                return LP_PDF_BAD;
            }
            is_dict[depth++] = t.kind == LP_PDF_T_DICT;
            break;
        case LP_PDF_T_ARRAY_END:
        case LP_PDF_T_DICT_END:
            depth--;
            if (is_dict[depth] != (t.kind == LP_PDF_T_DICT_END)) {
                return LP_PDF_BAD;
            }
            break;
        case LP_PDF_T_STRING:
        case LP_PDF_T_HEX:
            if (t.open) {
                return LP_PDF_CUT;
            }
            break;
        case LP_PDF_T_WORD:
            /* A body that never closes must not swallow its neighbours. */
            if (lp_slice_is(t.raw, "endobj") || lp_slice_is(t.raw, "stream")) {
                return LP_PDF_BAD;
            }
            break;
        default:
            break;
        }
    }
    return LP_PDF_GOT;
}

/* `num gen R`, whose first number was just taken. */
static bool
reference(struct lp_slice s, size_t *at, struct lp_pdf_value *v)
{
    size_t i = *at;
    struct lp_pdf_token gen;
    struct lp_pdf_token r;

    if (v->integer < 0 || v->integer > INT32_MAX || i >= s.len ||
        !(lp_pdf_blank(s.data[i]) || lp_pdf_delimiter(s.data[i]))) {
        return false;
    }
    i = lp_pdf_skip(s, i);
    if (i >= s.len || !lp_pdf_digit(s.data[i])) {
        return false;
    }
    lp_pdf_token(s, &i, &gen);
    if (gen.kind != LP_PDF_T_INT || gen.integer > UINT16_MAX) {
        return false;
    }
    i = lp_pdf_skip(s, i);
    if (i >= s.len || s.data[i] != 'R') {
        return false;
    }
    lp_pdf_token(s, &i, &r);
    if (!lp_slice_is(r.raw, "R")) {
        return false;
    }
    v->kind = LP_PDF_REF;
    v->num = (uint32_t)v->integer;
    v->gen = (uint32_t)gen.integer;
    *at = i;
    return true;
}

static enum lp_pdf_got
keyword(const struct lp_pdf_token *t, struct lp_pdf_value *v)
{
    if (lp_slice_is(t->raw, "true") || lp_slice_is(t->raw, "false")) {
        v->kind = LP_PDF_BOOL;
        v->integer = t->raw.len == 4;
    } else if (lp_slice_is(t->raw, "null")) {
        v->kind = LP_PDF_NULL;
    } else {
        return LP_PDF_BAD;
    }
    return LP_PDF_GOT;
}

static enum lp_pdf_got
take_value(struct lp_slice s, size_t *at, const struct lp_pdf_token *t,
           struct lp_pdf_value *v)
{
    v->integer = t->integer;
    v->real = t->real;
    switch (t->kind) {
    case LP_PDF_T_END:
        return LP_PDF_CUT;
    case LP_PDF_T_INT:
        v->kind = LP_PDF_INT;
        (void)reference(s, at, v);
        return LP_PDF_GOT;
    case LP_PDF_T_REAL:
        v->kind = LP_PDF_REAL;
        return LP_PDF_GOT;
    case LP_PDF_T_STRING:
    case LP_PDF_T_HEX:
        v->kind = LP_PDF_STRING;
        return t->open ? LP_PDF_CUT : LP_PDF_GOT;
    case LP_PDF_T_NAME:
        v->kind = LP_PDF_NAME;
        return LP_PDF_GOT;
    case LP_PDF_T_ARRAY:
        v->kind = LP_PDF_ARRAY;
        return skip_nested(s, at, false);
    case LP_PDF_T_DICT:
        v->kind = LP_PDF_DICT;
        return skip_nested(s, at, true);
    case LP_PDF_T_WORD:
        return keyword(t, v);
    default:
        return LP_PDF_BAD;
    }
}

enum lp_pdf_got
lp_pdf_value(struct lp_slice s, size_t *at, struct lp_pdf_value *out)
{
    struct lp_pdf_token t;
    struct lp_pdf_value v = {0};
    size_t i = *at;
    enum lp_pdf_got got;

    *out = v;
    lp_pdf_token(s, &i, &t);
    got = take_value(s, &i, &t, &v);
    if (got == LP_PDF_GOT) {
        v.raw =
            (struct lp_slice){t.raw.data, (size_t)(s.data + i - t.raw.data)};
        *out = v;
        *at = i;
    }
    return got;
}

struct lp_pdf_walk
lp_pdf_walk(const struct lp_pdf_value *v)
{
    size_t mark = v->kind == LP_PDF_DICT ? 2 : 1;

    if ((v->kind != LP_PDF_DICT && v->kind != LP_PDF_ARRAY) ||
        v->raw.len < 2 * mark) {
        return (struct lp_pdf_walk){0};
    }
    return (struct lp_pdf_walk){{v->raw.data + mark, v->raw.len - 2 * mark}};
}

bool
lp_pdf_item(struct lp_pdf_walk *w, struct lp_pdf_value *out)
{
    while (w->rest.len > 0) {
        size_t at = 0;
        struct lp_pdf_token t;

        if (lp_pdf_value(w->rest, &at, out) == LP_PDF_GOT) {
            w->rest = lp_slice_from(w->rest, at);
            return true;
        }
        /* A stray word: the array goes on behind it. */
        lp_pdf_token(w->rest, &at, &t);
        w->rest = lp_slice_from(w->rest, at);
    }
    *out = (struct lp_pdf_value){0};
    return false;
}

bool
lp_pdf_pair(struct lp_pdf_walk *w, struct lp_pdf_value *key,
            struct lp_pdf_value *out)
{
    while (lp_pdf_item(w, key)) {
        size_t at = 0;

        if (key->kind == LP_PDF_NAME &&
            lp_pdf_value(w->rest, &at, out) == LP_PDF_GOT) {
            w->rest = lp_slice_from(w->rest, at);
            return true;
        }
    }
    *out = (struct lp_pdf_value){0};
    return false;
}

/* The byte at `*i` of the name `raw`, whose slash is passed. */
static uint8_t
name_byte(struct lp_slice raw, size_t *i)
{
    uint8_t c = raw.data[(*i)++];

    if (c == '#' && raw.len - *i >= 2 && lp_text_digit(raw.data[*i]) >= 0 &&
        lp_text_digit(raw.data[*i + 1]) >= 0) {
        c = (uint8_t)(lp_text_digit(raw.data[*i]) << 4 |
                      lp_text_digit(raw.data[*i + 1]));
        *i += 2;
    }
    return c;
}

static bool
name_equal(const struct lp_pdf_value *v, struct lp_slice name)
{
    size_t i = 1;
    size_t n = 0;

    if (v->kind != LP_PDF_NAME || v->raw.len < 1 + name.len) {
        return false;
    }
    while (i < v->raw.len && n < name.len) {
        if (name_byte(v->raw, &i) != name.data[n++]) {
            return false;
        }
    }
    return i == v->raw.len && n == name.len;
}

bool
lp_pdf_is(const struct lp_pdf_value *v, const char *name)
{
    return name_equal(v, lp_slice_str(name));
}

struct lp_pdf_value
lp_pdf_get_slice(const struct lp_pdf_value *dict, struct lp_slice key)
{
    struct lp_pdf_walk w = lp_pdf_walk(dict);
    struct lp_pdf_value found = {0};
    struct lp_pdf_value name;
    struct lp_pdf_value v;

    if (dict->kind == LP_PDF_DICT) {
        while (lp_pdf_pair(&w, &name, &v)) {
            if (name_equal(&name, key)) {
                found = v;
            }
        }
    }
    return found;
}

struct lp_pdf_value
lp_pdf_get(const struct lp_pdf_value *dict, const char *key)
{
    return lp_pdf_get_slice(dict, lp_slice_str(key));
}

static void
put_hex(struct lp_buf *to, struct lp_slice raw)
{
    int high = -1;

    for (size_t i = 1; i < raw.len && raw.data[i] != '>'; i++) {
        int d = lp_text_digit(raw.data[i]);

        if (d < 0) {
            continue;
        }
        if (high >= 0) {
            lp_buf_byte(to, (uint8_t)(high << 4 | d));
            high = -1;
        } else {
            high = d;
        }
    }
    if (high >= 0) {
        lp_buf_byte(to, (uint8_t)(high << 4));
    }
}

/* What stands after a backslash at `*i`. */
static void
put_escape(struct lp_buf *to, struct lp_slice raw, size_t *i)
{
    static const char plain[] = "n\nr\rt\tb\bf\f";
    uint8_t c = raw.data[*i];
    unsigned octal = 0;
    size_t n = 0;

    while (n < 3 && *i < raw.len && raw.data[*i] >= '0' &&
           raw.data[*i] <= '7') {
        octal = octal * 8 + (raw.data[(*i)++] - '0');
        n++;
    }
    if (n > 0) {
        lp_buf_byte(to, (uint8_t)octal);
        return;
    }
    (*i)++;
    if (c == '\r' || c == '\n') {
        *i += c == '\r' && *i < raw.len && raw.data[*i] == '\n';
        return;
    }
    for (size_t k = 0; k + 1 < sizeof plain; k += 2) {
        if (c == (uint8_t)plain[k]) {
            c = (uint8_t)plain[k + 1];
            break;
        }
    }
    lp_buf_byte(to, c);
}

static void
put_literal(struct lp_buf *to, struct lp_slice raw)
{
    size_t end = raw.data[raw.len - 1] == ')' ? raw.len - 1 : raw.len;
    size_t i = 1;

    raw.len = end > 0 ? end : 0;
    while (i < raw.len) {
        size_t from = i;

        while (i < raw.len && raw.data[i] != '\\' && raw.data[i] != '\r') {
            i++;
        }
        lp_buf_put(to, (struct lp_slice){raw.data + from, i - from});
        if (i >= raw.len) {
            break;
        }
        if (raw.data[i++] == '\r') {
            /* Every end of line in a string is one LF (7.3.4.2). */
            i += i < raw.len && raw.data[i] == '\n';
            lp_buf_byte(to, '\n');
        } else if (i < raw.len) {
            put_escape(to, raw, &i);
        }
    }
}

void
lp_pdf_undo(struct lp_buf *to, struct lp_slice raw)
{
    if (raw.len == 0) {
        return;
    }
    if (raw.data[0] == '(') {
        put_literal(to, raw);
    } else if (raw.data[0] == '<') {
        put_hex(to, raw);
    } else if (raw.data[0] == '/') {
        for (size_t i = 1; i < raw.len;) {
            lp_buf_byte(to, name_byte(raw, &i));
        }
    }
}

void
lp_pdf_bytes_of(struct lp_buf *to, const struct lp_pdf_value *v)
{
    if (v->kind == LP_PDF_NAME || v->kind == LP_PDF_STRING) {
        lp_pdf_undo(to, v->raw);
    }
}

int64_t
lp_pdf_integer(const struct lp_pdf_value *v, int64_t min, int64_t max,
               int64_t other)
{
    return v->kind == LP_PDF_INT && v->integer >= min && v->integer <= max
               ? v->integer
               : other;
}

double
lp_pdf_number(const struct lp_pdf_value *v, double other)
{
    return v->kind == LP_PDF_INT || v->kind == LP_PDF_REAL ? v->real : other;
}
