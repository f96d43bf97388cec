#ifndef LP_BUNDLE_AHEAD_H
#define LP_BUNDLE_AHEAD_H

#include <stdbool.h>

/*
 * Files that are not in memory are asked of the disk before their turn comes,
 * so that it serves many at once, and who reads them need not wait for each.
 * Whether they are in memory is tried now and then, and with each file as long
 * as they are not. Zeroed, it is at the beginning.
 */
struct lp_ahead {
    unsigned rest;  /* files that need no look, as those before were there */
    unsigned there; /* files in a row that were */
    bool cold;
};

/* Entry `name` of the open folder `in`, a file, will be read soon. What goes
 * wrong here, goes wrong again when it is. */
void lp_ahead_ask(struct lp_ahead *a, int in, const char *name);

#endif
