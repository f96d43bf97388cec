#ifndef LP_FORMATS_CHAT_LINE_H
#define LP_FORMATS_CHAT_LINE_H

#include "formats/chat.h"

/* In which order the numbers of a date stand. */
enum lp_chat_order {
    LP_CHAT_ORDER_OPEN, /* nothing tells */
    LP_CHAT_ORDER_DAY,  /* day, month, year */
    LP_CHAT_ORDER_MONTH,
    LP_CHAT_ORDER_YEAR,
    LP_CHAT_ORDER_MIXED, /* no order fits all of them */
};

/* How the first line of a message begins in a text export of WhatsApp. */
struct lp_chat_line {
    bool bracket;     /* "[date, time] ", else "date, time - " */
    unsigned date[3]; /* in the order of the line */
    bool year_first;
    unsigned hour;
    unsigned minute;
    struct lp_slice sender; /* empty: the application itself speaks */
    struct lp_slice text;
};

/* Whether `line` (its end may be there) begins a message. */
bool lp_chat_line(struct lp_chat_line *out, struct lp_slice line);

/* What `order` is when `line` has been seen too. */
enum lp_chat_order lp_chat_line_order(enum lp_chat_order order,
                                      const struct lp_chat_line *line);

/* What the whole of a message says, of which `line` is the head. Dates are
 * read in `order`. */
void lp_chat_lines(struct lp_chat *c, const struct lp_chat_line *line,
                   struct lp_slice message, enum lp_chat_order order);

#endif
