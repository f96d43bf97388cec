#ifndef LP_FORMATS_OLE_TEXT_H
#define LP_FORMATS_OLE_TEXT_H

#include "base/err.h"
#include "formats/text_put.h"

/*
 * What text a document of the old formats has, on its way out: UTF-16, or
 * bytes, in pieces cut anywhere. Zeroed but for `put.sink`, it is ready; it
 * owns nothing.
 */
struct lp_ole_text {
    struct lp_text_put put;
    uint64_t bytes; /* so far, as UTF-8 */
    uint16_t high;  /* half a character that waits for its other half; or 0 */
    bool full;      /* it is more than the limit; nothing more was put */
};

/* Put a unit of UTF-16. Half a character becomes U+FFFD. */
void lp_ole_text_unit(struct lp_ole_text *t, uint16_t unit);

/* Put bytes of UTF-8. */
void lp_ole_text_utf8(struct lp_ole_text *t, struct lp_slice utf8);

/* Another page begins. */
void lp_ole_text_page(struct lp_ole_text *t);

/* Hand everything to the sink. LP_E_LIMIT with LP_RULE_LIMIT_TEXT if it was
 * too much. */
LP_MUST_USE enum lp_code lp_ole_text_end(struct lp_ole_text *t,
                                         struct lp_err *err);

/* LP_E_LIMIT with LP_RULE_LIMIT_TEXT. */
enum lp_code lp_ole_too_large(struct lp_err *err);

/* LP_E_FORMAT with LP_RULE_CFB: what stands there is no such document. */
enum lp_code lp_ole_broken(struct lp_err *err, uint64_t at, const char *why);

#endif
