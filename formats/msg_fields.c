#include "formats/msg_fields.h"

#include <time.h>

/* From 1601 to 1970. */
#define EPOCH_SECONDS INT64_C(11644473600)
#define TICKS 10000000U

static void
begin(struct lp_msg_fields *f, unsigned field)
{
    f->of[field].at = f->text.len;
}

static void
finish(struct lp_msg_fields *f, unsigned field)
{
    f->of[field].len = f->text.len - f->of[field].at;
    f->of[field].there = f->of[field].len > 0;
}

static enum lp_code
take_text(struct lp_msg_fields *f, unsigned field, const struct lp_msg_props *p,
          unsigned id, struct lp_err *err)
{
    bool there;
    enum lp_code rc;

    begin(f, field);
    rc = lp_msg_text(&f->text, &there, p, id, lp_msg_charset(p, false),
                     LP_MAIL_VALUE_MAX, err);
    finish(f, field);
    return rc;
}

/* In a store U+0001 stands before the subject, and a character whose number
 * says how much of it is a prefix like "Re: " ([MS-PST] 2.5.3.1.1.1). */
static void
leave_prefix_length(struct lp_msg_fields *f)
{
    size_t at = f->of[LP_MAIL_SUBJECT].at;
    size_t n = f->of[LP_MAIL_SUBJECT].len;
    size_t skip = 2;

    if (n == 0 || f->text.data[at] != 1) {
        return;
    }
    while (skip < n && (f->text.data[at + skip] & 0xc0) == 0x80) {
        skip++;
    }
    skip = skip < n ? skip : n;
    f->of[LP_MAIL_SUBJECT].at += skip;
    f->of[LP_MAIL_SUBJECT].len -= skip;
    f->of[LP_MAIL_SUBJECT].there = n > skip;
}

/* Append an address in angle brackets, unless what stands there is none of
 * the Internet. */
static enum lp_code
put_address(struct lp_buf *to, bool *put, const struct lp_msg_props *p,
            unsigned id, struct lp_slice charset, struct lp_err *err)
{
    size_t before = to->len;
    size_t from;
    bool there;
    bool at = false;
    enum lp_code rc;

    lp_buf_str(to, before > 0 ? ", <" : "<");
    from = to->len;
    LP_TRY(lp_msg_text(to, &there, p, id, charset, LP_MAIL_VALUE_MAX, err));
    for (size_t i = from; i < to->len; i++) {
        uint8_t c = to->data[i];

        at = at || c == '@';
        there = there && c > ' ' && c != '<' && c != '>';
    }
    *put = there && at;
    lp_buf_byte(to, '>');
    if (!*put) {
        to->len = before;
    }

done:
    return rc;
}

static enum lp_code
take_author(struct lp_msg_fields *f, unsigned field,
            const struct lp_msg_props *p, const unsigned ids[2],
            struct lp_err *err)
{
    struct lp_buf one = {0};
    bool put = false;
    enum lp_code rc = LP_OK;

    for (unsigned i = 0; i < 2 && !put; i++) {
        LP_TRY(
            put_address(&one, &put, p, ids[i], lp_msg_charset(p, false), err));
    }
    begin(f, field);
    lp_buf_put(&f->text, lp_buf_slice(&one));
    finish(f, field);

done:
    lp_buf_release(&one);
    return rc;
}

/* [MS-OXOMSG] 2.2.3.1: 1 is To, 2 is Cc. */
static enum lp_code
take_recipients(struct lp_msg_fields *f, unsigned field, uint64_t want,
                const struct lp_msg_props *message, struct lp_err *err)
{
    const struct lp_cfb *c = message->cfb;
    struct lp_slice charset = lp_msg_charset(message, false);
    struct lp_buf list = {0};
    struct lp_msg_props p = {.cfb = c};
    enum lp_code rc = LP_OK;

    for (uint32_t k = c->items[message->storage].first;
         k != LP_CFB_NONE && list.len <= LP_MAIL_VALUE_MAX;
         k = c->items[k].next) {
        uint64_t type = 0;
        bool put = false;

        if (c->items[k].type != LP_CFB_STORAGE ||
            !lp_cfb_begins(c, k, "__recip_version1.0_#")) {
            continue;
        }
        p.storage = k;
        LP_TRY(lp_msg_props_load(&p, err));
        if (lp_msg_number(&p, LP_MSG_RECIPIENT_TYPE, LP_MSG_LONG, &type) &&
            type == want) {
            LP_TRY(put_address(&list, &put, &p, LP_MSG_SMTP, charset, err));
        }
        if (type == want && !put) {
            LP_TRY(put_address(&list, &put, &p, LP_MSG_ADDRESS, charset, err));
        }
    }
    begin(f, field);
    lp_buf_put(&f->text, lp_buf_slice(&list));
    finish(f, field);

done:
    lp_msg_props_release(&p);
    lp_buf_release(&list);
    return rc;
}

static void
take_date(struct lp_msg_fields *f, const struct lp_msg_props *p)
{
    uint64_t ticks = 0;
    struct tm tm;
    time_t t;

    begin(f, LP_MAIL_DATE);
    if (lp_msg_number(p, LP_MSG_SUBMITTED, LP_MSG_TIME, &ticks)) {
        t = (time_t)((int64_t)(ticks / TICKS) - EPOCH_SECONDS);
        if (gmtime_r(&t, &tm) != NULL && tm.tm_year >= 0 &&
            tm.tm_year < 9999 - 1900) {
            lp_buf_printf(&f->text, "%04d-%02d-%02dT%02d:%02d:%02dZ",
                          tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday,
                          tm.tm_hour, tm.tm_min, tm.tm_sec);
        }
    }
    finish(f, LP_MAIL_DATE);
}

/* The header that the message was transported with, if it is there. */
static enum lp_code
take_header(struct lp_msg_fields *f, const struct lp_msg_props *p,
            const struct lp_limits *limits, struct lp_err *err)
{
    struct lp_mail_head head = {.own = &f->own};
    struct lp_mail_cut cut = {.begins = true};
    struct lp_source from = {0};
    struct lp_buf text = {0};
    bool there;
    enum lp_code rc;

    LP_TRY(lp_msg_text(&text, &there, p, LP_MSG_HEADERS,
                       lp_msg_charset(p, false), limits->header, err));
    if (there) {
        LP_TRY(lp_source_bytes(&from, lp_buf_slice(&text), NULL, err));
        cut.hand.feed.from = &from;
        LP_TRY(lp_mail_head_take(&head, &cut, limits, err));
        f->repeated = head.repeated;
    }

done:
    lp_mail_cut_release(&cut);
    lp_mail_head_release(&head);
    lp_source_release(&from);
    lp_buf_release(&text);
    return rc;
}

enum lp_code
lp_msg_fields_take(struct lp_msg_fields *f, const struct lp_msg_props *p,
                   const struct lp_limits *limits, struct lp_err *err)
{
    static const unsigned from[2] = {LP_MSG_REPRESENTED_SMTP,
                                     LP_MSG_REPRESENTED};
    static const unsigned sender[2] = {LP_MSG_SENDER_SMTP, LP_MSG_SENDER};
    enum lp_code rc;

    LP_TRY(take_header(f, p, limits, err));
    LP_TRY(take_author(f, LP_MAIL_FROM, p, from, err));
    LP_TRY(take_author(f, LP_MAIL_SENDER, p, sender, err));
    LP_TRY(take_recipients(f, LP_MAIL_TO, 1, p, err));
    LP_TRY(take_recipients(f, LP_MAIL_CC, 2, p, err));
    take_date(f, p);
    LP_TRY(take_text(f, LP_MAIL_SUBJECT, p, LP_MSG_SUBJECT, err));
    leave_prefix_length(f);
    LP_TRY(take_text(f, LP_MAIL_MESSAGE_ID, p, LP_MSG_ID, err));
    LP_TRY(take_text(f, LP_MAIL_IN_REPLY_TO, p, LP_MSG_IN_REPLY_TO, err));
    LP_TRY(take_text(f, LP_MAIL_REFERENCES, p, LP_MSG_REFERENCES, err));
    rc = lp_buf_check(&f->text, err);

done:
    return rc;
}

/* Fill in what the header does not have. */
static void
fill(const struct lp_msg_fields *f, unsigned field, struct lp_slice *to)
{
    if (to->data == NULL && f->of[field].there) {
        *to = lp_buf_part(&f->text, f->of[field].at, f->of[field].len);
    }
}

void
lp_msg_fields_get(const struct lp_msg_fields *f, struct lp_mail_fields *out)
{
    lp_mail_own_fields(&f->own, out);
    fill(f, LP_MAIL_FROM, &out->from);
    fill(f, LP_MAIL_SENDER, &out->sender);
    fill(f, LP_MAIL_TO, &out->to);
    fill(f, LP_MAIL_CC, &out->cc);
    fill(f, LP_MAIL_DATE, &out->date);
    fill(f, LP_MAIL_SUBJECT, &out->subject);
    fill(f, LP_MAIL_MESSAGE_ID, &out->message_id);
    fill(f, LP_MAIL_IN_REPLY_TO, &out->in_reply_to);
    fill(f, LP_MAIL_REFERENCES, &out->references);
}

void
lp_msg_fields_release(struct lp_msg_fields *f)
{
    lp_mail_own_release(&f->own);
    lp_buf_release(&f->text);
}
