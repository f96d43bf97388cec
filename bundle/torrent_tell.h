#ifndef LP_BUNDLE_TORRENT_TELL_H
#define LP_BUNDLE_TORRENT_TELL_H

#include "bundle/sink.h"
#include "formats/torrent.h"

/* A torrent where documents are looked for, or published: a list of digests. */

/* Whether the file at `path` is a torrent, by its bytes. */
bool lp_torrent_is_there(const char *path);

/**
 * Tell `family` the files of a torrent of version 2, by root and length, or
 * nothing, with NULL. Empty files and links are passed over: nothing stands for
 * their bytes.
 *
 * LP_E_FORMAT or LP_E_LIMIT if it cannot be relied upon. LP_E_USAGE of one of
 * version 1 alone: that has digests of pieces, and none of a file.
 */
LP_MUST_USE enum lp_code lp_torrent_tell_files(struct lp_slice text,
                                               const struct lp_family *family,
                                               struct lp_err *err);

#endif
