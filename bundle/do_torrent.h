#ifndef LP_BUNDLE_DO_TORRENT_H
#define LP_BUNDLE_DO_TORRENT_H

#include "bundle/torrent_tell.h"
#include "bundle/torrenting.h"

/**
 * Verify a folder against a torrent: its signature first, then the torrent
 * itself, then every file by its root (version 2), or all of them by their
 * pieces (version 1), or both (a hybrid); docs/FORMAT-lists.md has the rules.
 *
 * Nothing is parsed but the torrent. A file whose pieces could not all be
 * compared is UNREADABLE with LP_RULE_TORRENT_UNDECIDED. That a torrent cannot
 * be relied upon, and that files differ, are answers, not errors.
 */
LP_MUST_USE enum lp_code lp_do_torrent(const struct lp_torrent_options *o,
                                       const struct lp_listener *listener,
                                       struct lp_torrent_report *report,
                                       struct lp_err *err);
void lp_torrent_report_release(struct lp_torrent_report *r);

#endif
