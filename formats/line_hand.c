#include "formats/line_hand.h"

#include <string.h>

enum lp_code
lp_line_hand_open(struct lp_line_hand *h, struct lp_view *v, uint64_t at,
                  uint64_t end, struct lp_err *err)
{
    h->base = at;
    h->feed = (struct lp_feed){.from = &h->from};
    return lp_source_range(&h->from, v, at, end - at, err);
}

/* How much of `s` stands before the end of a line. */
static size_t
before_end(struct lp_slice s)
{
    const uint8_t *lf = memchr(s.data, '\n', s.len);
    size_t n = lf == NULL ? s.len : (size_t)(lf - s.data);
    const uint8_t *cr = memchr(s.data, '\r', n);

    return cr == NULL ? n : (size_t)(cr - s.data);
}

/* The end of the line at hand. */
static enum lp_code
take_end(struct lp_line_hand *h, struct lp_err *err)
{
    struct lp_piece p;
    bool cr;
    enum lp_code rc;

    LP_TRY(lp_feed_peek(&h->feed, &p, err));
    cr = p.bytes.data[0] == '\r';
    lp_feed_took(&h->feed, 1);
    if (cr) {
        LP_TRY(lp_feed_peek(&h->feed, &p, err));
        lp_feed_took(&h->feed,
                     p.bytes.len > 0 && p.bytes.data[0] == '\n' ? 1 : 0);
    }

done:
    return rc;
}

enum lp_code
lp_line_hand_take(struct lp_line_hand *h, struct lp_hand_line *out,
                  struct lp_err *err)
{
    struct lp_piece p;
    size_t len = 0;
    enum lp_code rc;

    *out = (struct lp_hand_line){.at = h->base + h->feed.at};
    for (;;) {
        size_t n;
        size_t room = sizeof h->line - len;

        LP_TRY(lp_feed_peek(&h->feed, &p, err));
        if (p.bytes.len == 0) {
            out->none = h->base + h->feed.at == out->at;
            break;
        }
        n = before_end(p.bytes);
        out->cut = out->cut || n > room;
        room = n < room ? n : room;
        memcpy(h->line + len, p.bytes.data, room);
        len += room;
        lp_feed_took(&h->feed, n);
        if (n < p.bytes.len) {
            LP_TRY(take_end(h, err));
            break;
        }
    }
    out->text = (struct lp_slice){h->line, len};
    out->end = h->base + h->feed.at;

done:
    return rc;
}

void
lp_line_hand_release(struct lp_line_hand *h)
{
    lp_source_release(&h->from);
    h->feed = (struct lp_feed){0};
}
