#include "formats/mail_entity.h"

#include <stdlib.h>

#include "base/mem.h"

void
lp_mail_entity_release(struct lp_mail_entity *e)
{
    lp_mail_head_release(&e->head);
    free(e->parts);
    *e = (struct lp_mail_entity){0};
}

static enum lp_code
add_part(struct lp_mail_entity *e, uint64_t from, uint64_t to,
         struct lp_err *err)
{
    struct lp_mail_piece *more;

    if (e->n == LP_MAIL_PIECES_MAX) {
        return LP_OK;
    }
    more = lp_mem_grow(e->parts, e->n, &e->cap, sizeof *more);
    if (more == NULL) {
        return lp_no_memory(err);
    }
    e->parts = more;
    more[e->n++] = (struct lp_mail_piece){from, to};
    return LP_OK;
}

static bool
is_blank(uint8_t c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* What stands behind the last part, to the end of the entity. */
static enum lp_code
look_behind(struct lp_mail_entity *e, struct lp_mail_cut *c, struct lp_err *err)
{
    struct lp_piece p;
    enum lp_code rc;

    do {
        LP_TRY(lp_mail_cut_peek(c, &p, err));
        for (size_t i = 0; i < p.bytes.len; i++) {
            e->tail = e->tail || !is_blank(p.bytes.data[i]);
        }
        lp_mail_cut_took(c, p.bytes.len);
    } while (p.bytes.len > 0);

done:
    return rc;
}

/* The parts between the delimiters of the boundary that is open. */
static enum lp_code
read_parts(struct lp_mail_entity *e, struct lp_mail_cut *c, struct lp_err *err)
{
    bool closes = false;
    uint64_t from = 0;
    enum lp_code rc;

    LP_TRY(lp_mail_cut_skip(c, err));
    while (c->met.level > 0 && !closes) {
        closes = c->met.closes;
        lp_mail_cut_pass(c);
        if (closes) {
            break;
        }
        from = e->from + lp_mail_cut_at(c);
        LP_TRY(lp_mail_cut_skip(c, err));
        LP_TRY(add_part(e, from, e->from + lp_mail_cut_at(c), err));
    }
    if (closes) {
        lp_mail_cut_close(c, 0);
        LP_TRY(look_behind(e, c, err));
    }

done:
    return rc;
}

enum lp_code
lp_mail_entity_read(struct lp_mail_entity *e, struct lp_view *v, uint64_t from,
                    uint64_t to, struct lp_mail_own *own,
                    const struct lp_limits *limits, struct lp_err *err)
{
    struct lp_mail_cut cut = {.begins = true};
    struct lp_source source = {0};
    struct lp_buf boundary = {0};
    bool twice = false;
    enum lp_code rc;

    e->from = from;
    e->to = to;
    LP_TRY(lp_source_range(&source, v, from, to - from, err));
    cut.hand.feed.from = &source;
    if (own != NULL) {
        LP_TRY(lp_mail_head_pass(&cut, err));
    }
    e->head.own = own;
    LP_TRY(lp_mail_head_take(&e->head, &cut, limits, err));
    e->head.own = NULL;
    e->body = from + lp_mail_cut_at(&cut);
    lp_mail_value_read(&e->type, lp_buf_slice(&e->head.type));
    if (e->head.too_much || !lp_mail_value_is(&e->type, "multipart/")) {
        goto done;
    }
    e->multipart = lp_mail_value_plain(&boundary, &e->type, "boundary", &twice);
    while (boundary.len > 0 && is_blank(boundary.data[boundary.len - 1])) {
        boundary.len--;
    }
    e->multipart = e->multipart && boundary.len > 0 &&
                   boundary.len <= LP_MAIL_BOUNDARY_MAX;
    LP_TRY(lp_buf_check(&boundary, err));
    if (e->multipart) {
        LP_TRY(lp_mail_cut_open(&cut, lp_buf_slice(&boundary), err));
        LP_TRY(read_parts(e, &cut, err));
    }

done:
    lp_buf_release(&boundary);
    lp_mail_cut_release(&cut);
    lp_source_release(&source);
    return rc;
}

enum lp_code
lp_mail_entity_each(const struct lp_mail_entity *e, struct lp_view *v,
                    void (*take)(void *who, struct lp_slice bytes), void *who,
                    struct lp_err *err)
{
    struct lp_mail_cut cut = {.begins = true};
    struct lp_mail_body body = {0};
    struct lp_mail_value coding;
    struct lp_source source = {0};
    struct lp_piece p;
    enum lp_code rc;

    lp_mail_value_read(&coding, lp_buf_slice(&e->head.encoding));
    LP_TRY(lp_source_range(&source, v, e->body, e->to - e->body, err));
    cut.hand.feed.from = &source;
    lp_mail_body_begin(
        &body, lp_mail_value_is(&coding, "base64")             ? LP_MAIL_BASE64
               : lp_mail_value_is(&coding, "quoted-printable") ? LP_MAIL_QUOTED
                                                               : LP_MAIL_PLAIN);
    do {
        LP_TRY(lp_mail_body_pull(&body, &cut, &p, err));
        take(who, p.bytes);
    } while (p.bytes.len > 0);

done:
    lp_mail_body_release(&body);
    lp_mail_cut_release(&cut);
    lp_source_release(&source);
    return rc;
}

/* What is kept of a body, up to a limit. */
struct keeping {
    struct lp_buf *to;
    size_t max;
    bool too_large;
};

static void
keep(void *who, struct lp_slice bytes)
{
    struct keeping *k = who;

    k->too_large = k->too_large || bytes.len > k->max - k->to->len;
    if (!k->too_large) {
        lp_buf_put(k->to, bytes);
    }
}

enum lp_code
lp_mail_entity_body(const struct lp_mail_entity *e, struct lp_view *v,
                    size_t max, struct lp_buf *out, struct lp_err *err)
{
    struct keeping k = {out, max, false};
    enum lp_code rc = lp_mail_entity_each(e, v, keep, &k, err);

    if (rc == LP_OK && k.too_large) {
        rc = lp_fail_at(err, LP_E_LIMIT, 0, e->body,
                        "e-mail: a part is larger than the limit");
    }
    return rc == LP_OK ? lp_buf_check(out, err) : rc;
}
