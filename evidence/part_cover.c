#include "evidence/part_cover.h"

/* Whether a part is shown for its header alone: with a name, as something that
 * is attached, or as what is no text (message/external-body fetches its body
 * from elsewhere: RFC 2046, 5.2.3). An empty text is nothing. */
static bool
shows_itself(const struct lp_mail_entity *e)
{
    bool text = !lp_mail_value_is_type(&e->type) ||
                lp_mail_value_is(&e->type, "text/plain") ||
                lp_mail_value_is(&e->type, "text/html");
    struct lp_mail_value disposition;
    struct lp_buf name = {0};
    bool named;

    lp_mail_value_read(&disposition, lp_buf_slice(&e->head.disposition));
    named = lp_mail_value_file(&name, &disposition, &e->type) ||
            name.failed != LP_OK;
    lp_buf_release(&name);
    return !text || named || lp_mail_value_is(&disposition, "attachment");
}

/* Whether a part shows more than white space. */
static enum lp_code
has_body(const struct lp_limits *limits, struct lp_view *v,
         const struct lp_mail_piece *p, bool *yes, struct lp_err *err)
{
    struct lp_mail_entity e = {0};
    uint8_t bytes[256];
    size_t got = 0;
    enum lp_code rc;

    LP_TRY(lp_mail_entity_read(&e, v, p->from, p->to, NULL, limits, err));
    *yes = shows_itself(&e) || p->to - e.body > sizeof bytes;
    if (!*yes) {
        LP_TRY(lp_view_read(v, e.body, bytes, (size_t)(p->to - e.body), &got,
                            err));
    }
    for (size_t i = 0; i < got; i++) {
        *yes = *yes || bytes[i] > ' ';
    }

done:
    lp_mail_entity_release(&e);
    return rc;
}

enum lp_code
lp_part_cover(struct lp_cms_claims *claims, size_t first, const size_t *end,
              const struct lp_mail_entity *e, struct lp_view *v,
              const struct lp_limits *limits, struct lp_err *err)
{
    enum lp_code rc = LP_OK;

    for (size_t i = 0; i < e->n && claims->n > first; i++) {
        const struct lp_mail_piece *p = &e->parts[i];
        bool shown = false;

        LP_TRY(has_body(limits, v, p, &shown, err));
        for (size_t k = first; k < claims->n && shown; k++) {
            if (k < (i == 0 ? first : end[i - 1]) || k >= end[i]) {
                claims->of[k].doubts |= LP_DOUBT_PART_UNSIGNED;
                claims->of[k].total += p->to - p->from;
            }
        }
    }
    for (size_t k = first; k < claims->n && e->tail; k++) {
        claims->of[k].doubts |= LP_DOUBT_TAIL;
    }

done:
    return rc;
}
