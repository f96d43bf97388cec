#ifndef LP_BUNDLE_BAG_MAKE_H
#define LP_BUNDLE_BAG_MAKE_H

#include "formats/sums.h"

/* The tag files of a new bag (RFC 8493), of files whose digests are known. They
 * are collected, and written in the end. Zeroed but for `algs`, it is ready. */
struct lp_bag_make {
    unsigned algs; /* of the manifests: MD5, SHA1, SHA256, SHA512 */
    struct lp_buf manifest[LP_ALG_COUNT];
    uint64_t files;
    uint64_t bytes;
    bool sizeless; /* the size of one is not known */
};

/* What a bag can list files by. */
#define LP_BAG_ALGS                                               \
    (1U << LP_ALG_MD5 | 1U << LP_ALG_SHA1 | 1U << LP_ALG_SHA256 | \
     1U << LP_ALG_SHA512)

/* Another payload file. LP_E_USAGE, naming it, if it lacks one of `algs`, or
 * its name is not UTF-8 or leads out of the folder. */
LP_MUST_USE enum lp_code lp_bag_make_put(struct lp_bag_make *m,
                                         const struct lp_sums_item *item,
                                         struct lp_err *err);

/* Write bagit.txt, bag-info.txt, the manifests and the tag manifests into the
 * folder, which must not have a declaration. The payload is not looked for. */
LP_MUST_USE enum lp_code lp_bag_make_write(struct lp_bag_make *m,
                                           const char *folder,
                                           struct lp_err *err);
void lp_bag_make_release(struct lp_bag_make *m);

#endif
