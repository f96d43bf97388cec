#include "formats/row_json.h"

#include <jansson.h>

#include "formats/utf8.h"

static bool
is_blank(uint8_t b)
{
    return b == ' ' || b == '\t' || b == '\n' || b == '\r';
}

static bool
is_plain(uint8_t b)
{
    return b >= 0x20 && b < 0x7f && b != '"' && b != '\\';
}

/* A string from behind its quote on, with the one that ends it. Of a value,
 * runs of plain ASCII are left out, but for what an escape may need. */
static const uint8_t *
put_string(struct lp_buf *to, const uint8_t *p, const uint8_t *end, bool value)
{
    static const size_t kept = 8;

    while (p < end && *p != '"') {
        const uint8_t *from = p;

        while (p < end && is_plain(*p)) {
            p++;
        }
        lp_buf_put(to,
                   lp_slice_head((struct lp_slice){from, (size_t)(p - from)},
                                 value ? kept : SIZE_MAX));
        from = p;
        while (p < end && !is_plain(*p) && *p != '"') {
            p += *p == '\\' && end - p > 1 ? 2 : 1;
        }
        lp_buf_put(to, (struct lp_slice){from, (size_t)(p - from)});
    }
    lp_buf_put(to, (struct lp_slice){p, p < end ? 1 : 0});
    return p < end ? p + 1 : p;
}

/* The text without what cannot make it unlawful: most of the strings behind a
 * colon. */
static void
put_bones(struct lp_buf *to, struct lp_slice s)
{
    const uint8_t *p = s.data;
    const uint8_t *end = p + s.len;
    uint8_t last = 0;

    while (p < end) {
        const uint8_t *from = p;

        while (p < end && *p != '"') {
            last = is_blank(*p) ? last : *p;
            p++;
        }
        p += p < end ? 1 : 0;
        lp_buf_put(to, (struct lp_slice){from, (size_t)(p - from)});
        if (p < end) {
            p = put_string(to, p, end, last == ':');
            last = '"';
        }
    }
}

/* Whether it is an object, with no key twice at any depth. Numbers are not
 * judged by their size. */
static bool
is_lawful(struct lp_slice s, enum lp_rule *wrong)
{
    const size_t flags = JSON_DECODE_INT_AS_REAL | JSON_ALLOW_NUL;
    const char *text = (const char *)s.data;
    json_error_t why;
    json_t *j = json_loadb(text, s.len, flags | JSON_REJECT_DUPLICATES, &why);
    bool good = json_is_object(j);
    json_t *again;

    json_decref(j);
    if (!good) {
        again = json_loadb(text, s.len, flags, &why);
        *wrong = json_is_object(again) ? LP_RULE_JSON_TWICE : LP_RULE_JSON;
        json_decref(again);
    }
    return good;
}

/* A place in JSON that is known to be lawful. */
struct scan {
    const uint8_t *p;
    const uint8_t *end;
};

static uint8_t
next_mark(struct scan *s)
{
    while (s->p < s->end && is_blank(*s->p)) {
        s->p++;
    }
    return s->p < s->end ? *s->p : '}';
}

static uint32_t
hex4(struct scan *s)
{
    uint32_t v = 0;

    for (unsigned i = 0; i < 4 && s->p < s->end; i++) {
        uint8_t b = *s->p++;

        v = v << 4 | (uint32_t)(b <= '9' ? b - '0' : (b | 0x20) - 'a' + 10);
    }
    return v;
}

static void
put_escaped(struct scan *s, struct lp_buf *to)
{
    static const char from[] = "\"\\/bfnrt";
    static const char into[] = "\"\\/\b\f\n\r\t";
    uint8_t b = *s->p++;
    const char *at = b == 0 ? NULL : strchr(from, b);
    uint8_t utf8[LP_UTF8_MAX];
    uint32_t c;

    if (at != NULL) {
        lp_buf_byte(to, (uint8_t)into[at - from]);
        return;
    }
    c = hex4(s);
    if (c >= 0xd800 && c < 0xdc00 && s->end - s->p >= 6) {
        s->p += 2;
        c = 0x10000 + ((c - 0xd800) << 10) + (hex4(s) - 0xdc00);
    }
    lp_buf_put(to, (struct lp_slice){utf8, lp_utf8_put(c & 0x1fffff, utf8)});
}

/* The string whose opening quote is next. */
static void
take_string(struct scan *s, struct lp_buf *to)
{
    lp_buf_clear(to);
    for (s->p++; s->p < s->end && *s->p != '"';) {
        const uint8_t *from = s->p;

        while (s->p < s->end && *s->p != '"' && *s->p != '\\') {
            s->p++;
        }
        lp_buf_put(to, (struct lp_slice){from, (size_t)(s->p - from)});
        if (s->end - s->p >= 2 && *s->p == '\\') {
            s->p++;
            put_escaped(s, to);
        }
    }
    s->p += s->p < s->end ? 1 : 0;
}

/* An array or an object. */
static void
take_nested(struct scan *s, struct lp_row *row)
{
    size_t depth = 0;
    bool string = false;

    do {
        uint8_t b = *s->p++;

        if (string || !is_blank(b)) {
            lp_row_byte(row, b);
        }
        if (string && b == '\\' && s->p < s->end) {
            lp_row_byte(row, *s->p++);
        } else if (b == '"') {
            string = !string;
        } else if (!string && (b == '{' || b == '[')) {
            depth++;
        } else if (!string && (b == '}' || b == ']')) {
            depth--;
        }
    } while (depth > 0 && s->p < s->end);
    lp_row_end(row, LP_ROW_JSON);
}

/* A number or a literal. */
static void
take_word(struct scan *s, struct lp_row *row)
{
    const uint8_t *from = s->p;
    bool whole = true;
    struct lp_slice word;

    while (s->p < s->end && !is_blank(*s->p) && *s->p != ',' && *s->p != '}') {
        whole = whole && (*s->p == '-' || (*s->p >= '0' && *s->p <= '9'));
        s->p++;
    }
    word = (struct lp_slice){from, (size_t)(s->p - from)};
    if (lp_slice_is(word, "null")) {
        lp_row_end(row, LP_ROW_NULL);
        return;
    }
    lp_row_put(row, word);
    lp_row_end(row, *from == 't' || *from == 'f'        ? LP_ROW_JSON
                    : whole && !lp_slice_is(word, "-0") ? LP_ROW_INTEGER
                                                        : LP_ROW_REAL);
}

static void
take_value(struct scan *s, struct lp_row *row, struct lp_buf *room)
{
    switch (next_mark(s)) {
    case '"':
        take_string(s, room);
        lp_row_put(row, lp_buf_slice(room));
        lp_row_end(row, LP_ROW_TEXT);
        break;
    case '{':
    case '[':
        take_nested(s, row);
        break;
    default:
        take_word(s, row);
        break;
    }
}

bool
lp_row_json(struct lp_slice object, struct lp_row_names *names,
            struct lp_row *row, struct lp_buf *room, enum lp_rule *wrong)
{
    struct scan s = {object.data, object.data + object.len};

    lp_row_names_clear(names);
    lp_row_clear(row);
    /* Jansson passes over a NUL behind a word. */
    if (object.len > 0 && memchr(object.data, '\0', object.len) != NULL) {
        *wrong = LP_RULE_JSON;
        return false;
    }
    /* Jansson looks at every byte by itself: it is shown what matters. */
    lp_buf_clear(room);
    put_bones(room, object);
    if (room->failed != LP_OK || !is_lawful(lp_buf_slice(room), wrong)) {
        return false;
    }
    (void)next_mark(&s);
    s.p++; /* the brace */
    while (next_mark(&s) == '"') {
        take_string(&s, room);
        lp_row_names_add(names, lp_buf_slice(room));
        (void)next_mark(&s);
        s.p++; /* the colon */
        take_value(&s, row, room);
        if (next_mark(&s) == ',') {
            s.p++;
        }
    }
    return true;
}
