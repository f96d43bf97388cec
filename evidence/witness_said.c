#include "evidence/witness_said.h"

#include "evidence/body_frame.h"
#include "evidence/head_digest.h"
#include "formats/mail_addr.h"
#include "formats/mail_date.h"

#define VALUE_MAX ((size_t)16384)

struct lp_slice
lp_witness_unfold(struct lp_buf *to, struct lp_slice value)
{
    size_t begin = to->len;

    value = lp_slice_head(value, VALUE_MAX);
    for (size_t i = 0; i < value.len; i++) {
        if (value.data[i] != '\r' && value.data[i] != '\n') {
            lp_buf_byte(to, value.data[i]);
        }
    }
    return to->failed == LP_OK ? lp_buf_part(to, begin, to->len - begin)
                               : (struct lp_slice){0};
}

/* When the message came to the last of its servers (RFC 5321, 4.4): what
 * stands behind the last semicolon of the topmost Received. */
static int64_t
received(struct lp_headers *h, struct lp_buf *room)
{
    const struct lp_header_field *f = lp_headers_find(h, "received");
    struct lp_slice value;
    int64_t at = 0;
    size_t i;

    while (f != NULL && f->above != SIZE_MAX) {
        f = &h->of[f->above];
    }
    if (f == NULL) {
        return 0;
    }
    value = lp_witness_unfold(room, f->value);
    for (i = value.len; i > 0 && value.data[i - 1] != ';';) {
        i--;
    }
    return i > 0 && lp_mail_date(&at, lp_slice_from(value, i)) ? at : 0;
}

enum lp_code
lp_witness_said(struct lp_mail_said *said, struct lp_headers *h,
                struct lp_buf *room, struct lp_err *err)
{
    const struct lp_header_field *from = lp_headers_find(h, "from");
    const struct lp_header_field *date = lp_headers_find(h, "date");
    struct lp_mail_addrs addrs = {0};
    struct lp_slice one;

    said->received = received(h, room);
    lp_buf_clear(room);
    if (date == NULL ||
        !lp_mail_date(&said->date, lp_witness_unfold(room, date->value))) {
        said->date = 0;
    }
    lp_buf_clear(room);
    if (from != NULL) {
        size_t n;

        addrs.rest = lp_witness_unfold(room, from->value);
        n = room->len;
        if (lp_mail_addrs_next(&addrs, &one)) {
            /* What is read from must stay where it is. */
            struct lp_buf first = {0};

            lp_buf_put(&first, one);
            said->several = lp_mail_addrs_next(&addrs, &one);
            lp_buf_put(room, lp_buf_slice(&first));
            lp_buf_release(&first);
            said->from = room->failed == LP_OK
                             ? lp_buf_part(room, n, room->len - n)
                             : (struct lp_slice){0};
        }
    }
    lp_mail_addrs_release(&addrs);
    return lp_buf_check(room, err);
}

void
lp_witness_shown(struct lp_mail_said *said, struct lp_witness_head *w)
{
    for (size_t i = 0; i < w->n_heads; i++) {
        lp_head_shown(&w->heads[i], &said->there, &said->twice);
    }
}

unsigned
lp_witness_unsigned(struct lp_witness_head *w, const struct lp_witness_sig *s)
{
    unsigned mask = 0;

    for (size_t i = 0; i < w->n_heads; i++) {
        struct lp_headers *h = &w->heads[i];
        size_t own =
            i == 0 ? s->own : lp_witness_own_in(h, &w->heads[0], s->own);

        mask |= own == SIZE_MAX ? 0 : lp_head_unsigned(h, s->sig, own);
    }
    return mask;
}

bool
lp_witness_loose(struct lp_headers *h, struct lp_slice first,
                 struct lp_slice last, struct lp_buf *room)
{
    const struct lp_header_field *f = lp_headers_find(h, "content-type");
    struct lp_slice type;

    lp_buf_clear(room);
    if (f == NULL) {
        return false;
    }
    type = lp_witness_unfold(room, f->value);
    /* What is read from must stay where it is. */
    (void)lp_buf_room(room, type.len);
    type.data = room->data;
    return room->failed == LP_OK &&
           lp_body_frame_loose(type, first, last, room);
}
