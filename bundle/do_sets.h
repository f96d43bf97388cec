#ifndef LP_BUNDLE_DO_SETS_H
#define LP_BUNDLE_DO_SETS_H

#include "bundle/signature.h"
#include "ledger/set.h"

/* Told of each set; `set` is NULL if it cannot be opened, and then `why` says
 * the reason. Anything but LP_OK ends it. */
typedef enum lp_code lp_set_listed(void *who, const char *path,
                                   struct lp_set *set, const struct lp_err *why,
                                   struct lp_err *err);

/* Open `n` paths, each a set or a folder of sets, one after the other. A set
 * that cannot be opened is told, and the others are still opened. */
LP_MUST_USE enum lp_code lp_do_sets_list(const char *const *paths, size_t n,
                                         lp_set_listed *told, void *who,
                                         struct lp_err *err);

enum lp_set_state {
    LP_SET_WHOLE,
    LP_SET_DAMAGED,    /* not what was written: at byte `at` */
    LP_SET_BROKEN,     /* no set, or one that breaks its own format */
    LP_SET_UNREADABLE, /* the system refused */
};

struct lp_set_verified {
    enum lp_set_state state;
    struct lp_err why; /* of all but WHOLE */
    bool judged;       /* its signature was */
    struct lp_signature signature;
    uint64_t size; /* of the file */
    uint8_t root[LP_KEY_SIZE];
};

/**
 * Check all of the set at `path` and, unless `trust` is NULL, its detached
 * signature, which is looked at in any state. What is wrong with it is an
 * answer, not an error. Release `out` also after a failure.
 */
LP_MUST_USE enum lp_code lp_do_set_verify(const char *path,
                                          const struct lp_trust *trust,
                                          struct lp_set_verified *out,
                                          struct lp_err *err);
void lp_set_verified_release(struct lp_set_verified *v);

/* LP_OK if `path` is a file that begins as a set does, and no link: LP_E_USAGE
 * if it is anything else. */
LP_MUST_USE enum lp_code lp_do_set_removable(const char *path,
                                             struct lp_err *err);

/* Delete the set, and its signature, if there is one: `*signature` says so. */
LP_MUST_USE enum lp_code lp_do_set_remove(const char *path, bool *signature,
                                          struct lp_err *err);

#endif
