#include "formats/chunked.h"

#include "base/text.h"
#include "formats/rule.h"

#define LINE_MAX 4096

static enum lp_code
broken(const struct lp_chunked *c, struct lp_err *err)
{
    return lp_fail_at(err, LP_E_FORMAT, LP_RULE_WARC_HTTP, c->feed.at,
                      "http: a chunk is broken");
}

bool
lp_chunked_begins(struct lp_slice head)
{
    size_t n = 0;

    while (n < head.len && lp_text_digit(head.data[n]) >= 0) {
        n++;
    }
    if (n == 0) {
        return false;
    }
    while (n < head.len && (head.data[n] == ' ' || head.data[n] == '\t')) {
        n++;
    }
    return n == LP_CHUNKED_HEAD ||
           (n < head.len && (head.data[n] == '\r' || head.data[n] == '\n' ||
                             head.data[n] == ';'));
}

/* One byte; at the end of all it is broken. */
static enum lp_code
take_byte(struct lp_chunked *c, uint8_t *b, struct lp_err *err)
{
    size_t got;
    enum lp_code rc = lp_feed_copy(&c->feed, b, 1, &got, err);

    return rc == LP_OK && got == 0 ? broken(c, err) : rc;
}

/* `*size` of the chunk whose line is at hand; what stands behind the number is
 * passed over. */
static enum lp_code
take_size(struct lp_chunked *c, uint64_t *size, struct lp_err *err)
{
    uint8_t b = 0;
    unsigned digits = 0;
    bool number = true;
    enum lp_code rc;

    *size = 0;
    for (size_t i = 0; b != '\n'; i++) {
        int digit;

        LP_TRY(take_byte(c, &b, err));
        digit = number ? lp_text_digit(b) : -1;
        number = digit >= 0;
        if (number) {
            *size = *size << 4 | (unsigned)digit;
            digits++;
        }
        if (digits > 15 || i > LINE_MAX) {
            return broken(c, err);
        }
    }
    rc = digits == 0 ? broken(c, err) : LP_OK;

done:
    return rc;
}

/* What may follow the last chunk, to the blank line. Some servers leave that
 * out. */
static enum lp_code
take_trailer(struct lp_chunked *c, struct lp_err *err)
{
    size_t line = 0;
    bool blank = false;
    enum lp_code rc = LP_OK;

    while (!blank) {
        struct lp_piece p;

        LP_TRY(lp_feed_peek(&c->feed, &p, err));
        if (p.bytes.len == 0) {
            break;
        }
        blank = p.bytes.data[0] == '\n' && line == 0;
        line = p.bytes.data[0] == '\n'   ? 0
               : p.bytes.data[0] == '\r' ? line
                                         : line + 1;
        lp_feed_took(&c->feed, 1);
    }

done:
    return rc;
}

/* From the end of one chunk to the bytes of the next. */
static enum lp_code
take_chunk(struct lp_chunked *c, struct lp_err *err)
{
    uint8_t b = '\n';
    enum lp_code rc = LP_OK;

    if (c->begun) {
        LP_TRY(take_byte(c, &b, err));
        if (b == '\r') {
            LP_TRY(take_byte(c, &b, err));
        }
    }
    if (b != '\n') {
        return broken(c, err);
    }
    c->begun = true;
    LP_TRY(take_size(c, &c->left, err));
    c->over = c->left == 0;
    if (c->over) {
        LP_TRY(take_trailer(c, err));
    }

done:
    return rc;
}

static enum lp_code
chunked_pull(struct lp_source *s, struct lp_piece *out, struct lp_err *err)
{
    struct lp_chunked *c = s->self;
    enum lp_code rc = LP_OK;

    if (c->left == 0 && !c->over) {
        LP_TRY(take_chunk(c, err));
    }
    if (c->over) {
        return LP_OK;
    }
    LP_TRY(lp_feed_peek(&c->feed, out, err));
    if (out->bytes.len == 0) {
        return broken(c, err);
    }
    if (out->bytes.len > c->left) {
        out->bytes.len = (size_t)c->left;
    }
    c->left -= out->bytes.len;
    lp_feed_took(&c->feed, out->bytes.len);

done:
    return rc;
}

static const struct lp_source_ops chunked_ops = {.pull = chunked_pull};

struct lp_source
lp_chunked_source(struct lp_chunked *c)
{
    return (struct lp_source){.ops = &chunked_ops, .self = c};
}
