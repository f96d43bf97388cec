#ifndef LP_BUNDLE_DO_BAG_H
#define LP_BUNDLE_DO_BAG_H

#include "bundle/bag.h"

/**
 * Validate the bag in a folder by RFC 8493, or by the older version that it
 * declares: its tag files, that all is there and nothing else, and every
 * digest; docs/FORMAT-lists.md has the rules. Nothing is fetched, no link is
 * followed, and no path that a bag names is ever opened: the folder is walked,
 * and what was found there is compared.
 *
 * A signature of tagmanifest-sha256.txt or tagmanifest-sha512.txt (with
 * .minisig behind its name) is judged if there is one. That a bag is invalid
 * is an answer, not an error.
 */
LP_MUST_USE enum lp_code lp_do_bag(const struct lp_bag_options *o,
                                   const struct lp_listener *listener,
                                   struct lp_bag_report *report,
                                   struct lp_err *err);
void lp_bag_report_release(struct lp_bag_report *r);

/* Whether the folder at `path` has the declaration of a bag. */
bool lp_bag_is_there(const char *path);

#endif
