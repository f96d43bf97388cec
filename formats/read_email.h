#ifndef LP_FORMATS_READ_EMAIL_H
#define LP_FORMATS_READ_EMAIL_H

#include "formats/mail_field.h"
#include "formats/reader.h"

/*
 * A message (RFC 5322) and its parts (RFC 2045 to 2049, 2183, 2231), decoded.
 * The leaves of all multiparts are its members, in their order and under the
 * numbers that IMAP gives them (RFC 3501, 6.4.5): "part 1.2", with the name of
 * the part's file behind it if it has one. Lines may end with LF, CRLF or CR.
 *
 * Whatever the bytes are, they are some message: without a header, all is the
 * text of one part. Mail has no checksums, and what is broken is read as well
 * as mailers read it; the flags say that it was.
 */
extern const struct lp_reader_ops lp_read_email;

/* What the message's own header says of who it is: of an open lp_read_email
 * whose input said `identify`; else nothing is there. Borrowed from the reader
 * until its release. */
void lp_read_email_fields(const struct lp_reader *r,
                          struct lp_mail_fields *out);

#endif
