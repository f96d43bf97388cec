#ifndef LP_BUNDLE_DO_DIFF_H
#define LP_BUNDLE_DO_DIFF_H

#include "bundle/compare.h"

/* Two manifests, two flat lists of digests, one of each, or two sets. */
struct lp_diff_options {
    const char *a;
    const char *b;
    lp_verified *told; /* MISSING: only in `a`; ADDED: only in `b` */
    void *who;
};

struct lp_diff_report {
    bool sets;
    bool same_bytes;   /* one is the other, word for word */
    bool same_content; /* the documents are the same, and all are known; what
                          differs otherwise is counted, but was not told */
    uint64_t count[LP_VERIFY_COUNT]; /* of sets: what has a key */
    uint64_t undigested;             /* documents that one side cannot know */
};

/**
 * Compare what two files say; no other file is read, and no signature asked.
 *
 * First path by path, then the documents in containers that differ. Sets are
 * compared by their keys for the documents' own bytes; of keyed ones only two
 * under the same secret, and these are only counted. A list must give SHA-256
 * digests. LP_E_USAGE if the two cannot be compared; LP_E_FORMAT if one is
 * malformed.
 */
LP_MUST_USE enum lp_code lp_do_diff(const struct lp_diff_options *o,
                                    struct lp_diff_report *report,
                                    struct lp_err *err);

#endif
