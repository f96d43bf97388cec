#ifndef LP_BUNDLE_BAG_FILES_H
#define LP_BUNDLE_BAG_FILES_H

#include "bundle/inputs.h"

/* What lies in a bag, or is to be fetched into it, by its path. */
struct lp_bag_file {
    size_t name; /* where, in `text` */
    size_t name_len;
    size_t key; /* likewise: the name as lp_bag_name_key folds it */
    size_t key_len;
    size_t digests;    /* where, in `digests` */
    enum lp_kind kind; /* OTHER: a file; else DIR, SYMLINK, ... */
    uint16_t closed;   /* enum lp_rule: why it could not be read */
    bool read;         /* there are digests */
    bool changed;      /* ... and a manifest has another */
    bool has_size;
    uint64_t size;
    uint64_t listed; /* a bit for each manifest that lists it */
};

struct lp_bag_files {
    struct lp_bag_file *of; /* sorted by name, once lp_bag_files_sort ran */
    size_t n;
    size_t cap;
    size_t *by_key; /* sorted by key; NULL until somebody asked */
    struct lp_buf text;
    struct lp_buf digests;
    unsigned algs; /* bits 1 << enum lp_alg: which digests are kept */
};

/* Add one; its name is copied. NULL: no memory. */
struct lp_bag_file *lp_bag_files_add(struct lp_bag_files *f,
                                     struct lp_slice name, struct lp_err *err);
void lp_bag_files_sort(struct lp_bag_files *f);

/* Walk `folder` and take in all that is there, with the digests `f->algs`; no
 * link is followed, but at its top if `only` is not empty: then nothing but
 * these entries, each of which ends with NUL, is looked at. The file `skip`
 * (may be NULL), and its signature, are left out. */
LP_MUST_USE enum lp_code
lp_bag_files_walk(struct lp_bag_files *f, const char *folder,
                  struct lp_slice only, const char *skip,
                  const struct lp_walk_how *how,
                  const struct lp_listener *listener, struct lp_err *err);

/* The one of this name; NULL if there is none. */
struct lp_bag_file *lp_bag_files_find(const struct lp_bag_files *f,
                                      struct lp_slice name);

/**
 * The first one whose name is this one but for its Unicode form, and with
 * `fold` but for case. NULL: there is none. LP_E_MEMORY.
 */
LP_MUST_USE enum lp_code lp_bag_files_alike(struct lp_bag_files *f,
                                            struct lp_slice name, bool fold,
                                            struct lp_bag_file **out,
                                            struct lp_err *err);

/* Number `i` in the order of keys, once lp_bag_files_alike or this made them;
 * twins follow each other. */
LP_MUST_USE enum lp_code lp_bag_files_keys(struct lp_bag_files *f,
                                           struct lp_err *err);
struct lp_slice lp_bag_files_name(const struct lp_bag_files *f,
                                  const struct lp_bag_file *file);
struct lp_slice lp_bag_files_key(const struct lp_bag_files *f,
                                 const struct lp_bag_file *file);

/* The digest of a file that was read. */
const uint8_t *lp_bag_files_digest(const struct lp_bag_files *f,
                                   const struct lp_bag_file *file,
                                   enum lp_alg alg);
void lp_bag_files_release(struct lp_bag_files *f);

#endif
