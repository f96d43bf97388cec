#ifndef LP_FORMATS_MAIL_ID_H
#define LP_FORMATS_MAIL_ID_H

#include "base/err.h"
#include "base/slice.h"

/**
 * Take the next message identifier of a Message-ID, In-Reply-To or References
 * (RFC 5322, 3.6.4) off the front of `rest`: from an opening angle bracket to
 * the next closing one, both with it. Of two opening ones the later counts. An
 * identifier of nothing but blanks is none; what stands between identifiers is
 * passed over. False if there is none left.
 */
LP_MUST_USE bool lp_mail_id_next(struct lp_slice *rest, struct lp_slice *out);

/* The identifier that a Message-ID gives: the first one in angle brackets, or
 * else all of it without the blanks around it; empty if that is nothing. */
struct lp_slice lp_mail_id_of(struct lp_slice value);

#endif
