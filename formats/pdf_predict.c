#include "formats/pdf_predict.h"

#include <stdlib.h>
#include <string.h>

#include "formats/rule.h"

#define ROW_MAX ((size_t)1 << 20)

struct lp_pdf_predict {
    bool png;
    size_t pixel; /* bytes to the left neighbour */
    size_t row;   /* bytes in a row, without the tag of PNG */
    size_t have;  /* of the row that is read, with the tag */
    size_t given; /* of the row that is done */
    size_t done;  /* bytes in it */
    uint8_t tag;
    uint8_t *now;
    uint8_t *above;
};

enum lp_code
lp_pdf_predict_new(struct lp_pdf_predict **out, unsigned predictor,
                   unsigned colors, unsigned bits, unsigned columns,
                   struct lp_err *err)
{
    struct lp_pdf_predict *p;
    uint64_t row = ((uint64_t)colors * bits * columns + 7) / 8;

    if (colors == 0 || colors > 32 || bits == 0 || bits > 16 || row == 0 ||
        row > ROW_MAX || (predictor == 2 && bits != 8)) {
        return lp_fail_at(err, LP_E_FORMAT, LP_RULE_PDF_STREAM, 0,
                          "pdf: a predictor with impossible rows");
    }
    p = calloc(1, sizeof *p);
    if (p == NULL) {
        return lp_no_memory(err);
    }
    p->png = predictor >= 10;
    p->row = (size_t)row;
    p->pixel = (colors * bits + 7) / 8;
    p->now = calloc(1, p->row);
    p->above = calloc(1, p->row);
    if (p->now == NULL || p->above == NULL) {
        lp_pdf_predict_free(p);
        return lp_no_memory(err);
    }
    *out = p;
    return LP_OK;
}

void
lp_pdf_predict_free(struct lp_pdf_predict *p)
{
    if (p != NULL) {
        free(p->now);
        free(p->above);
        free(p);
    }
}

static uint8_t
paeth(uint8_t a, uint8_t b, uint8_t c)
{
    int p = a + b - c;
    int pa = abs(p - a);
    int pb = abs(p - b);
    int pc = abs(p - c);

    if (pa <= pb && pa <= pc) {
        return a;
    }
    return pb <= pc ? b : c;
}

/* Undo the row of `n` bytes in `now`. */
static void
undo(struct lp_pdf_predict *p, size_t n)
{
    unsigned tag = p->png ? p->tag : 1;

    for (size_t i = 0; i < n && tag != 0; i++) {
        bool first = i < p->pixel;
        uint8_t left = first ? 0 : p->now[i - p->pixel];
        uint8_t up = p->above[i];
        uint8_t corner = first ? 0 : p->above[i - p->pixel];
        unsigned add = 0;

        switch (tag) {
        case 1:
            add = left;
            break;
        case 2:
            add = up;
            break;
        case 3:
            add = ((unsigned)left + up) / 2;
            break;
        case 4:
            add = paeth(left, up, corner);
            break;
        default:
            break;
        }
        p->now[i] = (uint8_t)(p->now[i] + add);
    }
}

static void
end_row(struct lp_pdf_predict *p, size_t n)
{
    uint8_t *done = p->now;

    undo(p, n);
    p->now = p->above;
    p->above = done;
    p->done = n;
    p->given = 0;
    p->have = 0;
}

static void
fill(struct lp_pdf_predict *p, struct lp_slice *in)
{
    size_t tag = p->png ? 1 : 0;
    size_t n;

    if (p->png && p->have == 0 && in->len > 0) {
        p->tag = in->data[0];
        *in = lp_slice_from(*in, 1);
        p->have = 1;
    }
    if (in->len == 0) {
        return;
    }
    n = p->row + tag - p->have;
    n = n < in->len ? n : in->len;
    memcpy(p->now + p->have - tag, in->data, n);
    *in = lp_slice_from(*in, n);
    p->have += n;
}

size_t
lp_pdf_predict(struct lp_pdf_predict *p, struct lp_slice *in, uint8_t *out,
               size_t room, bool last)
{
    size_t tag = p->png ? 1 : 0;
    size_t put = 0;

    for (;;) {
        size_t n = p->done - p->given;

        n = n < room - put ? n : room - put;
        memcpy(out + put, p->above + p->given, n);
        put += n;
        p->given += n;
        if (put == room) {
            return put;
        }
        fill(p, in);
        if (p->have == p->row + tag || (last && p->have > tag)) {
            end_row(p, p->have - tag);
        } else {
            return put;
        }
    }
}
