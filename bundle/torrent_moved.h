#ifndef LP_BUNDLE_TORRENT_MOVED_H
#define LP_BUNDLE_TORRENT_MOVED_H

#include "bundle/torrenting.h"

/* Of one file that is missing so many of its length are looked at. */
#define LP_TORRENT_TRIES 64

/**
 * Find files of the torrent that lie elsewhere in its folder: of version 2 by
 * length and root; of version 1 alone by length, and the pieces that lie wholly
 * in them. A file without such a piece is not looked for. Sets `elsewhere` and
 * `path` in `v->seen`.
 */
LP_MUST_USE enum lp_code lp_torrent_moved(struct lp_torrenting *v,
                                          struct lp_err *err);

#endif
