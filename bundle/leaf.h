#ifndef LP_BUNDLE_LEAF_H
#define LP_BUNDLE_LEAF_H

#include "base/file.h"
#include "bundle/sink.h"
#include "bundle/walker.h"
#include "formats/manifest.h"

/*
 * Between records and manifests: one way to write a walk down, and one way to
 * have what was written told again.
 */

/* A manifest being written. */
struct lp_leaf;

/* Start the manifest that will be at `path`; it appears there when finished.
 * `tree` and `how` say how the walk is made. */
LP_MUST_USE enum lp_code lp_leaf_new(struct lp_leaf **out, const char *path,
                                     bool tree, const struct lp_walk_how *how,
                                     struct lp_err *err);

/* The name of the temporary file beside `path`, to be left out of a walk. */
const char *lp_leaf_temp(const struct lp_leaf *l);

struct lp_family lp_leaf_family(struct lp_leaf *l);

/* Write the trailer, give the file its name. `sha256` gets its digest. */
LP_MUST_USE enum lp_code lp_leaf_finish(struct lp_leaf *l, uint8_t sha256[32],
                                        struct lp_err *err);
void lp_leaf_free(struct lp_leaf *l); /* NULL is nothing */

/**
 * Tell `family` what the manifest in `text` says, as a walk would have.
 *
 * The whole text is checked: grammar, order, counts and root; but records are
 * told as they are read, so that nothing counts before LP_OK. `family` may be
 * NULL.
 */
LP_MUST_USE enum lp_code lp_leaf_tell(struct lp_slice text,
                                      const struct lp_family *family,
                                      struct lp_manifest_trailer *trailer,
                                      struct lp_err *err);

/* LP_E_USAGE unless the identities of a manifest with this trailer were made by
 * the rules of this program: those of others could never agree. */
LP_MUST_USE enum lp_code lp_leaf_levels(const struct lp_manifest_trailer *t,
                                        struct lp_err *err);

/* Append the lines that a manifest has for `r`. */
void lp_leaf_text(struct lp_buf *to, const struct lp_record *r,
                  const struct lp_where *at);

/* The locator of a member below its file on disk; borrowed from `at`. */
struct lp_slice lp_leaf_below(const struct lp_where *at);

/* Add what `r` is to the counts of a trailer. */
void lp_leaf_count(struct lp_manifest_trailer *t, const struct lp_record *r);

/* The record that a manifest's item stands for, without name and depth. */
struct lp_record lp_leaf_record(const struct lp_manifest_item *item);

#endif
