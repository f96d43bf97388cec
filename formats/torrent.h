#ifndef LP_FORMATS_TORRENT_H
#define LP_FORMATS_TORRENT_H

#include "formats/torrent_files.h"

/* No torrent that is read is longer. */
#define LP_TORRENT_MAX ((size_t)256 << 20)

/* Whether `text` begins as a torrent does; and whether it has what makes it
 * one, too. */
bool lp_torrent_begins(struct lp_slice text);
bool lp_torrent_recognise(struct lp_slice text);

/**
 * Read the torrent `text`, which must outlive `t`.
 *
 * LP_E_FORMAT or LP_E_LIMIT if it cannot be relied upon, with the rule in
 * err->rule: its grammar or a length in it is wrong, two files have one path,
 * the two halves of a hybrid differ in their files, or it is of a version that
 * is not known. What is wrong with one file is in its flags.
 */
LP_MUST_USE enum lp_code
lp_torrent_get(struct lp_torrent *t, struct lp_slice text, struct lp_err *err);
void lp_torrent_release(struct lp_torrent *t);

/* How many blocks one piece has, of version 2, as a power of 2. */
unsigned lp_torrent_height(const struct lp_torrent *t);

#endif
