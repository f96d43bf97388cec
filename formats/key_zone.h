#ifndef LP_FORMATS_KEY_ZONE_H
#define LP_FORMATS_KEY_ZONE_H

#include "base/buf.h"

/*
 * A record of a zone file in parentheses (RFC 1035, 5.1), as opendkim-genkey
 * writes a key: over several lines, its text in pieces between quotes, with
 * comments behind semicolons.
 */

/* Whether such a record begins in `line`. */
bool lp_key_zone_begins(struct lp_slice line);

/**
 * Read the record that `from` begins with: `*len` bytes up to the end of the
 * line in which its parenthesis closes, or of the first if none does. Its name
 * and text are appended to the buffers, which the caller checks.
 *
 * A name without a domain gets that of the comment behind the record, as
 * opendkim-genkey writes it ("DKIM key SELECTOR for DOMAIN").
 *
 * NULL, or why it is none.
 */
const char *lp_key_zone_read(struct lp_buf *name, struct lp_buf *text,
                             struct lp_slice from, size_t *len);

#endif
