#ifndef LP_FORMATS_ZIP_NAMES_H
#define LP_FORMATS_ZIP_NAMES_H

#include "formats/rule.h"
#include "formats/zip_window.h"

/* What is held of each member: all else is read again when its turn comes. */
struct lp_zip_place {
    uint64_t local;   /* its local header, or UINT64_MAX if nowhere */
    uint64_t central; /* its central header */
    uint64_t name;    /* a hash of its name, while duplicates are sought */
    bool again;       /* not the first of its name */
};

/* A secret of this reading, so that nobody can make names whose hashes meet.
 * No answer depends on it. */
struct lp_zip_key {
    uint64_t k[2];
};

struct lp_zip_key lp_zip_names_key(void);
uint64_t lp_zip_names_hash(struct lp_zip_key key, struct lp_slice name);

/**
 * Mark each of `places` whose name an earlier one has, byte for byte, and
 * note it in `found` at its central header.
 */
LP_MUST_USE enum lp_code lp_zip_names_mark(struct lp_zip_place *places,
                                           size_t n, struct lp_zip_window *w,
                                           struct lp_findings *found,
                                           struct lp_err *err);

#endif
