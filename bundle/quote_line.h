#ifndef LP_BUNDLE_QUOTE_LINE_H
#define LP_BUNDLE_QUOTE_LINE_H

#include <stdbool.h>

#include "base/slice.h"

/*
 * What a line of a message's text is to a quotation, by the rule of
 * docs/FORMAT-gaps.md. Lines are UTF-8, without their ends.
 */
struct lp_quote_line {
    unsigned depth;       /* marks of quotation before it */
    struct lp_slice text; /* what stands behind them, without blanks around */
};

void lp_quote_line_read(struct lp_quote_line *l, struct lp_slice line);

/* The fields that mail programs write over what they quote. */
enum lp_quote_field {
    LP_QUOTE_NO_FIELD,
    LP_QUOTE_FROM,
    LP_QUOTE_DATE,
    LP_QUOTE_SUBJECT,
};

/* Which of them a text is: one of their names, a colon, and a value. */
enum lp_quote_field lp_quote_field_of(struct lp_slice text);

/* Whether a text says that somebody wrote what follows: it has a verb of that,
 * where the language has it, and ends in a colon. */
bool lp_quote_wrote(struct lp_slice text);

/* Whether it may have a date: two numbers at least. */
bool lp_quote_dated(struct lp_slice text);

/* Whether what is quoted ends here: at a signature, or what a list adds. */
bool lp_quote_ends(struct lp_slice text);

/* Whether it may stand for something that was left out. */
bool lp_quote_skips(struct lp_slice text);

#endif
