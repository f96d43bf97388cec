#include "evidence/old_sender.h"

#include "evidence/head_digest.h"
#include "evidence/witness_said.h"
#include "formats/mail_addr.h"

/* The lowest field of that name, if it is signed; SIZE_MAX: it is not. */
static size_t
find_signed(const struct lp_headers *h, const struct lp_mail_sig *sig,
            size_t own, const char *name)
{
    size_t i = lp_headers_lowest(h, lp_slice_str(name));

    return i != SIZE_MAX && lp_head_old_signs(h, sig, own, i, true) ? i
                                                                    : SIZE_MAX;
}

/* Append the first address in a value. */
static enum lp_code
put_first(struct lp_buf *to, struct lp_slice value, struct lp_err *err)
{
    struct lp_mail_addrs addrs = {0};
    struct lp_buf line = {0};
    struct lp_slice one;
    enum lp_code rc;

    addrs.rest = lp_witness_unfold(&line, value);
    LP_TRY(lp_buf_check(&line, err));
    if (lp_mail_addrs_next(&addrs, &one)) {
        lp_buf_put(to, one);
    }
    LP_TRY(lp_buf_check(&addrs.addr, err));
    rc = lp_buf_check(to, err);

done:
    lp_mail_addrs_release(&addrs);
    lp_buf_release(&line);
    return rc;
}

enum lp_code
lp_old_sender(struct lp_buf *to, const char **why, const struct lp_headers *h,
              const struct lp_mail_sig *sig, size_t own, struct lp_err *err)
{
    size_t field = find_signed(h, sig, own, "sender");
    size_t begin = to->len;
    struct lp_buf room = {0};
    size_t at;
    enum lp_code rc = LP_OK;

    *why = NULL;
    if (field == SIZE_MAX) {
        field = find_signed(h, sig, own, "from");
    }
    if (field == SIZE_MAX) {
        *why = "neither Sender nor From is signed";
        goto done;
    }
    LP_TRY(put_first(to, h->of[field].value, err));
    at = to->len;
    while (at > begin && to->data[at - 1] != '@') {
        at--;
    }
    if (lp_domain_place(lp_buf_part(to, at, to->len - at), sig->domain,
                        &room) == LP_DOMAIN_APART) {
        *why = "d= is not the domain of the sender, nor one above it";
    }
    rc = lp_buf_check(&room, err);

done:
    lp_buf_release(&room);
    return rc;
}
