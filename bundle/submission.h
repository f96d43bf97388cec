#ifndef LP_BUNDLE_SUBMISSION_H
#define LP_BUNDLE_SUBMISSION_H

#include "bundle/inputs.h"
#include "formats/sums.h"

/*
 * Documents to compare or to publish: paths to walk, or what stands for them:
 * manifests of what was walked before, flat lists of digests, torrents of
 * version 2, and digests as "sha256:HEX".
 */
struct lp_submission {
    const char *const *paths;
    size_t n;
    struct lp_walk_how how;
    struct lp_sums_form list; /* of lists that may be of several kinds, or, if
                                 that is sure, of all; `file` is not asked */
    const char *out; /* not part of it, should it lie there; may be NULL */
};

struct lp_submission_report {
    size_t manifests; /* how many of the paths were believed to be that, */
    size_t lists;     /* or flat lists of digests, or single digests */
    unsigned
        levels; /* LP_LEVEL_BIT of those at which all of it was looked at */
    uint8_t source[32]; /* SHA-256 of the last manifest or list */
};

/* What a path stands for. */
enum lp_stand_in {
    LP_STAND_IN_NONE, /* itself: a folder, a document, or it is not there */
    LP_STAND_IN_MANIFEST,
    LP_STAND_IN_LIST, /* or a torrent */
    LP_STAND_IN_DIGEST,
};

/**
 * Find out what `path` stands for; of a manifest or a list, `text` gets the
 * bytes. A manifest has a name that ends in .leaf, and must be right in all of
 * it, and made by the rules of this program; else this fails, as for what
 * is no list although `form` says so (its `file` is not asked). A list is known
 * by its first lines. A torrent is a list; LP_E_USAGE of one of version 1
 * alone, which says nothing of a file.
 */
LP_MUST_USE enum lp_code
lp_stand_in_read(const char *path, const struct lp_sums_form *form,
                 struct lp_buf *text, enum lp_stand_in *is, struct lp_err *err);

/* Tell `family` what it stands for. `levels` gets LP_LEVEL_BIT of those at
 * which it was looked at, `source` (may be NULL) the SHA-256 of the manifest or
 * list. */
LP_MUST_USE enum lp_code
lp_stand_in_tell(const char *path, const struct lp_sums_form *form,
                 struct lp_slice text, enum lp_stand_in is,
                 const struct lp_family *family, unsigned *levels,
                 uint8_t *source, struct lp_err *err);

/**
 * Tell `family` all of it: first what stands for documents, each in its turn,
 * then what a walk of the other paths finds. The signature of a manifest is
 * not asked.
 */
LP_MUST_USE enum lp_code lp_submission_tell(const struct lp_submission *s,
                                            const struct lp_family *family,
                                            const struct lp_listener *listener,
                                            struct lp_submission_report *report,
                                            struct lp_err *err);

#endif
