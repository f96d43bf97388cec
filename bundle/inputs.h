#ifndef LP_BUNDLE_INPUTS_H
#define LP_BUNDLE_INPUTS_H

#include "bundle/listen.h"

/* What the user named, opened. */
struct lp_inputs {
    struct lp_root *root; /* in canonical order; names borrow from `name` */
    char **name;
    size_t n;
    bool tree; /* one folder: its entries are the top level */
    const char *skip[5];
    char *skip_folder;
    struct lp_buf skip_names;
};

/**
 * Open `n` paths, for reading only.
 *
 * One folder stands for its entries; otherwise each path is known by its last
 * component, and two of one name are LP_E_USAGE. A path that cannot be opened
 * is kept as unreadable; if none can, and not `lenient`, that is LP_E_IO.
 */
LP_MUST_USE enum lp_code lp_inputs_open(struct lp_inputs *in,
                                        const char *const *paths, size_t n,
                                        bool lenient, struct lp_err *err);

/**
 * Open a folder for comparison with a manifest: all of it (`tree`), or those
 * of its entries that `names` lists (each ends with NUL). Entries that are not
 * there are left out. LP_E_IO or LP_E_USAGE if it is no folder to be read.
 */
LP_MUST_USE enum lp_code lp_inputs_folder(struct lp_inputs *in,
                                          const char *folder, bool tree,
                                          struct lp_slice names,
                                          struct lp_err *err);

/* Leave the file at `path`, what is named after it (FILE.minisig, FILE.tsr)
 * and `temp` (may be NULL) beside it out of the walk. */
LP_MUST_USE enum lp_code lp_inputs_skip(struct lp_inputs *in, const char *path,
                                        const char *temp, struct lp_err *err);

/* Who hears of a walk: the command that asked for it. */
struct lp_listener {
    struct lp_sink sink; /* may be empty */
    lp_progress *progress;
    void *who;
};

/* Walk the inputs in a process of their own and push the records into `sink`.
 * The inputs are used up. */
LP_MUST_USE enum lp_code lp_inputs_walk(struct lp_inputs *in,
                                        const struct lp_walk_how *how,
                                        const struct lp_sink *sink,
                                        const struct lp_listener *listener,
                                        struct lp_err *err);
void lp_inputs_release(struct lp_inputs *in);

#endif
