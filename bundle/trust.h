#ifndef LP_BUNDLE_TRUST_H
#define LP_BUNDLE_TRUST_H

#include "base/buf.h"
#include "crypto/key.h"

/* Public keys that the user trusts, each with the name he knows it by. */
struct lp_trust {
    struct lp_key_public *key;
    struct lp_buf *name; /* as found in the file: words, not to be believed */
    size_t n;
};

/* One key: the path of a minisign public key file, or its base64 line. */
LP_MUST_USE enum lp_code lp_trust_key(struct lp_trust *t, const char *spec,
                                      struct lp_err *err);

/* All keys of a trust file. */
LP_MUST_USE enum lp_code lp_trust_file(struct lp_trust *t, const char *path,
                                       struct lp_err *err);
void lp_trust_release(struct lp_trust *t);

#endif
