#ifndef LP_FORMATS_TORRENT_LIST_H
#define LP_FORMATS_TORRENT_LIST_H

#include "formats/torrent_field.h"

/* Version 1 (BEP 3, BEP 47): read the files, which are in a row, and the hashes
 * of its pieces, from `info`. Name and length of a piece are there already. */
LP_MUST_USE enum lp_code lp_torrent_list(struct lp_torrent *t,
                                         const struct lp_bencode *info,
                                         struct lp_err *err);

#endif
