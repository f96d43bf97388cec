#ifndef LP_BUNDLE_DO_SEAL_H
#define LP_BUNDLE_DO_SEAL_H

#include "base/buf.h"
#include "formats/manifest.h"

/* Asks for a passphrase; puts it into `to`, which the caller wipes. `again`:
 * a new one, to be typed twice. */
typedef enum lp_code lp_ask(void *who, struct lp_buf *to, bool again,
                            struct lp_err *err);

struct lp_keygen_options {
    const char *secret; /* where the secret key goes; never replaced */
    const char *public; /* where the public key goes; likewise */
    lp_ask *ask;        /* NULL: do not encrypt */
    void *who;
};

/* Make a key pair in minisign's format, the secret one readable by its owner
 * only. `id` gets the key id, `public_line` the base64 line. */
LP_MUST_USE enum lp_code lp_do_keygen(const struct lp_keygen_options *o,
                                      char id[17], struct lp_buf *public_line,
                                      struct lp_err *err);

/* What is about to be signed. */
struct lp_sign_what {
    const char *path;
    bool manifest; /* else a published set ... */
    bool list;     /* ... or a list of digests */
    struct lp_manifest_trailer trailer;
    uint64_t size;
};

struct lp_sign_options {
    const char *path;   /* a manifest or a published set */
    const char *secret; /* the key file */
    int64_t now;        /* seconds since 1970, for the trusted comment */
    lp_ask *ask;
    /* Told before the passphrase is asked for; may be NULL. */
    void (*show)(void *who, const struct lp_sign_what *what);
    void *who;
};

/**
 * Sign PATH into PATH.minisig, replacing an older signature.
 *
 * A manifest is read strictly first: what could not be verified later is not
 * signed. LP_E_TRUST if the key file can be read by others, or the passphrase
 * is wrong.
 */
LP_MUST_USE enum lp_code lp_do_sign(const struct lp_sign_options *o,
                                    char id[17], struct lp_err *err);

#endif
