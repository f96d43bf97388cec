#include "formats/text_rtf_scan.h"

#include "base/text.h"

/* Where a function of the grammar below is done with `upto` bytes, and `to`
 * is where it goes on. */
static size_t
go(struct lp_rtf_scan *r, enum lp_rtf_state to, size_t upto)
{
    r->state = to;
    return upto;
}

static size_t
got(struct lp_rtf_scan *r, enum lp_rtf_token token, uint8_t byte)
{
    r->token = token;
    r->byte = byte;
    return go(r, LP_RTF_TEXT, 1);
}

static bool
is_letter(uint8_t b)
{
    return (b | 0x20) >= 'a' && (b | 0x20) <= 'z';
}

static size_t
in_before(struct lp_rtf_scan *r, struct lp_slice s)
{
    return s.data[0] == '{' ? got(r, LP_RTF_OPEN, '{') : 1;
}

/* How many bytes of `s` are ASCII and nothing but text. */
static size_t
plain(struct lp_slice s)
{
    size_t n = 0;

    while (n < s.len && s.data[n] >= ' ' && s.data[n] < 127 &&
           s.data[n] != '\\' && s.data[n] != '{' && s.data[n] != '}') {
        n++;
    }
    return n;
}

static size_t
in_text(struct lp_rtf_scan *r, struct lp_slice s)
{
    size_t n = plain(s);
    uint8_t b = s.data[0];

    if (n > 0) {
        r->token = LP_RTF_RUN;
        r->run = lp_slice_head(s, n);
        return n;
    }
    if (b == '\\') {
        return go(r, LP_RTF_SLASH, 1);
    }
    if (b == '{' || b == '}') {
        return got(r, b == '{' ? LP_RTF_OPEN : LP_RTF_CLOSE, b);
    }
    /* Ends of lines and other controls are nothing. */
    return b >= ' ' || b == '\t' ? got(r, LP_RTF_BYTE, b) : 1;
}

static size_t
in_slash(struct lp_rtf_scan *r, struct lp_slice s)
{
    uint8_t b = s.data[0];

    if (is_letter(b)) {
        r->name_len = 0;
        r->numbered = false;
        r->minus = false;
        r->number = 0;
        return go(r, LP_RTF_NAME, 0);
    }
    if (b == '\'') {
        r->digit = -1;
        return go(r, LP_RTF_QUOTE, 1);
    }
    return got(
        r, b == '\\' || b == '{' || b == '}' ? LP_RTF_BYTE : LP_RTF_SYMBOL, b);
}

/* The control word is over: a space `b` belongs to it. */
static size_t
end_word(struct lp_rtf_scan *r, uint8_t b)
{
    static const struct lp_slice none = {0};

    r->word = lp_rtf_word(r->name_len > LP_RTF_WORD_MAX
                              ? none
                              : (struct lp_slice){r->name, r->name_len});
    r->n = r->minus ? -(int32_t)r->number : (int32_t)r->number;
    (void)got(r, LP_RTF_WORD, b);
    if (r->word->does == LP_RTF_BINARY && r->n > 0) {
        r->bytes = (uint32_t)r->n;
        r->state = LP_RTF_BYTES;
    }
    return b == ' ' ? 1 : 0;
}

static size_t
in_name(struct lp_rtf_scan *r, struct lp_slice s)
{
    uint8_t b = s.data[0];

    if (is_letter(b)) {
        if (r->name_len < sizeof r->name) {
            r->name[r->name_len] = b;
        }
        r->name_len += r->name_len <= sizeof r->name ? 1 : 0;
        return 1;
    }
    if (b == '-') {
        r->minus = true;
        return go(r, LP_RTF_MINUS, 1);
    }
    return b >= '0' && b <= '9' ? go(r, LP_RTF_NUMBER, 0) : end_word(r, b);
}

static size_t
in_number(struct lp_rtf_scan *r, struct lp_slice s)
{
    uint8_t b = s.data[0];

    if (b < '0' || b > '9') {
        return end_word(r, b);
    }
    r->numbered = true;
    r->number = r->number < 214748364 ? r->number * 10 + (uint32_t)(b - '0')
                                      : 0x7fffffff;
    return go(r, LP_RTF_NUMBER, 1);
}

static size_t
in_quote(struct lp_rtf_scan *r, struct lp_slice s)
{
    int digit = lp_text_digit(s.data[0]);

    if (digit < 0) {
        return go(r, LP_RTF_TEXT, 0);
    }
    if (r->digit < 0) {
        r->digit = digit;
        return 1;
    }
    return got(r, LP_RTF_BYTE, (uint8_t)(r->digit << 4 | digit));
}

static size_t
in_bytes(struct lp_rtf_scan *r, struct lp_slice s)
{
    size_t n = s.len < r->bytes ? s.len : r->bytes;

    r->bytes -= (uint32_t)n;
    return r->bytes == 0 ? go(r, LP_RTF_TEXT, n) : n;
}

/* Each is given one byte or more, and says how many it used: none only if it
 * has gone to another state, and never in a circle. */
static size_t (*const states[])(struct lp_rtf_scan *, struct lp_slice) = {
    [LP_RTF_BEFORE] = in_before, [LP_RTF_TEXT] = in_text,
    [LP_RTF_SLASH] = in_slash,   [LP_RTF_NAME] = in_name,
    [LP_RTF_MINUS] = in_number,  [LP_RTF_NUMBER] = in_number,
    [LP_RTF_QUOTE] = in_quote,   [LP_RTF_BYTES] = in_bytes,
};

size_t
lp_rtf_scan(struct lp_rtf_scan *r, struct lp_slice s)
{
    size_t n = 0;

    r->token = LP_RTF_CUT;
    while (n < s.len && r->token == LP_RTF_CUT) {
        n += states[r->state](r, lp_slice_from(s, n));
    }
    return n;
}

void
lp_rtf_scan_end(struct lp_rtf_scan *r)
{
    r->token = LP_RTF_CUT;
    if (r->state == LP_RTF_NAME || r->state == LP_RTF_MINUS ||
        r->state == LP_RTF_NUMBER) {
        (void)end_word(r, 0);
    }
}
