#ifndef LP_CMD_SAY_H
#define LP_CMD_SAY_H

#include <stdio.h>

#include "base/slice.h"

/* Print words that are not ours, escaped as in docs/FORMAT-locator.md: a name
 * or an argument cannot speak to the terminal. */
void lp_say(FILE *to, struct lp_slice words);
void lp_say_text(FILE *to, const char *words);

/* "1 file", "2 files". */
void lp_say_count(FILE *to, uint64_t n, const char *noun);

/* The same with a comma between thousands: "27,252 documents". */
void lp_say_grouped(FILE *to, uint64_t n);
void lp_say_many(FILE *to, uint64_t n, const char *noun);

#endif
