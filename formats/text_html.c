#include "formats/text_html.h"

#include <stdlib.h>
#include <string.h>

#include "formats/text_open.h"
#include "formats/text_put.h"
#include "formats/text_ref.h"
#include "formats/text_tag.h"

/* Where in the grammar the next byte stands: behind what, or in what. */
enum state {
    BEGIN,    /* the beginning, where a byte order mark may be */
    TEXT,     /* text with character references and tags */
    RAW,      /* text of which only one tag is one, perhaps with references */
    PLAIN,    /* text and nothing else */
    LESS,     /* `<` in TEXT */
    SLASH,    /* `</` in TEXT */
    TAG,      /* a tag */
    BANG,     /* `<!` */
    DASH,     /* `<!-` */
    COMMENT,  /* `<!--` */
    BOGUS,    /* what ends at the next `>` */
    QUESTION, /* `<?` at the beginning */
    RAW_LESS, /* `<` in RAW */
    RAW_END,  /* `</` in RAW */
    REF,      /* a character reference */
    STATES,
};

/* What of a comment came last. */
enum tail {
    TAIL_BEGIN, /* its beginning */
    TAIL_FIRST, /* its beginning and `-` */
    TAIL_NONE,
    TAIL_DASH, /* `-` */
    TAIL_TWO,  /* `--` */
    TAIL_BANG, /* `--!` */
};

struct lp_text_html {
    enum state state;
    enum state back; /* where a reference ends: TEXT or RAW */
    bool first;      /* nothing but the beginning has come */
    bool xml;        /* it began with `<?xml` */

    struct lp_text_tag tag; /* that is being read */

    struct lp_element raw; /* whose content RAW is */
    bool raw_hidden;

    enum tail tail;
    unsigned n; /* letters of `xml` */

    uint8_t hold[LP_ELEMENT_NAME_MAX]; /* what may be text yet */
    size_t held;

    struct lp_text_ref ref;
    struct lp_text_open open;
    struct lp_text_put put;
};

static bool
is_blank(uint8_t b)
{
    return b == ' ' || b == '\t' || b == '\n' || b == '\f' || b == '\r';
}

static bool
is_letter(uint8_t b)
{
    return (b | 0x20) >= 'a' && (b | 0x20) <= 'z';
}

static char
lower(uint8_t b)
{
    return (char)(b >= 'A' && b <= 'Z' ? b | 0x20 : b);
}

static bool
is_shown(const struct lp_text_html *h)
{
    return h->open.hidden == 0 && !(h->back == RAW && h->raw_hidden);
}

static void
put(struct lp_text_html *h, struct lp_slice s)
{
    if (is_shown(h)) {
        lp_text_put_bytes(&h->put, s);
    }
}

static void
put_str(struct lp_text_html *h, const char *s)
{
    put(h, lp_slice_str(s));
}

static void
put_hold(struct lp_text_html *h)
{
    put(h, (struct lp_slice){h->hold, h->held});
    h->held = 0;
}

/* Where a function of the grammar below is done with `upto` bytes of `s`, and
 * `to` is where it goes on. */
static size_t
go(struct lp_text_html *h, enum state to, size_t upto)
{
    h->state = to;
    return upto;
}

/* Up to and over the next `end`; `to` comes then. */
static size_t
skip_to(struct lp_text_html *h, struct lp_slice s, uint8_t end, enum state to)
{
    const uint8_t *at = memchr(s.data, end, s.len);

    return at == NULL ? s.len : go(h, to, (size_t)(at - s.data) + 1);
}

static size_t
in_begin(struct lp_text_html *h, struct lp_slice s)
{
    static const uint8_t mark[] = {0xef, 0xbb, 0xbf};

    if (s.data[0] == mark[h->held]) {
        h->hold[h->held++] = s.data[0];
        if (h->held < sizeof mark) {
            return 1;
        }
        h->held = 0;
        h->first = true;
        return go(h, TEXT, 1);
    }
    h->first = h->held == 0;
    put_hold(h);
    return go(h, TEXT, 0);
}

static size_t
in_text(struct lp_text_html *h, struct lp_slice s)
{
    size_t n = 0;
    uint8_t b;

    while (n < s.len && s.data[n] != '<' && s.data[n] != '&' &&
           s.data[n] != 0) {
        n++;
    }
    if (n > 0) {
        h->first = false;
        put(h, lp_slice_head(s, n));
        return n;
    }
    b = s.data[0];
    lp_text_put_cut(&h->put);
    if (b == '<') {
        return go(h, h->back == RAW ? RAW_LESS : LESS, 1);
    }
    h->first = false;
    if (b == '&' && (h->back == TEXT || (h->raw.kind & LP_ELEMENT_REFS) != 0)) {
        return go(h, REF, 1);
    }
    put_str(h, b == '&' ? "&" : "");
    return 1;
}

static size_t
in_raw(struct lp_text_html *h, struct lp_slice s)
{
    return h->raw_hidden ? skip_to(h, s, '<', RAW_LESS) : in_text(h, s);
}

static size_t
in_plain(struct lp_text_html *h, struct lp_slice s)
{
    const uint8_t *nul = memchr(s.data, 0, s.len);
    size_t n = nul == NULL ? s.len : (size_t)(nul - s.data);

    put(h, lp_slice_head(s, n));
    if (nul != NULL) {
        lp_text_put_cut(&h->put);
    }
    return nul == NULL ? n : n + 1;
}

static size_t
begin_tag(struct lp_text_html *h, bool ends, enum lp_tag_state in)
{
    lp_text_tag_begin(&h->tag, ends, in);
    return go(h, TAG, 0);
}

static size_t
in_less(struct lp_text_html *h, struct lp_slice s)
{
    uint8_t b = s.data[0];
    bool first = h->first;

    h->first = false;
    if (is_letter(b)) {
        return begin_tag(h, false, LP_TAG_NAME);
    }
    if (b == '/') {
        return go(h, SLASH, 1);
    }
    if (b == '!') {
        return go(h, BANG, 1);
    }
    if (b == '?') {
        h->n = 0;
        return go(h, first ? QUESTION : BOGUS, 1);
    }
    put_str(h, "<");
    return go(h, TEXT, 0);
}

static size_t
in_slash(struct lp_text_html *h, struct lp_slice s)
{
    if (is_letter(s.data[0])) {
        return begin_tag(h, true, LP_TAG_NAME);
    }
    return go(h, s.data[0] == '>' ? TEXT : BOGUS, s.data[0] == '>' ? 1 : 0);
}

static void
part(struct lp_text_html *h, uint32_t kind)
{
    if ((kind & LP_ELEMENT_LINE) != 0) {
        lp_text_put_line(&h->put);
    } else if ((kind & LP_ELEMENT_CELL) != 0) {
        lp_text_put_cell(&h->put);
    }
}

static void
end_start_tag(struct lp_text_html *h)
{
    uint32_t kind = h->tag.element.kind;
    bool closed = h->tag.slash && (h->xml || h->open.foreign > 0);
    bool raw = (kind & LP_ELEMENT_RAW) != 0 && !closed;
    bool hides = (kind & LP_ELEMENT_HIDE) != 0 || lp_text_tag_hides(&h->tag);
    bool empty = closed || raw || (kind & LP_ELEMENT_VOID) != 0;

    if (lp_text_open_start(&h->open, &h->tag.element, hides, empty)) {
        part(h, kind);
    }
    if (raw) {
        h->raw = h->tag.element;
        h->raw_hidden = hides;
        h->back = RAW;
        h->state = (kind & LP_ELEMENT_PLAIN) != 0 ? PLAIN : RAW;
    }
}

static void
end_tag(struct lp_text_html *h)
{
    h->state = TEXT;
    if (!h->tag.ends) {
        end_start_tag(h);
    } else if (h->back == RAW) {
        if (is_shown(h)) {
            part(h, h->raw.kind);
        }
        h->back = TEXT;
    } else if (lp_text_open_end(&h->open, &h->tag.element)) {
        part(h, h->tag.element.kind);
    }
}

static size_t
in_tag(struct lp_text_html *h, struct lp_slice s)
{
    bool over = false;
    size_t n = lp_text_tag_feed(&h->tag, s, &over);

    if (over) {
        end_tag(h);
    }
    return n;
}

static size_t
in_bang(struct lp_text_html *h, struct lp_slice s)
{
    return s.data[0] == '-' ? go(h, DASH, 1) : go(h, BOGUS, 0);
}

static size_t
in_dash(struct lp_text_html *h, struct lp_slice s)
{
    h->tail = TAIL_BEGIN;
    return s.data[0] == '-' ? go(h, COMMENT, 1) : go(h, BOGUS, 0);
}

static size_t
in_comment(struct lp_text_html *h, struct lp_slice s)
{
    uint8_t b = s.data[0];
    enum tail was = h->tail;

    if (was == TAIL_NONE && b != '-') {
        const uint8_t *dash = memchr(s.data, '-', s.len);

        return dash == NULL ? s.len : (size_t)(dash - s.data);
    }
    if (b == '>' && was != TAIL_DASH) {
        return go(h, TEXT, 1);
    }
    if (b == '-') {
        h->tail = was == TAIL_BEGIN                      ? TAIL_FIRST
                  : was == TAIL_NONE || was == TAIL_BANG ? TAIL_DASH
                                                         : TAIL_TWO;
    } else {
        h->tail = b == '!' && was == TAIL_TWO ? TAIL_BANG : TAIL_NONE;
    }
    return 1;
}

static size_t
in_bogus(struct lp_text_html *h, struct lp_slice s)
{
    return skip_to(h, s, '>', TEXT);
}

static size_t
in_question(struct lp_text_html *h, struct lp_slice s)
{
    static const char word[] = "xml";

    if (h->n < 3 && s.data[0] == (uint8_t)word[h->n]) {
        h->n++;
        return 1;
    }
    h->xml = h->n == 3 && is_blank(s.data[0]);
    return go(h, BOGUS, 0);
}

static size_t
in_raw_less(struct lp_text_html *h, struct lp_slice s)
{
    if (s.data[0] == '/') {
        h->held = 0;
        return go(h, RAW_END, 1);
    }
    put_str(h, "<");
    return go(h, RAW, 0);
}

static size_t
in_raw_end(struct lp_text_html *h, struct lp_slice s)
{
    uint8_t b = s.data[0];
    char name = '\0';

    if (h->held < sizeof h->raw.name) {
        name = h->raw.name[h->held];
    }

    if (name != '\0' && lower(b) == name) {
        h->hold[h->held++] = b;
        return 1;
    }
    if (name == '\0' && (is_blank(b) || b == '/' || b == '>')) {
        return begin_tag(h, true, LP_TAG_ATTRS);
    }
    put_str(h, "</");
    put_hold(h);
    return go(h, RAW, 0);
}

static void
end_ref(struct lp_text_html *h)
{
    for (size_t i = 0; i < 2 && is_shown(h); i++) {
        if (h->ref.points[i] != 0) {
            lp_text_put_point(&h->put, h->ref.points[i]);
        }
    }
    put(h, h->ref.rest);
    h->ref = (struct lp_text_ref){0};
}

static size_t
in_ref(struct lp_text_html *h, struct lp_slice s)
{
    bool over = false;
    size_t n = lp_text_ref_feed(&h->ref, s, &over);

    if (over) {
        end_ref(h);
        h->state = h->back;
    }
    return n;
}

/* Each is given one byte or more, and says how many it used: none only if it
 * has gone to another state, and never in a circle. */
static size_t (*const states[STATES])(struct lp_text_html *,
                                      struct lp_slice) = {
    [BEGIN] = in_begin,       [TEXT] = in_text,       [RAW] = in_raw,
    [PLAIN] = in_plain,       [LESS] = in_less,       [SLASH] = in_slash,
    [TAG] = in_tag,           [BANG] = in_bang,       [DASH] = in_dash,
    [COMMENT] = in_comment,   [BOGUS] = in_bogus,     [QUESTION] = in_question,
    [RAW_LESS] = in_raw_less, [RAW_END] = in_raw_end, [REF] = in_ref,
};

enum lp_code
lp_text_html_new(struct lp_text_html **h, struct lp_text_sink sink,
                 struct lp_err *err)
{
    *h = calloc(1, sizeof **h);
    if (*h == NULL) {
        return lp_no_memory(err);
    }
    (*h)->put.sink = sink;
    (*h)->back = TEXT;
    return LP_OK;
}

void
lp_text_html_feed(struct lp_text_html *h, struct lp_slice bytes)
{
    while (bytes.len > 0) {
        bytes = lp_slice_from(bytes, states[h->state](h, bytes));
    }
}

void
lp_text_html_end(struct lp_text_html *h)
{
    switch (h->state) {
    case BEGIN:
        put_hold(h);
        break;
    case LESS:
    case RAW_LESS:
        put_str(h, "<");
        break;
    case SLASH:
        put_str(h, "</");
        break;
    case RAW_END:
        put_str(h, "</");
        put_hold(h);
        break;
    case REF:
        lp_text_ref_end(&h->ref);
        end_ref(h);
        break;
    default: /* a tag or a comment that does not end is no text */
        break;
    }
    lp_text_put_flush(&h->put);
}

bool
lp_text_html_deep(const struct lp_text_html *h)
{
    return h->open.deep;
}

void
lp_text_html_free(struct lp_text_html *h)
{
    free(h);
}
