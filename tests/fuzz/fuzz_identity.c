/* Lets the fields that identify a message hold any bytes: each line of the
 * input is the value of one, in the order of struct lp_mail_fields. */
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "formats/mail_addr.h"
#include "formats/mail_id.h"
#include "formats/mail_identity.h"
#include "formats/mail_subject.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
need(bool holds)
{
    if (!holds) {
        abort();
    }
}

static struct lp_slice
take_line(struct lp_slice *rest)
{
    struct lp_slice line = *rest;
    size_t n = 0;

    while (n < rest->len && rest->data[n] != '\n') {
        n++;
    }
    line.len = n;
    *rest = lp_slice_from(*rest, n + 1);
    return line;
}

/* An address in angle brackets is that address. */
static void
check_address(struct lp_slice one)
{
    struct lp_buf value = {0};
    struct lp_mail_addrs a = {0};
    struct lp_slice again;

    lp_buf_byte(&value, '<');
    lp_buf_put(&value, one);
    lp_buf_byte(&value, '>');
    a.rest = lp_buf_slice(&value);
    need(lp_mail_addrs_next(&a, &again) && lp_slice_equal(one, again));
    need(!lp_mail_addrs_next(&a, &again));
    lp_mail_addrs_release(&a);
    lp_buf_release(&value);
}

static void
check_addresses(struct lp_slice value)
{
    struct lp_mail_addrs a = {.rest = value};
    struct lp_slice one;
    size_t all = 0;

    while (lp_mail_addrs_next(&a, &one)) {
        all += one.len;
        need(one.len > 0 && all <= 2 * value.len + 2);
        check_address(one);
    }
    lp_mail_addrs_release(&a);
}

/* What has its form keeps it. */
static void
check_subject(struct lp_slice value)
{
    struct lp_buf once = {0};
    struct lp_buf twice = {0};

    need(lp_mail_subject(&once, value, NULL) == LP_OK);
    need(lp_text_utf8(lp_buf_slice(&once)));
    if (once.len > 0 && memmem(once.data, once.len, "=?", 2) == NULL) {
        need(lp_mail_subject(&twice, lp_buf_slice(&once), NULL) == LP_OK);
        need(lp_slice_equal(lp_buf_slice(&once), lp_buf_slice(&twice)));
    }
    lp_buf_clear(&once);
    need(lp_mail_subject_loose(&once, value, NULL) == LP_OK);
    need(lp_text_utf8(lp_buf_slice(&once)));
    lp_buf_release(&once);
    lp_buf_release(&twice);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct lp_slice rest = {data, size};
    struct lp_mail_fields f = {0};
    struct lp_slice *const of[] = {
        &f.from,    &f.sender,     &f.to,          &f.cc,        &f.date,
        &f.subject, &f.message_id, &f.in_reply_to, &f.references};
    struct lp_mail_identity id = {0};
    struct lp_slice one;

    for (size_t i = 0; i < sizeof of / sizeof of[0]; i++) {
        *of[i] = take_line(&rest);
    }
    need(lp_mail_identity_make(&id, &f, NULL) == LP_OK);
    need(id.head.len >= 25 &&
         (id.loose.len > 0) == (id.has_from && id.has_date));
    lp_mail_identity_release(&id);
    check_addresses(f.to);
    check_subject(f.subject);
    while (lp_mail_id_next(&f.references, &one)) {
        need(one.len > 2 && one.data[0] == '<' && one.data[one.len - 1] == '>');
    }
    return 0;
}
