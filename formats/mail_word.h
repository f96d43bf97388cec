#ifndef LP_FORMATS_MAIL_WORD_H
#define LP_FORMATS_MAIL_WORD_H

#include "base/buf.h"

/* Append `text` with its encoded words (RFC 2047) as UTF-8, wherever they
 * stand: mailers put them into quotes too. Blanks between two words are not
 * of the text. Words that we cannot read stay as they are, and so do those
 * behind 64 runs of words of one charset each. */
void lp_mail_word(struct lp_buf *to, struct lp_slice text);

#endif
