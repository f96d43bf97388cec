#ifndef LP_BUNDLE_CARRIED_H
#define LP_BUNDLE_CARRIED_H

#include "base/buf.h"

/* A manifest and what signs it: whoever has the documents may have copies of
 * these among them, and they are no documents. */
struct lp_carried {
    size_t n;
    const char *name[3]; /* last components; in `names` */
    uint8_t digest[3][32];
    struct lp_buf names;
};

/* `text` is the manifest at `path`; signatures beside it that cannot be read
 * are left out. */
LP_MUST_USE enum lp_code lp_carried_read(struct lp_carried *c, const char *path,
                                         struct lp_slice text,
                                         struct lp_err *err);

/* Whether the file at `path`, below the folder, with this SHA-256 is such a
 * copy: at the top of the folder, and by its name too. */
bool lp_carried_is(const struct lp_carried *c, struct lp_slice path,
                   const uint8_t digest[32]);
void lp_carried_release(struct lp_carried *c);

#endif
