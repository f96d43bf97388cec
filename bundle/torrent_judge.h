#ifndef LP_BUNDLE_TORRENT_JUDGE_H
#define LP_BUNDLE_TORRENT_JUDGE_H

#include "bundle/torrenting.h"

/* What became of one file of a torrent. */
struct lp_torrent_outcome {
    struct lp_verify_event e; /* but for its path and note */
    char note[96];
};

/* What the walk found at the path of a file; NULL: nothing, or it is never to
 * be looked for. */
struct lp_bag_file *lp_torrent_met(const struct lp_torrenting *v,
                                   const struct lp_torrent_file *file);

/**
 * Compare the pieces of version 1, into `v->seen`, and tell of those that
 * several files share and that are wrong.
 *
 * Of a hybrid, only what has its root is compared by pieces too: if these are
 * others, the torrent tells of two contents, and that is told.
 */
LP_MUST_USE enum lp_code lp_torrent_compare(struct lp_torrenting *v,
                                            struct lp_err *err);

/* Judge file `i`, once the pieces are compared. */
void lp_torrent_judge(const struct lp_torrenting *v, size_t i,
                      struct lp_torrent_outcome *c);

/* Whether `is`, which matches, has the digests that the torrent gives it
 * beside. */
bool lp_torrent_hinted(const struct lp_torrenting *v,
                       const struct lp_torrent_file *file,
                       const struct lp_bag_file *is);

#endif
