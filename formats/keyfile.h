#ifndef LP_FORMATS_KEYFILE_H
#define LP_FORMATS_KEYFILE_H

#include "base/buf.h"

/*
 * Key files in the format of minisign. Only their grammar is known here:
 * whether a key is a good one, and what a secret key says, is for crypto.
 *
 * Comments are borrowed from the parsed text. They are words from strangers
 * and prove nothing; any byte but NUL, CR and LF may be in them.
 */

#define LP_KEYFILE_MAX ((size_t)64 * 1024)
#define LP_KEYFILE_COMMENT_MAX ((size_t)1000)

struct lp_keyfile_public {
    uint8_t keynum[8];
    uint8_t key[32];
    struct lp_slice comment; /* of a trust file's one-line keys: the name */
};

struct lp_keyfile_secret {
    bool encrypted; /* false: `box` is plain, the three below are zero */
    uint8_t salt[32];
    uint64_t opslimit; /* as the file claims: a stranger's number */
    uint64_t memlimit;
    uint8_t box[104];
    struct lp_slice comment;
};

/* Distinct keys in the order of the file. Zeroed, it is empty and lawful. */
struct lp_keyfile_trust {
    struct lp_keyfile_public *keys;
    size_t n;
};

enum lp_keyfile_kind {
    LP_KEYFILE_OTHER,
    LP_KEYFILE_EMPTY,
    LP_KEYFILE_PUBLIC,
    LP_KEYFILE_SECRET,
    LP_KEYFILE_SIGNATURE,
    LP_KEYFILE_SIGNIFY_SECRET,
    LP_KEYFILE_OPENSSH_PRIVATE,
    LP_KEYFILE_OPENSSH_PUBLIC,
    LP_KEYFILE_OPENPGP,
    LP_KEYFILE_PEM,
    LP_KEYFILE_AGE,
    LP_KEYFILE_BINARY,
};

/* What `text` looks like, for the words of an error; it decides nothing. */
enum lp_keyfile_kind lp_keyfile_guess(struct lp_slice text);

/* "a public key", "an empty file", ... */
const char *lp_keyfile_kind_name(enum lp_keyfile_kind kind);

/**
 * Parse a public key: a comment line and a base64 line, or the base64 alone
 * as it is given on a command line. The last line end may be missing.
 *
 * LP_E_FORMAT says what was found instead; `out` is then untouched.
 */
LP_MUST_USE enum lp_code lp_keyfile_public_parse(struct lp_keyfile_public *out,
                                                 struct lp_slice text,
                                                 struct lp_err *err);

/* Append the two lines. LP_E_USAGE for a comment that no line can hold. */
LP_MUST_USE enum lp_code
lp_keyfile_public_write(struct lp_buf *to, const struct lp_keyfile_public *key,
                        struct lp_err *err);

/* As lp_keyfile_public_parse, for the two lines of a secret key. The result
 * is a secret: end it with lp_keyfile_secret_release, and wipe `text`. */
LP_MUST_USE enum lp_code lp_keyfile_secret_parse(struct lp_keyfile_secret *out,
                                                 struct lp_slice text,
                                                 struct lp_err *err);

/* Append the two lines. An unencrypted key is a secret in `to`, which the
 * caller wipes; no other copy stays behind if `to` was empty. */
LP_MUST_USE enum lp_code
lp_keyfile_secret_write(struct lp_buf *to, const struct lp_keyfile_secret *key,
                        struct lp_err *err);

/* Wipe. */
void lp_keyfile_secret_release(struct lp_keyfile_secret *key);

/**
 * Parse a list of trusted public keys.
 *
 * Each is an `untrusted comment:` line and a base64 line, or one line of
 * base64, blanks and a name. Lines that begin with `#` and blank lines are
 * passed over. The same key twice is one key, under its first name; the same
 * key under two key ids is refused, and so is a list without a key. Errors
 * name their line; `out` is then empty. The names borrow from `text`.
 */
LP_MUST_USE enum lp_code lp_keyfile_trust_parse(struct lp_keyfile_trust *out,
                                                struct lp_slice text,
                                                struct lp_err *err);
void lp_keyfile_trust_release(struct lp_keyfile_trust *trust);

#endif
