#ifndef LP_FORMATS_OLE_TELL_H
#define LP_FORMATS_OLE_TELL_H

#include "formats/cfb_stream.h"

/* What a compound file is, by the streams in its root. */
enum lp_ole {
    LP_OLE_OTHER,
    LP_OLE_MESSAGE, /* of Outlook */
    LP_OLE_WORD,    /* 97 to 2003, as all of these */
    LP_OLE_BOOK,    /* of Excel */
    LP_OLE_SLIDES,  /* of PowerPoint */
    LP_OLE_PACKAGE, /* an encrypted document of a later format */
};

/* Which of them it is. `*item` is the stream that says so. */
enum lp_ole lp_ole_which(const struct lp_cfb *c, uint32_t *item);

/**
 * What the compound file `view` is, and whether it is closed: `*closed` is
 * then LP_RULE_ENC_OFFICE. LP_E_FORMAT or LP_E_LIMIT with a rule: its
 * directory cannot be read, so that nobody knows.
 */
LP_MUST_USE enum lp_code lp_ole_tell(enum lp_ole *out, enum lp_rule *closed,
                                     struct lp_view *view,
                                     const struct lp_limits *limits,
                                     struct lp_err *err);

/* Whether the first bytes of a stream `WordDocument` say that it is encrypted
 * or made hard to read. */
bool lp_ole_word_is_closed(struct lp_slice head);

#endif
