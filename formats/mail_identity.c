#include "formats/mail_identity.h"

#include <stdlib.h>

#include "base/mem.h"
#include "formats/mail_addr.h"
#include "formats/mail_date.h"
#include "formats/mail_id.h"
#include "formats/mail_subject.h"

/* The tags of docs/FORMAT-identity-mail.md. */
enum tag {
    TAG_FROM = 1,
    TAG_TO,
    TAG_CC,
    TAG_DATE,
    TAG_SUBJECT,
    TAG_MINUTE,
    TAG_LETTERS,
};

/* Addresses, for a while with their places only, since the bytes may move. */
struct list {
    struct lp_buf text;
    struct lp_slice *of;
    size_t n;
    size_t cap;
};

/* Begin a field, whose length is not known yet. */
static size_t
begin(struct lp_buf *to, enum tag tag)
{
    lp_buf_byte(to, (uint8_t)tag);
    lp_buf_le32(to, 0);
    return to->len;
}

static void
end(struct lp_buf *to, size_t from)
{
    if (to->failed == LP_OK) {
        lp_put_le32(to->data + from - 4, (uint32_t)(to->len - from));
    }
}

static enum lp_code
gather(struct list *l, struct lp_slice value, struct lp_err *err)
{
    struct lp_mail_addrs a = {.rest = value};
    struct lp_slice one;
    size_t at = 0;
    enum lp_code rc;

    while (lp_mail_addrs_next(&a, &one)) {
        void *grown = lp_mem_grow(l->of, l->n, &l->cap, sizeof *l->of);

        if (grown == NULL) {
            rc = lp_no_memory(err);
            goto done;
        }
        l->of = grown;
        l->of[l->n++] = (struct lp_slice){NULL, one.len};
        lp_buf_put(&l->text, one);
    }
    LP_TRY(lp_buf_check(&a.addr, err));
    LP_TRY(lp_buf_check(&l->text, err));
    for (size_t i = 0; i < l->n; i++) {
        l->of[i] = lp_buf_part(&l->text, at, l->of[i].len);
        at += l->of[i].len;
    }

done:
    lp_mail_addrs_release(&a);
    return rc;
}

static int
order(const void *a, const void *b)
{
    const struct lp_slice *x = a;
    const struct lp_slice *y = b;

    return lp_slice_order(*x, *y);
}

/* Put the addresses: each once, in their order as bytes. */
static void
put_list(struct lp_buf *to, enum tag tag, struct list *l)
{
    size_t from = begin(to, tag);

    if (l->n > 1) {
        qsort(l->of, l->n, sizeof *l->of, order);
    }
    for (size_t i = 0; i < l->n; i++) {
        if (i == 0 || !lp_slice_equal(l->of[i], l->of[i - 1])) {
            lp_buf_le32(to, (uint32_t)l->of[i].len);
            lp_buf_put(to, l->of[i]);
        }
    }
    end(to, from);
}

static void
release_list(struct list *l)
{
    lp_buf_release(&l->text);
    free(l->of);
    *l = (struct list){0};
}

static enum lp_code
put_value(struct lp_buf *to, enum tag tag, struct lp_slice value,
          struct lp_err *err)
{
    struct list l = {0};
    enum lp_code rc;

    LP_TRY(gather(&l, value, err));
    put_list(to, tag, &l);

done:
    release_list(&l);
    return rc;
}

/* The local part's case, which msg-v1 keeps, differs between servers. */
static void
lower(struct lp_buf *text)
{
    for (size_t i = 0; i < text->len; i++) {
        uint8_t c = text->data[i];

        text->data[i] = c >= 'A' && c <= 'Z' ? (uint8_t)(c | 0x20) : c;
    }
}

static int64_t
minute_of(int64_t seconds)
{
    int64_t over = seconds % 60;

    return (seconds - (over < 0 ? over + 60 : over)) / 60;
}

static enum lp_code
make_loose(struct lp_mail_identity *out, struct list *authors,
           struct lp_slice subject, struct lp_err *err)
{
    struct lp_buf *to = &out->loose;
    size_t at;
    enum lp_code rc;

    lower(&authors->text);
    put_list(to, TAG_FROM, authors);
    at = begin(to, TAG_MINUTE);
    lp_buf_le64(to, (uint64_t)minute_of(out->date));
    end(to, at);
    at = begin(to, TAG_LETTERS);
    LP_TRY(lp_mail_subject_loose(to, subject, err));
    end(to, at);
    LP_TRY(lp_buf_check(to, err));

done:
    return rc;
}

static enum lp_code
make_head(struct lp_mail_identity *out, const struct lp_mail_fields *f,
          struct list *authors, struct lp_err *err)
{
    struct lp_buf *to = &out->head;
    size_t at;
    enum lp_code rc;

    put_list(to, TAG_FROM, authors);
    LP_TRY(put_value(to, TAG_TO, f->to, err));
    LP_TRY(put_value(to, TAG_CC, f->cc, err));
    at = begin(to, TAG_DATE);
    if (out->has_date) {
        lp_buf_le64(to, (uint64_t)out->date);
    }
    end(to, at);
    at = begin(to, TAG_SUBJECT);
    LP_TRY(lp_mail_subject(to, f->subject, err));
    end(to, at);
    LP_TRY(lp_buf_check(to, err));

done:
    return rc;
}

static void
forget(struct lp_mail_identity *out)
{
    lp_buf_clear(&out->head);
    lp_buf_clear(&out->loose);
    lp_buf_clear(&out->id);
    out->has_from = false;
    out->has_date = false;
    out->has_id = false;
    out->refused = false;
    out->date = 0;
}

enum lp_code
lp_mail_identity_make(struct lp_mail_identity *out,
                      const struct lp_mail_fields *f, struct lp_err *err)
{
    struct list authors = {0};
    enum lp_code rc = LP_OK;

    forget(out);
    out->refused = f->too_long;
    if (out->refused) {
        return LP_OK;
    }
    LP_TRY(gather(&authors, f->from, err));
    if (authors.n == 0) {
        LP_TRY(gather(&authors, f->sender, err));
    }
    out->has_from = authors.n > 0;
    out->has_date = lp_mail_date(&out->date, f->date);
    lp_buf_put(&out->id, lp_mail_id_of(f->message_id));
    out->has_id = out->id.len > 0;
    LP_TRY(lp_buf_check(&out->id, err));
    LP_TRY(make_head(out, f, &authors, err));
    if (out->has_from && out->has_date) {
        LP_TRY(make_loose(out, &authors, f->subject, err));
    }

done:
    release_list(&authors);
    return rc;
}

void
lp_mail_identity_release(struct lp_mail_identity *id)
{
    lp_buf_release(&id->head);
    lp_buf_release(&id->loose);
    lp_buf_release(&id->id);
    *id = (struct lp_mail_identity){0};
}
