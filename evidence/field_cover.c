#include "evidence/field_cover.h"

#include <stdio.h>
#include <string.h>

static bool
is_same(struct lp_slice shown, struct lp_slice covered)
{
    return covered.data != NULL && lp_slice_equal(shown, covered);
}

/* The fields that a reader sees and that the signed part does not repeat, or
 * not so, are added to `text`. */
static bool
covers_fields(const struct lp_mail_fields *a, const struct lp_mail_fields *b,
              struct lp_cms_claim *c, char *text, size_t room)
{
    const struct {
        const char *name;
        struct lp_slice shown;
        struct lp_slice covered;
    } fields[] = {
        {"From", a->from, b->from},
        {"Sender", a->sender, b->sender},
        {"Reply-To", a->reply_to, b->reply_to},
        {"To", a->to, b->to},
        {"Cc", a->cc, b->cc},
        {"Subject", a->subject, b->subject},
        {"Date", a->date, b->date},
    };
    bool all = !a->too_long && !b->too_long && !a->reply_odd && !b->reply_odd;

    for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++) {
        size_t n = strlen(text);

        if (fields[i].shown.data == NULL ||
            is_same(fields[i].shown, fields[i].covered)) {
            continue;
        }
        if (i == 0 && c->method == LP_METHOD_SMIME &&
            fields[i].covered.data == NULL) {
            (void)snprintf(c->name, sizeof c->name, "From");
            continue;
        }
        all = false;
        (void)snprintf(text + n, room - n, " %s%s", fields[i].name,
                       fields[i].covered.data == NULL ? "" : " (another is)");
    }
    return all;
}

/* What the part says for itself: its header (RFC 9788), or that of the whole
 * message which it wraps (RFC 8551, 3.1). */
static enum lp_code
read_covered(struct lp_mail_entity *e, struct lp_mail_own *own,
             struct lp_view *v, const struct lp_mail_piece *part,
             const struct lp_limits *limits, struct lp_err *err)
{
    uint64_t from;
    uint64_t to;
    enum lp_code rc;

    LP_TRY(lp_mail_entity_read(e, v, part->from, part->to, own, limits, err));
    if (lp_mail_value_is(&e->type, "message/rfc822")) {
        from = e->body;
        to = e->to;
        lp_mail_entity_release(e);
        rc = lp_mail_entity_read(e, v, from, to, own, limits, err);
    }

done:
    return rc;
}

enum lp_code
lp_field_cover(struct lp_cms_claim *c, const struct lp_mail_own *own,
               struct lp_view *v, const struct lp_mail_piece *part,
               const struct lp_limits *limits, struct lp_err *err)
{
    struct lp_mail_entity e = {0};
    struct lp_mail_own inner = {0};
    struct lp_mail_fields shown;
    struct lp_mail_fields covered;
    char text[200] = "not signed:";
    enum lp_code rc;

    LP_TRY(read_covered(&e, &inner, v, part, limits, err));
    lp_mail_own_fields(own, &shown);
    lp_mail_own_fields(&inner, &covered);
    if (covers_fields(&shown, &covered, c, text, sizeof text)) {
        c->doubts &= ~LP_DOUBT_FIELD_UNSIGNED;
    } else {
        c->doubts |= LP_DOUBT_FIELD_UNSIGNED;
        lp_cms_claim_say(c, text);
    }

done:
    lp_mail_own_release(&inner);
    lp_mail_entity_release(&e);
    return rc;
}
