#include "evidence/witness_said.h"

#include <string.h>

#include "evidence/body_frame.h"
#include "evidence/head_digest.h"
#include "formats/mail_addr.h"
#include "formats/mail_date.h"

#define VALUE_MAX ((size_t)16384)

/* Of the domains of all authors but the first. */
#define HOSTS_MAX ((size_t)2048)

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

/* Whether `line` is the last of some lines. */
static bool
is_last(struct lp_slice all, struct lp_slice line)
{
    size_t i;

    if (all.len == 0) {
        return false;
    }
    all.len--;
    for (i = all.len; i > 0 && all.data[i - 1] != '\n';) {
        i--;
    }
    return lp_slice_equal(lp_slice_from(all, i), line);
}

/* The domain of one more author, unless the one before has the same. What is
 * too much for the claims is told by a line that is no domain. */
static void
put_host(struct lp_buf *to, size_t begin, struct lp_slice address)
{
    struct lp_slice all = lp_buf_part(to, begin, to->len - begin);
    size_t i = address.len;

    while (i > 0 && address.data[i - 1] != '@') {
        i--;
    }
    address = i == 0 ? (struct lp_slice){0} : lp_slice_from(address, i);
    if (memchr(address.len == 0 ? "" : (const char *)address.data, '\n',
               address.len) != NULL ||
        all.len + address.len + 2 > HOSTS_MAX) {
        address = (struct lp_slice){0};
    }
    if (all.len + address.len + 1 <= HOSTS_MAX && !is_last(all, address)) {
        lp_buf_put(to, address);
        lp_buf_byte(to, '\n');
    }
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
            struct lp_buf all = {0};
            size_t first;

            lp_buf_put(&all, one);
            first = all.len;
            while (lp_mail_addrs_next(&addrs, &one)) {
                said->several = true;
                put_host(&all, first, one);
            }
            if (from->value.len > VALUE_MAX) { /* who else, is not known */
                said->several = true;
                put_host(&all, first, (struct lp_slice){0});
            }
            lp_buf_put(room, lp_buf_slice(&all));
            if (room->failed == LP_OK && all.failed == LP_OK) {
                said->from = lp_buf_part(room, n, first);
                said->hosts = lp_buf_part(room, n + first, all.len - first);
            }
            lp_buf_release(&all);
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
