#ifndef LP_BUNDLE_DO_RANGE_H
#define LP_BUNDLE_DO_RANGE_H

#include "bundle/do_verify.h"

struct lp_range_options {
    const char *manifest;
    const char *pieces; /* of one document of the manifest */
    const char *file;   /* which holds bytes of that document, in their place */
    uint64_t at;        /* these are looked at, and what they share a piece
                           with; up to the document's end at most */
    uint64_t len;
    const struct lp_trust *trust;
    bool allow_unsigned;
    lp_verified *told; /* of each run of pieces: MATCHED, CHANGED, or
                          UNREADABLE for what is not there; `note` says which
                          bytes */
    void (*judged)(void *who, const struct lp_signature *s);
    void *who;
};

struct lp_range_report {
    struct lp_verify_report base; /* its counts are of the one file */
    uint64_t at;                  /* what was looked at, in whole pieces */
    uint64_t end;
    uint64_t pieces[LP_VERIFY_COUNT];
    uint64_t names; /* entries of the manifest that the pieces are of */
};

/**
 * Verify a part of a document by the tree, docs/FORMAT-tree.md.
 *
 * The signature of the manifest is judged as ever; length and root of the
 * document must stand in it, and the pieces must lead to that root. Only then
 * bytes are read, and only those of the range. Nothing is parsed but the
 * manifest and the pieces.
 */
LP_MUST_USE enum lp_code lp_do_range(const struct lp_range_options *o,
                                     struct lp_range_report *r,
                                     struct lp_err *err);

#endif
