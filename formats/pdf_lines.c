#include "formats/pdf_lines.h"

#include <string.h>

#define BLANK_AHEAD 0.2
#define BLANK_BACK 1.0
#define LINE_ACROSS 0.5

void
lp_pdf_lines_flush(struct lp_pdf_lines *l)
{
    if (l->n > 0) {
        l->sink.text(l->sink.who, (struct lp_slice){l->bytes, l->n});
        l->n = 0;
    }
}

static void
put(struct lp_pdf_lines *l, struct lp_slice s)
{
    if (s.len > sizeof l->bytes - l->n) {
        lp_pdf_lines_flush(l);
    }
    memcpy(l->bytes + l->n, s.data, s.len);
    l->n += s.len;
}

void
lp_pdf_lines_put(struct lp_pdf_lines *l, struct lp_slice utf8)
{
    for (size_t i = 0; i < utf8.len; i++) {
        /* A character is counted at its first byte. */
        if (utf8.data[i] != ' ' && (utf8.data[i] & 0xc0) != 0x80) {
            l->characters++;
        }
    }
    if (utf8.len > 0) {
        put(l, utf8);
    }
}

void
lp_pdf_lines_move(struct lp_pdf_lines *l, struct lp_pdf_point at,
                  struct lp_pdf_point em, struct lp_pdf_point up)
{
    double dx = at.x - l->end.x;
    double dy = at.y - l->end.y;
    double square = em.x * em.x + em.y * em.y;
    double high = up.x * up.x + up.y * up.y;
    double along;
    double across;

    if (!l->placed) {
        l->placed = true;
        return;
    }
    if (!(square > 1e-12) || !(square < 1e24)) {
        /* Text without a size has no distances. */
        square = 1;
        em = (struct lp_pdf_point){1, 0};
    }
    if (!(high > 1e-12) || !(high < 1e24)) {
        high = square;
    }
    /* In em: the projection on the line, and the distance from it. */
    along = (dx * em.x + dy * em.y) / square;
    across = (dx * em.y - dy * em.x) * (dx * em.y - dy * em.x) / square;
    if (!(across <= LINE_ACROSS * LINE_ACROSS * high)) {
        put(l, (struct lp_slice){(const uint8_t *)"\n", 1});
    } else if (!(along <= BLANK_AHEAD) || along < -BLANK_BACK) {
        put(l, (struct lp_slice){(const uint8_t *)" ", 1});
    }
}

void
lp_pdf_lines_end(struct lp_pdf_lines *l, struct lp_pdf_point at)
{
    l->end = at;
}

void
lp_pdf_lines_page(struct lp_pdf_lines *l)
{
    if (l->placed) {
        put(l, (struct lp_slice){(const uint8_t *)"\n", 1});
    }
    lp_pdf_lines_flush(l);
    l->placed = false;
    if (l->sink.page != NULL) {
        l->sink.page(l->sink.who);
    }
}
