#include "formats/encoded_find.h"

#include <stdlib.h>

#include "base/mem.h"
#include "formats/encoded_head.h"
#include "formats/line_hand.h"

struct finding {
    struct lp_encodeds *out;
    const struct lp_limits *limits;
    struct lp_line_hand hand;
    struct lp_hand_line line; /* the one at hand */
    struct lp_encoded now;
};

static enum lp_code
next_line(struct finding *f, struct lp_err *err)
{
    return lp_line_hand_take(&f->hand, &f->line, err);
}

static enum lp_code
begin(struct finding *f, enum lp_encoded_form form, struct lp_slice name,
      struct lp_err *err)
{
    struct lp_encodeds *out = f->out;
    struct lp_encoded *grown;

    if (out->n >= f->limits->entries) {
        return lp_fail_at(err, LP_E_LIMIT, LP_RULE_LIMIT_ENTRIES, f->line.at,
                          "text: more files in it than the limit");
    }
    grown = lp_mem_grow(out->of, out->n, &out->cap, sizeof *grown);
    if (grown == NULL) {
        return lp_no_memory(err);
    }
    out->of = grown;
    f->now = (struct lp_encoded){.form = form,
                                 .at = f->line.end,
                                 .end = f->line.end,
                                 .name = out->names.len,
                                 .name_len = name.len};
    lp_buf_put(&out->names, name);
    return lp_buf_check(&out->names, err);
}

static void
add(struct finding *f, enum lp_rule closed)
{
    f->now.closed = closed;
    f->out->of[f->out->n++] = f->now;
}

/* Whether the line at hand is the one that ends a file. */
static bool
is_end(const struct finding *f)
{
    struct lp_slice s = f->line.text;

    while (s.len > 0 && s.data[s.len - 1] == ' ') {
        s.len--;
    }
    return !f->line.none &&
           lp_slice_is(s, f->now.form == LP_ENCODED_BASE64 ? "====" : "end");
}

static bool
is_data(const struct finding *f, unsigned *n)
{
    struct lp_slice s = f->line.text;

    *n = 1;
    if (f->line.none || f->line.cut) {
        return false;
    }
    if (f->now.form == LP_ENCODED_UU) {
        return lp_uu_line(s, n);
    }
    for (size_t i = 0; i < s.len; i++) {
        uint8_t b = s.data[i];

        if (!((b | 0x20) >= 'a' && (b | 0x20) <= 'z') &&
            !(b >= '0' && b <= '9') && b != '+' && b != '/' && b != '=') {
            return false;
        }
    }
    return s.len > 0;
}

/* From the line behind `begin`, which is at hand, to that behind `end`. */
static enum lp_code
take_uu(struct finding *f, struct lp_err *err)
{
    unsigned n = 1;
    enum lp_code rc = LP_OK;

    while (!is_end(f) && is_data(f, &n) && n > 0) {
        f->now.end = f->line.end;
        LP_TRY(next_line(f, err));
    }
    if (n == 0) {
        LP_TRY(next_line(f, err));
    }
    if (is_end(f)) {
        add(f, LP_RULE_NONE);
        LP_TRY(next_line(f, err));
    } else {
        add(f, LP_RULE_UUENCODE);
    }

done:
    return rc;
}

/* From the line behind `=ybegin`, which is at hand. */
static enum lp_code
take_yenc(struct finding *f, const struct lp_yenc_line *said,
          struct lp_err *err)
{
    struct lp_yenc_line end = {0};
    bool over = false;
    bool many = said->part;
    enum lp_code rc = LP_OK;

    if (lp_slice_begins(f->line.text, lp_slice_str("=ypart "))) {
        f->now.at = f->line.end;
        LP_TRY(next_line(f, err));
    }
    while (!over && !f->line.none) {
        over = lp_yenc_end(f->line.text, &end);
        f->now.end = over ? f->line.at : f->line.end;
        LP_TRY(next_line(f, err));
    }
    f->now.size = end.size;
    f->now.has_crc = end.has_crc;
    f->now.crc = end.crc;
    add(f, many                              ? LP_RULE_MULTI_VOLUME
           : !over || end.size != said->size ? LP_RULE_YENC
                                             : LP_RULE_NONE);

done:
    return rc;
}

/* The line at hand begins a file, or it is passed over. */
static enum lp_code
step(struct finding *f, struct lp_err *err)
{
    struct lp_yenc_line yenc;
    struct lp_slice name;
    bool base64 = false;
    unsigned n;
    enum lp_code rc;

    if (!f->line.cut && lp_yenc_begin(f->line.text, &yenc)) {
        LP_TRY(begin(f, LP_ENCODED_YENC, yenc.name, err));
        LP_TRY(next_line(f, err));
        return take_yenc(f, &yenc, err);
    }
    if (f->line.cut || !lp_uu_begin(f->line.text, &name, &base64)) {
        return next_line(f, err);
    }
    LP_TRY(begin(f, base64 ? LP_ENCODED_BASE64 : LP_ENCODED_UU, name, err));
    LP_TRY(next_line(f, err));
    if (is_data(f, &n) || is_end(f)) {
        rc = take_uu(f, err);
    } else {
        f->out->names.len = f->now.name; /* only words */
    }

done:
    return rc;
}

enum lp_code
lp_encoded_find(struct lp_encodeds *out, struct lp_view *v,
                const struct lp_limits *limits, struct lp_err *err)
{
    struct finding *f = calloc(1, sizeof *f);
    enum lp_code rc;

    if (f == NULL) {
        return lp_no_memory(err);
    }
    f->out = out;
    f->limits = limits;
    LP_TRY(lp_line_hand_open(&f->hand, v, 0, v->size, err));
    LP_TRY(next_line(f, err));
    while (!f->line.none) {
        LP_TRY(step(f, err));
    }

done:
    lp_line_hand_release(&f->hand);
    free(f);
    return rc;
}

void
lp_encoded_release(struct lp_encodeds *e)
{
    free(e->of);
    lp_buf_release(&e->names);
    *e = (struct lp_encodeds){0};
}
