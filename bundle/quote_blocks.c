#include "bundle/quote_blocks.h"

#include <string.h>

static void
keep(struct lp_quote_blocks *b, enum lp_code rc, const struct lp_err *err)
{
    if (rc != LP_OK && b->why.code == LP_OK) {
        b->why = *err;
        b->why.code = rc;
    }
}

static void
on_said(void *who, const struct lp_winnow_print *print)
{
    struct lp_quote_blocks *b = who;

    lp_quoting_out_said(&b->out, print->key);
}

/* Keep the least, each once, in order. */
static void
on_piece(void *who, const struct lp_winnow_print *print)
{
    struct lp_quote_blocks *b = who;
    unsigned at = b->least_n;

    while (at > 0 && b->least[at - 1] >= print->key) {
        at--;
    }
    if (at == LP_QUOTE_KEYS_MAX ||
        (at < b->least_n && b->least[at] == print->key)) {
        return;
    }
    b->least_n += b->least_n < LP_QUOTE_KEYS_MAX ? 1 : 0;
    for (unsigned i = b->least_n - 1; i > at; i--) {
        b->least[i] = b->least[i - 1];
    }
    b->least[at] = print->key;
}

enum lp_code
lp_quote_blocks_begin(struct lp_quote_blocks *b, struct lp_err *err)
{
    b->why = (struct lp_err){0};
    b->in_piece = false;
    b->link = false;
    b->quoted = 0;
    for (unsigned d = 0; d < LP_QUOTE_DEPTHS; d++) {
        b->of[d].open = false;
    }
    lp_quoting_out_clear(&b->out);
    return lp_letters_begin(&b->said, err);
}

enum lp_quote_to
lp_quote_blocks_at(struct lp_quote_blocks *b, unsigned depth)
{
    struct lp_err err = {0};

    if (depth == 0 && !b->of[0].open) {
        return LP_QUOTE_TO_SAID;
    }
    if (depth >= LP_QUOTE_DEPTHS || !b->of[depth].open || b->of[depth].ended) {
        return LP_QUOTE_TO_NOBODY;
    }
    if (!b->in_piece || b->piece_depth != depth) {
        lp_quote_blocks_end_piece(b);
        b->least_n = 0;
        b->in_piece = true;
        b->piece_depth = depth;
        keep(b, lp_letters_begin(&b->piece, &err), &err);
    }
    return b->why.code == LP_OK ? LP_QUOTE_TO_PIECE : LP_QUOTE_TO_NOBODY;
}

void
lp_quote_blocks_end_piece(struct lp_quote_blocks *b)
{
    struct lp_quote *to = &b->of[b->piece_depth].quote;
    struct lp_err err = {0};
    uint64_t letters;

    if (!b->in_piece || b->why.code != LP_OK) {
        return;
    }
    letters = lp_letters_end(&b->piece, on_piece, b);
    keep(b, lp_letters_check(&b->piece, &err), &err);
    to->letters += letters < UINT32_MAX - to->letters
                       ? (uint32_t)letters
                       : UINT32_MAX - to->letters;
    if (letters >= LP_QUOTE_LETTERS_MIN && to->pieces < LP_QUOTE_PIECES_MAX) {
        struct lp_quote_piece *p = &to->piece[to->pieces++];

        p->n = b->least_n;
        memcpy(p->key, b->least, sizeof p->key);
    }
    b->in_piece = false;
}

void
lp_quote_blocks_close(struct lp_quote_blocks *b, unsigned depth)
{
    if (b->in_piece && b->piece_depth >= depth) {
        lp_quote_blocks_end_piece(b);
    }
    for (unsigned d = depth; d < LP_QUOTE_DEPTHS; d++) {
        struct lp_quote_block *one = &b->of[d];

        if (one->open && one->quote.pieces > 0) {
            one->quote.by.data = one->by;
            lp_quoting_out_quote(&b->out, &one->quote);
        }
        one->open = false;
    }
}

void
lp_quote_blocks_open(struct lp_quote_blocks *b, unsigned depth,
                     struct lp_slice by)
{
    struct lp_quote_block *one = &b->of[depth];
    size_t n = by.len < LP_QUOTE_BY_MAX ? by.len : LP_QUOTE_BY_MAX;

    lp_quote_blocks_close(b, depth);
    while (n > 0 && n < by.len && (by.data[n] & 0xc0) == 0x80) {
        n--; /* no part of a character */
    }
    one->open = true;
    one->ended = false;
    one->quote = (struct lp_quote){.by = {one->by, n}};
    if (n > 0) {
        memcpy(one->by, by.data, n);
    }
}

void
lp_quote_blocks_skip(struct lp_quote_blocks *b, unsigned depth)
{
    lp_quote_blocks_end_piece(b);
    if (depth < LP_QUOTE_DEPTHS) {
        b->of[depth].ended = true;
    }
}

static bool
ends_link(uint8_t c)
{
    return c <= ' ' || c == '>' || c == '<' || c == '"' || c == ')';
}

/* Where an address of the web begins. Programs that make plain text of markup
 * put them in, so they are no letters of a text. */
static size_t
find_link(struct lp_slice s)
{
    for (size_t at = 0; at + 7 < s.len; at++) {
        const uint8_t *h = memchr(s.data + at, 'h', s.len - at);
        struct lp_slice rest;

        if (h == NULL) {
            break;
        }
        at = (size_t)(h - s.data);
        rest = lp_slice_from(s, at);
        if (lp_slice_begins(rest, lp_slice_str("http://")) ||
            lp_slice_begins(rest, lp_slice_str("https://"))) {
            return at;
        }
    }
    return s.len;
}

static void
feed(struct lp_quote_blocks *b, enum lp_quote_to to, struct lp_slice text)
{
    if (to == LP_QUOTE_TO_SAID) {
        lp_letters_feed(&b->said, text, on_said, b);
    } else {
        lp_letters_feed(&b->piece, text, on_piece, b);
    }
}

/* More of a line, or of lines. */
void
lp_quote_blocks_put(struct lp_quote_blocks *b, enum lp_quote_to to,
                    struct lp_slice text)
{
    if (to != LP_QUOTE_TO_SAID) {
        b->quoted += text.len;
    }
    while (to != LP_QUOTE_TO_NOBODY && text.len > 0 && b->why.code == LP_OK) {
        size_t n = 0;

        if (b->link) {
            while (n < text.len && !ends_link(text.data[n])) {
                n++;
            }
            b->link = n == text.len;
            text = lp_slice_from(text, n);
            continue;
        }
        n = find_link(text);
        b->link = n < text.len;
        feed(b, to, lp_slice_head(text, n));
        text = lp_slice_from(text, n);
    }
}

void
lp_quote_blocks_end_line(struct lp_quote_blocks *b, enum lp_quote_to to)
{
    b->link = false;
    if (to != LP_QUOTE_TO_NOBODY) {
        feed(b, to, lp_slice_str("\n"));
    }
}

enum lp_code
lp_quote_blocks_end(struct lp_quote_blocks *b, struct lp_err *err)
{
    enum lp_code rc;

    lp_quote_blocks_close(b, 0);
    (void)lp_letters_end(&b->said, on_said, b);
    rc = lp_letters_check(&b->said, err);
    if (rc == LP_OK && b->why.code != LP_OK) {
        *err = b->why;
        rc = b->why.code;
    }
    return rc;
}

void
lp_quote_blocks_release(struct lp_quote_blocks *b)
{
    lp_letters_release(&b->said);
    lp_letters_release(&b->piece);
    lp_quoting_out_release(&b->out);
    *b = (struct lp_quote_blocks){0};
}
