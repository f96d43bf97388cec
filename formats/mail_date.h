#ifndef LP_FORMATS_MAIL_DATE_H
#define LP_FORMATS_MAIL_DATE_H

#include "base/err.h"
#include "base/slice.h"

/**
 * Read the value of a Date (RFC 5322, 3.3 and 4.3; with it what ctime writes,
 * ISO 8601 and common slips of mailers): `*seconds` since 1970-01-01T00:00:00Z,
 * leap seconds not counted. docs/FORMAT-identity-mail.md has the exact rule.
 *
 * A date without a zone, or with one that no rule knows, is UTC, as RFC 5322
 * has it; the machine's own zone and language never matter. False, and
 * `*seconds` as it was, if it is no date from 1900 to 9999.
 */
LP_MUST_USE bool lp_mail_date(int64_t *seconds, struct lp_slice value);

#endif
