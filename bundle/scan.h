#ifndef LP_BUNDLE_SCAN_H
#define LP_BUNDLE_SCAN_H

#include <sys/types.h>

#include "bundle/walk.h"

/* One thing that the user named, opened by the speaker. */
struct lp_root {
    int fd;  /* of a file or a folder; -1 if it could not be opened */
    int sys; /* errno, if so */
    struct lp_slice base; /* its name in the bundle; empty: a folder whose
                             entries are the bundle's top level */
    bool folder;
};

/* What a walk starts from. */
struct lp_scan {
    const struct lp_root *root; /* in canonical order */
    size_t n;
    dev_t skip_dev;          /* in the folder with this identity ... */
    ino_t skip_ino;          /* ... */
    const char *const *skip; /* ... entries of these names are not there; NULL
                                ends; may be NULL */
};

/*
 * Find every file below the roots in canonical order (raw bytes of the path, a
 * folder as if its name ended in '/'), without following a link, and queue it
 * for the pool of `w`. Closes `own` behind the last. Folders that hold
 * something are not recorded.
 */
void lp_scan_run(struct lp_walk *w, const struct lp_scan *s,
                 struct lp_seg *own);

/* Count what lp_scan_run would find, for a progress display: adds up files and
 * bytes as it goes, until `*stop`. */
void lp_scan_count(const struct lp_scan *s, atomic_uint_least64_t *files,
                   atomic_uint_least64_t *bytes, const atomic_bool *stop);

#endif
