#ifndef LP_EVIDENCE_PGP_DIGEST_H
#define LP_EVIDENCE_PGP_DIGEST_H

#include "base/view.h"
#include "evidence/pgp_found.h"

/* In which spellings content is digested. */
enum lp_pgp_how {
    LP_PGP_MAIL, /* CRLF is how mail ends lines: nothing is undone */
    LP_PGP_TEXT, /* a file: CRLF is how its text is signed */
    LP_PGP_FILE, /* a file whose bytes are signed */
};

/**
 * Digest bytes `from` to `to` of `v` with the digests `mask`: as they stand;
 * with CRLF for every bare LF; with LF for every CRLF; with CRLF, and without
 * the `>` that mailboxes put before "From "; and with CRLF, and without blanks
 * at the ends of lines. Only those that differ; of a large FILE, only the
 * first.
 */
LP_MUST_USE enum lp_code lp_pgp_digest(struct lp_pgp_spelled *s,
                                       struct lp_view *v, uint64_t from,
                                       uint64_t to, unsigned mask,
                                       enum lp_pgp_how how, struct lp_err *err);

#endif
