#include "bundle/quoting_told.h"

enum {
    FLAG_MARKUP = 1,
    FLAG_QUOTES = 2,
};

void
lp_quoting_out_clear(struct lp_quoting_out *o)
{
    lp_buf_clear(&o->said);
    lp_buf_clear(&o->quotes);
    o->n = 0;
    o->passed_over = 0;
}

void
lp_quoting_out_release(struct lp_quoting_out *o)
{
    lp_buf_release(&o->said);
    lp_buf_release(&o->quotes);
    *o = (struct lp_quoting_out){0};
}

static void
put_key(struct lp_buf *to, uint64_t print)
{
    lp_buf_le32(to, (uint32_t)print);
    lp_buf_byte(to, (uint8_t)(print >> 32));
}

uint64_t
lp_quote_key(const uint8_t bytes[LP_QUOTE_KEY_SIZE])
{
    return lp_get_le32(bytes) | (uint64_t)bytes[4] << 32;
}

void
lp_quoting_out_said(struct lp_quoting_out *o, uint64_t print)
{
    if (o->said.len < LP_QUOTE_SAID_MAX * LP_QUOTE_KEY_SIZE) {
        put_key(&o->said, print);
    }
}

void
lp_quoting_out_quote(struct lp_quoting_out *o, const struct lp_quote *q)
{
    if (o->n == LP_QUOTES_MAX || o->quotes.len >= LP_QUOTES_BYTES_MAX) {
        o->passed_over += o->passed_over < UINT32_MAX ? 1 : 0;
        return;
    }
    o->n++;
    lp_buf_le16(&o->quotes, (uint16_t)q->by.len);
    lp_buf_put(&o->quotes, q->by);
    lp_buf_le32(&o->quotes, q->letters);
    lp_buf_byte(&o->quotes, (uint8_t)q->pieces);
    for (unsigned i = 0; i < q->pieces; i++) {
        lp_buf_byte(&o->quotes, (uint8_t)q->piece[i].n);
        for (unsigned k = 0; k < q->piece[i].n; k++) {
            put_key(&o->quotes, q->piece[i].key[k]);
        }
    }
}

enum lp_code
lp_quoting_out_end(const struct lp_quoting_out *o, bool markup, bool quotes,
                   struct lp_buf *to, struct lp_err *err)
{
    enum lp_code rc;

    LP_TRY(lp_buf_check(&o->said, err));
    LP_TRY(lp_buf_check(&o->quotes, err));
    lp_buf_byte(
        to, (uint8_t)((markup ? FLAG_MARKUP : 0) | (quotes ? FLAG_QUOTES : 0)));
    lp_buf_le32(to, o->passed_over);
    lp_buf_le32(to, (uint32_t)o->said.len);
    lp_buf_put(to, lp_buf_slice(&o->said));
    lp_buf_put(to, lp_buf_slice(&o->quotes));
    rc = lp_buf_check(to, err);

done:
    return rc;
}

bool
lp_quoting_read(struct lp_quoting_told *t, struct lp_slice bytes)
{
    struct lp_cursor c = lp_cursor_over(bytes);
    unsigned flags;
    uint32_t n;

    *t = (struct lp_quoting_told){0};
    if (bytes.len == 0) {
        return true;
    }
    flags = lp_cursor_u8(&c);
    t->markup = (flags & FLAG_MARKUP) != 0;
    t->quotes = (flags & FLAG_QUOTES) != 0;
    t->passed_over = lp_cursor_le32(&c);
    n = lp_cursor_le32(&c);
    t->said = lp_cursor_take(&c, n);
    t->rest = c;
    return !c.failed && (flags & ~(unsigned)(FLAG_MARKUP | FLAG_QUOTES)) == 0 &&
           n % LP_QUOTE_KEY_SIZE == 0;
}

static bool
take_piece(struct lp_cursor *c, struct lp_quote_piece *p)
{
    p->n = lp_cursor_u8(c);
    if (p->n == 0 || p->n > LP_QUOTE_KEYS_MAX) {
        c->failed = true;
        return false;
    }
    for (unsigned i = 0; i < p->n; i++) {
        struct lp_slice key = lp_cursor_take(c, LP_QUOTE_KEY_SIZE);

        p->key[i] = c->failed ? 0 : lp_quote_key(key.data);
    }
    return !c->failed;
}

bool
lp_quoting_next(struct lp_quoting_told *t, struct lp_quote *q)
{
    struct lp_cursor *c = &t->rest;
    uint16_t len;

    *q = (struct lp_quote){0};
    if (c->rest.len == 0 || c->failed) {
        return false;
    }
    len = lp_cursor_le16(c);
    q->by = lp_cursor_take(c, len);
    q->letters = lp_cursor_le32(c);
    q->pieces = lp_cursor_u8(c);
    if (len > LP_QUOTE_BY_MAX || q->pieces == 0 ||
        q->pieces > LP_QUOTE_PIECES_MAX) {
        c->failed = true;
    }
    for (unsigned i = 0; i < q->pieces && !c->failed; i++) {
        (void)take_piece(c, &q->piece[i]);
    }
    return !c->failed;
}
