#ifndef LP_BUNDLE_HEADING_H
#define LP_BUNDLE_HEADING_H

#include "bundle/record.h"
#include "formats/mail_field.h"
#include "formats/reader.h"

/*
 * Put into `r`, a message, what its reader `from` says of its header: digests
 * for its identities if `levels` (LP_LEVEL_BIT of each) has that of messages;
 * and, if `facts` is not NULL, what it refers to, which is kept there and
 * borrowed.
 */
LP_MUST_USE enum lp_code lp_heading_note(struct lp_record *r,
                                         const struct lp_reader *from,
                                         unsigned levels, struct lp_buf *facts,
                                         struct lp_err *err);

/* Take the facts of a message apart; what is got borrows. False if they are
 * none. */
LP_MUST_USE bool lp_heading_facts(struct lp_mail_fields *out,
                                  struct lp_slice facts);

#endif
