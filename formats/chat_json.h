#ifndef LP_FORMATS_CHAT_JSON_H
#define LP_FORMATS_CHAT_JSON_H

#include "formats/chat.h"

/* Exports of chats that are JSON. */
enum lp_chat_of {
    LP_CHAT_NONE,
    LP_CHAT_TELEGRAM,
    LP_CHAT_SLACK,
    LP_CHAT_SIGNAL,
};

/* Who is who in an export of Signal: its own numbers, and what stands for a
 * person elsewhere. Zeroed, it is empty. */
struct lp_chat_people {
    struct lp_buf numbers; /* 8 bytes and 4 bytes each: where its name begins */
    struct lp_buf names;   /* each with a NUL */
};

void lp_chat_people_release(struct lp_chat_people *p);

/* What an object of an export is. */
struct lp_chat_item {
    bool message;
    enum lp_rule wrong; /* NONE; or why nothing is known of it */
};

/**
 * Read one object. `place` is the chat that it was found in, for `c`, or empty.
 * `people` is added to, or asked. Nothing of what the object does not say is
 * in `c`, which must be clear.
 */
LP_MUST_USE enum lp_code lp_chat_json(struct lp_chat_item *out,
                                      enum lp_chat_of of,
                                      struct lp_slice object,
                                      struct lp_slice place,
                                      struct lp_chat_people *people,
                                      struct lp_chat *c, struct lp_err *err);

/* Which export has an object like this: NONE if that does not show. */
enum lp_chat_of lp_chat_json_kind(struct lp_slice object);

#endif
