#ifndef LP_FORMATS_SIGFILE_H
#define LP_FORMATS_SIGFILE_H

#include "base/buf.h"

/*
 * A detached signature in the format of minisign. There is one spelling of
 * each signature but for its untrusted comment, which nobody signs: a parsed
 * file written again gives the same bytes.
 */

#define LP_SIGFILE_MAX ((size_t)64 * 1024)
#define LP_SIGFILE_TRUSTED_MAX ((size_t)8192)
#define LP_SIGFILE_UNTRUSTED_MAX ((size_t)1000)

struct lp_sigfile {
    bool legacy; /* `Ed`, over the file itself; else `ED`, over its hash */
    uint8_t keynum[8];
    uint8_t sig[64];
    uint8_t global[64]; /* over sig and the trusted comment */
    struct lp_slice trusted;
    struct lp_slice untrusted; /* any byte but NUL, CR and LF; unsigned */
};

/* Whether `comment` may be signed along: UTF-8 of at most
 * LP_SIGFILE_TRUSTED_MAX bytes, without controls but TAB. */
bool lp_sigfile_comment_lawful(struct lp_slice comment);

/**
 * Parse a whole signature file of exactly four lines.
 *
 * The comments borrow from `text`. LP_E_FORMAT names the line, or says what
 * the file is instead; LP_E_LIMIT if it or a comment is too long. `out` is
 * untouched on failure.
 */
LP_MUST_USE enum lp_code lp_sigfile_parse(struct lp_sigfile *out,
                                          struct lp_slice text,
                                          struct lp_err *err);

/* Append the four lines. LP_E_USAGE for a comment that the grammar refuses. */
LP_MUST_USE enum lp_code lp_sigfile_write(struct lp_buf *to,
                                          const struct lp_sigfile *sig,
                                          struct lp_err *err);

#endif
