#include "formats/rtf_hex.h"

#include <stdlib.h>

#include "base/text.h"
#include "formats/rule.h"

#define OUT_MAX 16384
#define WORD_MAX 8
#define NUMBER_MAX 214748364u

enum state { DATA, SLASH, WORD, NUMBER, BYTES };

struct hex {
    struct lp_source from;
    struct lp_feed feed;
    uint64_t at; /* where it begins */
    enum state state;
    int high;       /* the first of two digits, or -1 */
    unsigned depth; /* of groups that are passed over */
    char word[WORD_MAX];
    size_t len;
    uint32_t number;
    bool minus;
    uint8_t out[OUT_MAX];
    size_t n;
};

static bool
is_letter(uint8_t b)
{
    return (b | 0x20) >= 'a' && (b | 0x20) <= 'z';
}

/* What is no data: true if it was understood. */
static bool
in_data(struct hex *h, uint8_t b)
{
    int digit = lp_text_digit(b);

    if (b == '\\') {
        h->state = SLASH;
    } else if (b == '{') {
        h->depth++;
    } else if (b == '}' && h->depth > 0) {
        h->depth--;
    } else if (h->depth > 0 || b == ' ' || (b >= '\t' && b <= '\r')) {
        return true;
    } else if (digit < 0) {
        return false;
    } else if (h->high < 0) {
        h->high = digit;
    } else {
        h->out[h->n++] = (uint8_t)(h->high << 4 | digit);
        h->high = -1;
    }
    return true;
}

/* The control word has ended before `b`: true if that was its own space. */
static bool
end_word(struct hex *h, uint8_t b)
{
    bool bin = h->len == 3 && memcmp(h->word, "bin", 3) == 0;

    h->state = bin && !h->minus && h->number > 0 ? BYTES : DATA;
    return b == ' ';
}

/* One byte, in whatever state. */
static bool
step(struct hex *h, uint8_t b)
{
    switch (h->state) {
    case SLASH:
        h->len = 0;
        h->number = 0;
        h->minus = false;
        h->state = is_letter(b) ? WORD : DATA;
        if (h->state == DATA) {
            return h->depth > 0 || b != '\'';
        }
        break;
    case WORD:
        if (!is_letter(b)) {
            h->state = NUMBER;
            h->minus = b == '-';
            return h->minus || step(h, b);
        }
        break;
    case NUMBER:
        if (b >= '0' && b <= '9') {
            h->number = h->number < NUMBER_MAX
                            ? h->number * 10 + (uint32_t)(b - '0')
                            : INT32_MAX;
            return true;
        }
        return end_word(h, b) || step(h, b);
    case BYTES:
        if (h->depth == 0) {
            h->out[h->n++] = b;
        }
        h->state = --h->number == 0 ? DATA : BYTES;
        return true;
    default:
        return in_data(h, b);
    }
    if (h->len < WORD_MAX) {
        h->word[h->len] = (char)b;
    }
    h->len++;
    return true;
}

/* Read some of what can be seen, until something came out or all is over. */
static enum lp_code
hex_pull(struct lp_source *s, struct lp_piece *out, struct lp_err *err)
{
    struct hex *h = s->self;
    struct lp_piece p = {0};
    enum lp_code rc;

    h->n = 0;
    do {
        LP_TRY(lp_feed_peek(&h->feed, &p, err));
        p.bytes = lp_slice_head(p.bytes, OUT_MAX);
        for (size_t i = 0; i < p.bytes.len; i++) {
            if (!step(h, p.bytes.data[i])) {
                return lp_fail_at(err, LP_E_FORMAT, LP_RULE_RTF_OBJECT,
                                  h->at + h->feed.at + i,
                                  "rtf: data that is no hexadecimal");
            }
        }
        lp_feed_took(&h->feed, p.bytes.len);
    } while (p.bytes.len > 0 && h->n == 0);
    if (p.bytes.len == 0 && (h->state == BYTES || h->high >= 0)) {
        return lp_fail_at(err, LP_E_FORMAT, LP_RULE_RTF_OBJECT,
                          h->at + h->feed.at,
                          "rtf: data that ends inside a byte");
    }
    out->bytes = (struct lp_slice){h->out, h->n};

done:
    return rc;
}

static void
hex_release(struct lp_source *s)
{
    struct hex *h = s->self;

    lp_source_release(&h->from);
    free(h);
}

static const struct lp_source_ops hex_ops = {hex_pull, hex_release};

enum lp_code
lp_rtf_hex(struct lp_source *out, struct lp_view *v, uint64_t at, uint64_t end,
           struct lp_err *err)
{
    struct hex *h = malloc(sizeof *h);
    enum lp_code rc;

    if (h == NULL) {
        return lp_no_memory(err);
    }
    *h = (struct hex){.at = at, .high = -1};
    rc = lp_source_range(&h->from, v, at, end - at, err);
    if (rc != LP_OK) {
        free(h);
        return rc;
    }
    h->feed.from = &h->from;
    *out = (struct lp_source){&hex_ops, h};
    return LP_OK;
}
