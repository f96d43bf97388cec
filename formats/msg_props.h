#ifndef LP_FORMATS_MSG_PROPS_H
#define LP_FORMATS_MSG_PROPS_H

#include "formats/cfb_stream.h"

/* Properties that are asked for ([MS-OXPROPS]). */
enum {
    LP_MSG_SUBJECT = 0x0037,
    LP_MSG_SUBMITTED = 0x0039,
    LP_MSG_REPRESENTED_TYPE = 0x0064,
    LP_MSG_REPRESENTED = 0x0065,
    LP_MSG_HEADERS = 0x007d,
    LP_MSG_RECIPIENT_TYPE = 0x0c15,
    LP_MSG_SENDER = 0x0c1f,
    LP_MSG_BODY = 0x1000,
    LP_MSG_RTF = 0x1009,
    LP_MSG_HTML = 0x1013,
    LP_MSG_ID = 0x1035,
    LP_MSG_REFERENCES = 0x1039,
    LP_MSG_IN_REPLY_TO = 0x1042,
    LP_MSG_ADDRESS = 0x3003,
    LP_MSG_NAME_SHORT = 0x3704,
    LP_MSG_NAME_LONG = 0x3707,
    LP_MSG_DATA = 0x3701,
    LP_MSG_METHOD = 0x3705,
    LP_MSG_MIME = 0x370e,
    LP_MSG_SMTP = 0x39fe,
    LP_MSG_CODEPAGE_INTERNET = 0x3fde,
    LP_MSG_CODEPAGE = 0x3ffd,
    LP_MSG_SENDER_SMTP = 0x5d01,
    LP_MSG_REPRESENTED_SMTP = 0x5d02,
};

/* The types of properties that are read ([MS-OXCDATA] 2.11.1). */
enum {
    LP_MSG_LONG = 0x0003,
    LP_MSG_OBJECT = 0x000d,
    LP_MSG_BYTES8 = 0x001e, /* a string in the code page of the message */
    LP_MSG_UNICODE = 0x001f,
    LP_MSG_TIME = 0x0040,
    LP_MSG_BINARY = 0x0102,
};

/* The properties of one storage: a message, recipient or attachment. Zeroed
 * but for the first two, nothing was loaded. */
struct lp_msg_props {
    const struct lp_cfb *cfb;
    uint32_t storage;
    struct lp_buf fixed; /* the property stream ... */
    size_t skip;         /* ... whose header has this size */
};

/* Load the property stream. LP_E_FORMAT with LP_RULE_MSG if there is none, or
 * its size cannot be that of one. */
LP_MUST_USE enum lp_code lp_msg_props_load(struct lp_msg_props *p,
                                           struct lp_err *err);
void lp_msg_props_release(struct lp_msg_props *p);

/* Whether the fixed property is there, and its 8 bytes as a number. */
bool lp_msg_number(const struct lp_msg_props *p, unsigned id, unsigned type,
                   uint64_t *out);

/* The stream or storage of the property; LP_CFB_NONE if it is not there. */
uint32_t lp_msg_stream(const struct lp_msg_props *p, unsigned id,
                       unsigned type);

/* The charset that Windows calls by this number, as MIME calls it; empty if it
 * is not known here. Lives for ever. */
struct lp_slice lp_msg_codepage(uint64_t number);

/* The charset of its 8-bit strings, or that of its HTML, as MIME calls it;
 * lives for ever. */
struct lp_slice lp_msg_charset(const struct lp_msg_props *p, bool html);

/* Append bytes in that charset as UTF-8, without NULs at the end, which some
 * writers count. */
LP_MUST_USE enum lp_code lp_msg_decode(struct lp_buf *to, struct lp_slice bytes,
                                       struct lp_slice charset,
                                       struct lp_err *err);

/* Append a string in UTF-8, at most `most` bytes of the file; `*there` says
 * whether it is there. `charset` is that of 8-bit strings. */
LP_MUST_USE enum lp_code lp_msg_text(struct lp_buf *to, bool *there,
                                     const struct lp_msg_props *p, unsigned id,
                                     struct lp_slice charset, uint64_t most,
                                     struct lp_err *err);

#endif
