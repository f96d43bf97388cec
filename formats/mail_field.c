#include "formats/mail_field.h"

#include <string.h>
#include <strings.h>

#include "formats/mail_hand.h"

static const char *const names[] = {
    [LP_MAIL_FROM] = "from",
    [LP_MAIL_TO] = "to",
    [LP_MAIL_CC] = "cc",
    [LP_MAIL_SENDER] = "sender",
    [LP_MAIL_DATE] = "date",
    [LP_MAIL_SUBJECT] = "subject",
    [LP_MAIL_MESSAGE_ID] = "message-id",
    [LP_MAIL_TYPE] = "content-type",
    [LP_MAIL_ENCODING] = "content-transfer-encoding",
    [LP_MAIL_DISPOSITION] = "content-disposition",
    [LP_MAIL_IN_REPLY_TO] = "in-reply-to",
    [LP_MAIL_REFERENCES] = "references",
    [LP_MAIL_REPLY_TO] = "reply-to",
    [LP_MAIL_KNOWN] = "bcc",
    "received",
    "return-path",
    "delivered-to",
    "mime-version",
    "resent-from",
    "resent-date",
    "x-mailer",
    "dkim-signature",
    "x-originating-ip",
    "list-id",
    "envelope-to",
};

static bool
is_blank(uint8_t c)
{
    return c == ' ' || c == '\t';
}

enum lp_mail_read
lp_mail_field_read(struct lp_slice line, struct lp_slice *name,
                   struct lp_slice *value)
{
    size_t n = 0;
    size_t colon;

    if (line.len == 0) {
        return LP_MAIL_READ_BLANK;
    }
    if (is_blank(line.data[0])) {
        return LP_MAIL_READ_MORE;
    }
    line = lp_slice_head(line, LP_MAIL_LINE_MAX);
    while (n < line.len && line.data[n] > 32 && line.data[n] < 127 &&
           line.data[n] != ':') {
        n++;
    }
    colon = n;
    while (colon < line.len && is_blank(line.data[colon])) {
        colon++;
    }
    if (colon < line.len && line.data[colon] == ':') {
        *name = lp_slice_head(line, n);
        *value = lp_slice_from(line, colon + 1);
        return LP_MAIL_READ_FIELD;
    }
    if (lp_slice_begins(line, lp_slice_str("From ")) ||
        lp_slice_begins(line, lp_slice_str(">From "))) {
        return LP_MAIL_READ_ENVELOPE;
    }
    return LP_MAIL_READ_OTHER;
}

unsigned
lp_mail_field_find(struct lp_slice name)
{
    for (unsigned i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (name.len == strlen(names[i]) &&
            strncasecmp((const char *)name.data, names[i], name.len) == 0) {
            return i;
        }
    }
    return LP_MAIL_UNKNOWN;
}

bool
lp_mail_field_listed(unsigned field)
{
    return field < sizeof names / sizeof names[0] &&
           field != LP_MAIL_ENCODING && field != LP_MAIL_DISPOSITION;
}
