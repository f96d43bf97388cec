#ifndef LP_FORMATS_TORRENT_TREE_H
#define LP_FORMATS_TORRENT_TREE_H

#include "formats/torrent_field.h"

/* Version 2 (BEP 52): add the files of the tree in `info`, with the layers of
 * `top`, the whole torrent. The length of a piece is there already. */
LP_MUST_USE enum lp_code lp_torrent_tree(struct lp_torrent *t,
                                         const struct lp_bencode *top,
                                         const struct lp_bencode *info,
                                         struct lp_err *err);

#endif
