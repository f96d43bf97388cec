#include "formats/pdf_filter.h"

#include <stdlib.h>
#include <string.h>
#define ZLIB_CONST
#include <zlib.h>

#include "formats/pdf_predict.h"

#define OUT_SIZE ((size_t)16 * 1024)
#define CODES 4096

struct lzw {
    uint32_t bits;
    unsigned held;  /* bits in `bits` */
    unsigned width; /* of the next code */
    unsigned next;  /* code that will be defined */
    unsigned last;  /* code before, or CODES */
    bool late;
    uint16_t prefix[CODES];
    uint8_t suffix[CODES];
    uint8_t first[CODES];
    uint16_t length[CODES];
};

struct filter {
    struct lp_source under;
    struct lp_pdf_work *work;
    enum lp_pdf_coding coding;
    struct lp_slice in;
    bool dry;   /* nothing more comes from under it */
    bool ended; /* nothing more comes out */
    z_stream z;
    bool has_z;
    unsigned head; /* bytes of the zlib header that were seen */
    struct lzw *lzw;
    struct lp_pdf_predict *predict;
    unsigned count;  /* of digits that are held */
    uint32_t digits; /* HEX, A85 */
    size_t made;
    uint8_t out[OUT_SIZE];
};

enum lp_code
lp_pdf_work_take(struct lp_pdf_work *w, uint64_t n, struct lp_err *err)
{
    if (n > w->left) {
        w->left = 0;
        return lp_fail_at(err, LP_E_LIMIT, LP_RULE_LIMIT_RATIO, 0,
                          "pdf: unpacks to far more than its size");
    }
    w->left -= n;
    return LP_OK;
}

void
lp_pdf_work_broken(struct lp_pdf_work *w, enum lp_rule rule)
{
    if (w->broken == LP_RULE_NONE) {
        w->broken = rule;
    }
}

static void
break_off(struct filter *f, enum lp_rule rule)
{
    lp_pdf_work_broken(f->work, rule);
    f->ended = true;
}

static uint8_t
take(struct filter *f)
{
    uint8_t c = f->in.data[0];

    f->in.data++;
    f->in.len--;
    return c;
}

/*
 * Each step takes from `in` and adds to `out` until one of them is done, or
 * the stream has ended.
 */

/* The two bytes of the zlib header say nothing that is needed, and the check
 * at the end is wrong in many documents that every reader shows. */
static void
step_flate(struct filter *f)
{
    int status;

    while (f->head < 2 && f->in.len > 0) {
        f->head++;
        (void)take(f);
    }
    f->z.next_in = f->in.data;
    f->z.avail_in = (uInt)f->in.len;
    f->z.next_out = f->out + f->made;
    f->z.avail_out = (uInt)(OUT_SIZE - f->made);
    status = inflate(&f->z, Z_NO_FLUSH);
    f->in = lp_slice_from(f->in, f->in.len - f->z.avail_in);
    f->made = OUT_SIZE - f->z.avail_out;
    if (status == Z_STREAM_END) {
        f->ended = true;
    } else if (status != Z_OK && status != Z_BUF_ERROR) {
        break_off(f, LP_RULE_DEFLATE);
    } else if (f->dry && f->in.len == 0 && f->z.avail_out > 0) {
        break_off(f, LP_RULE_TRUNCATED);
    }
}

static void
lzw_clear(struct lzw *l)
{
    l->width = 9;
    l->next = 258;
    l->last = CODES;
}

static void
lzw_define(struct lzw *l, unsigned code)
{
    unsigned last = l->last;

    if (last == CODES || l->next >= CODES) {
        return;
    }
    l->prefix[l->next] = (uint16_t)last;
    l->first[l->next] = l->first[last];
    l->length[l->next] = (uint16_t)(l->length[last] + 1);
    l->suffix[l->next] = code == l->next ? l->first[last] : l->first[code];
    l->next++;
}

/* Put the bytes of `code`, for which there is room. */
static void
lzw_put(struct filter *f, unsigned code)
{
    const struct lzw *l = f->lzw;
    size_t n = l->length[code];

    for (size_t i = n; i > 0; i--) {
        f->out[f->made + i - 1] = l->suffix[code];
        code = l->prefix[code];
    }
    f->made += n;
}

static void
lzw_code(struct filter *f, unsigned code)
{
    struct lzw *l = f->lzw;
    unsigned ahead = l->late ? 0 : 1;

    if (code == 256) {
        lzw_clear(l);
        return;
    }
    if (code == 257) {
        f->ended = true;
        return;
    }
    if (code > l->next || (code == l->next && l->last == CODES) ||
        code >= CODES) {
        break_off(f, LP_RULE_PDF_STREAM);
        return;
    }
    lzw_define(l, code);
    if (code >= l->next) {
        break_off(f, LP_RULE_PDF_STREAM);
        return;
    }
    lzw_put(f, code);
    l->last = code;
    if (l->next + ahead >= 1U << l->width && l->width < 12) {
        l->width++;
    }
}

static void
step_lzw(struct filter *f)
{
    struct lzw *l = f->lzw;

    while (!f->ended && OUT_SIZE - f->made >= CODES) {
        while (l->held < l->width && f->in.len > 0) {
            l->bits = l->bits << 8 | take(f);
            l->held += 8;
        }
        if (l->held < l->width) {
            if (f->dry) {
                break_off(f, LP_RULE_TRUNCATED);
            }
            return;
        }
        l->held -= l->width;
        lzw_code(f, l->bits >> l->held & ((1U << l->width) - 1));
    }
}

static int
hex_digit(uint8_t c)
{
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    c |= 0x20;
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static void
step_hex(struct filter *f)
{
    while (!f->ended && f->made < OUT_SIZE && (f->in.len > 0 || f->dry)) {
        uint8_t c = f->in.len > 0 ? take(f) : '>';
        int d = hex_digit(c);

        if (d >= 0) {
            f->digits = f->digits << 4 | (uint32_t)d;
            f->count++;
        }
        if (f->count == 2 || (c == '>' && f->count == 1)) {
            f->digits = f->count == 1 ? f->digits << 4 : f->digits;
            f->out[f->made++] = (uint8_t)f->digits;
            f->count = 0;
            f->digits = 0;
        }
        f->ended = c == '>';
    }
}

/* The bytes of a group of f->count digits. */
static void
end_group(struct filter *f)
{
    unsigned n = f->count;
    uint32_t v = f->digits;

    for (unsigned i = n; i < 5; i++) {
        v = v * 85 + 84;
    }
    for (unsigned i = 0; i + 1 < n; i++) {
        f->out[f->made++] = (uint8_t)(v >> (24 - 8 * i));
    }
    f->count = 0;
    f->digits = 0;
}

static void
step_a85(struct filter *f)
{
    while (!f->ended && OUT_SIZE - f->made >= 4 && (f->in.len > 0 || f->dry)) {
        uint8_t c = f->in.len > 0 ? take(f) : '~';

        if (c == 'z' && f->count == 0) {
            memset(f->out + f->made, 0, 4);
            f->made += 4;
        } else if (c >= '!' && c <= 'u') {
            f->digits = f->digits * 85 + (uint32_t)(c - '!');
            f->count++;
            if (f->count == 5) {
                end_group(f);
            }
        } else if (c == '~') {
            end_group(f);
            f->ended = true;
        }
    }
}

/* A run is begun by its length: `count` bytes as they are, or `digits` copies
 * of one. */
static void
step_runs(struct filter *f)
{
    while (!f->ended && OUT_SIZE - f->made >= 128) {
        if (f->in.len == 0) {
            if (f->dry) {
                break_off(f, LP_RULE_TRUNCATED);
            }
            return;
        }
        if (f->count > 0) {
            f->out[f->made++] = take(f);
            f->count--;
        } else if (f->digits > 0) {
            memset(f->out + f->made, take(f), f->digits);
            f->made += f->digits;
            f->digits = 0;
        } else {
            uint8_t n = take(f);

            f->ended = n == 128;
            f->count = n < 128 ? n + 1U : 0;
            f->digits = n > 128 ? 257U - n : 0;
        }
    }
}

static void
step_predicted(struct filter *f)
{
    size_t room = OUT_SIZE - f->made;

    f->made +=
        lp_pdf_predict(f->predict, &f->in, f->out + f->made, room, f->dry);
    f->ended = f->dry && f->in.len == 0 && f->made < OUT_SIZE;
}

static void
step(struct filter *f)
{
    static void (*const steps[])(struct filter *) = {
        [LP_PDF_FLATE] = step_flate, [LP_PDF_LZW] = step_lzw,
        [LP_PDF_HEX] = step_hex,     [LP_PDF_A85] = step_a85,
        [LP_PDF_RUNS] = step_runs,   [LP_PDF_PREDICTED] = step_predicted,
    };

    steps[f->coding](f);
}

static enum lp_code
filter_pull(struct lp_source *s, struct lp_piece *out, struct lp_err *err)
{
    struct filter *f = s->self;
    struct lp_piece p;
    enum lp_code rc = LP_OK;

    f->made = 0;
    while (f->made == 0 && !f->ended) {
        if (f->in.len == 0 && !f->dry) {
            LP_TRY(lp_source_pull(&f->under, &p, err));
            f->in = p.bytes;
            f->dry = p.bytes.len == 0;
        }
        step(f);
    }
    LP_TRY(lp_pdf_work_take(f->work, f->made, err));
    *out = (struct lp_piece){{f->out, f->made}, NULL};

done:
    return rc;
}

static void
filter_free(struct filter *f)
{
    if (f->has_z) {
        (void)inflateEnd(&f->z);
    }
    lp_pdf_predict_free(f->predict);
    free(f->lzw);
    free(f);
}

static void
filter_release(struct lp_source *s)
{
    struct filter *f = s->self;

    lp_source_release(&f->under);
    filter_free(f);
}

static const struct lp_source_ops filter_ops = {filter_pull, filter_release};

static enum lp_code
ready_lzw(struct filter *f, bool late, struct lp_err *err)
{
    f->lzw = calloc(1, sizeof *f->lzw);
    if (f->lzw == NULL) {
        return lp_no_memory(err);
    }
    f->lzw->late = late;
    for (unsigned i = 0; i < 256; i++) {
        f->lzw->suffix[i] = (uint8_t)i;
        f->lzw->first[i] = (uint8_t)i;
        f->lzw->length[i] = 1;
    }
    lzw_clear(f->lzw);
    return LP_OK;
}

static enum lp_code
ready(struct filter *f, const struct lp_pdf_params *params, struct lp_err *err)
{
    if (f->coding == LP_PDF_FLATE) {
        f->has_z = inflateInit2(&f->z, -MAX_WBITS) == Z_OK;
        return f->has_z ? LP_OK : lp_no_memory(err);
    }
    if (f->coding == LP_PDF_LZW) {
        return ready_lzw(f, params->late, err);
    }
    if (f->coding == LP_PDF_PREDICTED) {
        return lp_pdf_predict_new(&f->predict, params->predictor,
                                  params->colors, params->bits, params->columns,
                                  err);
    }
    return LP_OK;
}

enum lp_code
lp_pdf_filter(struct lp_source *io, enum lp_pdf_coding coding,
              const struct lp_pdf_params *params, struct lp_pdf_work *w,
              struct lp_err *err)
{
    struct filter *f = calloc(1, sizeof *f);
    enum lp_code rc;

    if (f == NULL) {
        return lp_no_memory(err);
    }
    f->coding = coding;
    f->work = w;
    rc = ready(f, params, err);
    if (rc != LP_OK) {
        filter_free(f);
        return rc;
    }
    f->under = *io;
    *io = (struct lp_source){&filter_ops, f};
    return LP_OK;
}
