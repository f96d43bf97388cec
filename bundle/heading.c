#include "bundle/heading.h"

#include <string.h>

#include "bundle/levels.h"
#include "crypto/digest.h"
#include "formats/mail_identity.h"

static enum lp_code
digest_to(uint8_t *to, enum lp_alg alg, const struct lp_buf *of,
          struct lp_err *err)
{
    struct lp_digest digest;
    enum lp_code rc = lp_digest_of(&digest, alg, lp_buf_slice(of), err);

    if (rc == LP_OK) {
        memcpy(to, digest.bytes, digest.len);
    }
    return rc;
}

static enum lp_code
note_identity(struct lp_record *r, const struct lp_mail_identity *id,
              struct lp_err *err)
{
    enum lp_code rc = LP_OK;

    if (id->refused) {
        return LP_OK;
    }
    LP_TRY(digest_to(r->mail.head, LP_ALG_SHA256, &id->head, err));
    r->mail.has_head = true;
    r->mail.nameless = !id->has_from && !id->has_date;
    if (id->has_from && id->has_date) {
        LP_TRY(digest_to(r->mail.loose, LP_ALG_SHA256, &id->loose, err));
        r->mail.has_loose = true;
    }
    if (id->has_id) {
        LP_TRY(digest_to(r->id[LP_ID_MIH], LP_ALG_MD5, &id->id, err));
        r->ids |= 1U << LP_ID_MIH;
    }

done:
    return rc;
}

#define FIELDS 9

/* The fields that are told, in their order. */
static void
list_fields(struct lp_mail_fields *f, struct lp_slice *of[FIELDS])
{
    of[0] = &f->from;
    of[1] = &f->sender;
    of[2] = &f->to;
    of[3] = &f->cc;
    of[4] = &f->date;
    of[5] = &f->subject;
    of[6] = &f->message_id;
    of[7] = &f->in_reply_to;
    of[8] = &f->references;
}

static enum lp_code
put_facts(struct lp_record *r, const struct lp_mail_fields *f,
          struct lp_buf *to, struct lp_err *err)
{
    struct lp_mail_fields fields = *f;
    struct lp_slice *of[FIELDS];

    lp_buf_clear(to);
    list_fields(&fields, of);
    for (size_t i = 0; i < FIELDS; i++) {
        lp_buf_le32(to, (uint32_t)of[i]->len);
        lp_buf_put(to, *of[i]);
    }
    r->facts = lp_buf_slice(to);
    return lp_buf_check(to, err);
}

bool
lp_heading_facts(struct lp_mail_fields *out, struct lp_slice facts)
{
    struct lp_cursor c = lp_cursor_over(facts);
    struct lp_slice *of[FIELDS];

    *out = (struct lp_mail_fields){0};
    list_fields(out, of);
    for (size_t i = 0; i < FIELDS; i++) {
        uint32_t len = lp_cursor_le32(&c);

        *of[i] = lp_cursor_take(&c, len);
    }
    return !c.failed && c.rest.len == 0;
}

enum lp_code
lp_heading_note(struct lp_record *r, const struct lp_reader *from,
                unsigned levels, struct lp_buf *facts, struct lp_err *err)
{
    struct lp_mail_identity id = {0};
    struct lp_mail_fields fields;
    enum lp_code rc;

    from->ops->fields(from, &fields);
    if ((from->flags & LP_FLAG_REPEATED_HEADER) != 0) {
        levels = 0; /* two readers can see two senders, or other recipients */
    }
    LP_TRY(lp_mail_identity_make(&id, &fields, err));
    if ((levels & LP_LEVEL_BIT(LP_LEVEL_MESSAGE)) != 0) {
        LP_TRY(note_identity(r, &id, err));
    }
    if (facts != NULL) {
        LP_TRY(put_facts(r, &fields, facts, err));
    }

done:
    lp_mail_identity_release(&id);
    return rc;
}
