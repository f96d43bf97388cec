#ifndef LP_CMD_TORRENTS_H
#define LP_CMD_TORRENTS_H

#include "bundle/do_torrent.h"
#include "cmd/common.h"

/* Verify by the torrent that `o` names and show what was found. Returns the
 * exit code. */
int lp_torrents_run(struct lp_env *env, const struct lp_common *c,
                    const struct lp_torrent_options *o);

#endif
