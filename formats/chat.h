#ifndef LP_FORMATS_CHAT_H
#define LP_FORMATS_CHAT_H

#include "base/buf.h"
#include "formats/entry.h"

/* What an export says of one message of a chat. Zeroed, it is empty; all text
 * is UTF-8. docs/FORMAT-identity-chat.md. */
struct lp_chat {
    const char *network; /* "telegram", ... */
    struct lp_buf place; /* the group or channel, as its network knows it */
    struct lp_buf sender;
    struct lp_buf when; /* the time as its network states it */
    bool has_time;
    int64_t time;           /* the same, seconds since 1970 */
    struct lp_buf said;     /* what the sender wrote */
    struct lp_buf attached; /* a space and a reference for each attachment */

    struct lp_buf form; /* lp_chat_form made it */
};

void lp_chat_clear(struct lp_chat *c);

/* Make the form of chat-v1, or leave it empty: then there is no identity. */
void lp_chat_form(struct lp_chat *c);

/* Put into `e` what `c` says as the n-th message of its export. `e` borrows
 * from `c` and `name`. */
LP_MUST_USE enum lp_code lp_chat_entry(struct lp_entry *e,
                                       const struct lp_chat *c, uint64_t n,
                                       struct lp_buf *name, struct lp_err *err);

LP_MUST_USE enum lp_code lp_chat_check(const struct lp_chat *c,
                                       struct lp_err *err);
void lp_chat_release(struct lp_chat *c);

#endif
