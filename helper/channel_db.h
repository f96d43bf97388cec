#ifndef LP_HELPER_CHANNEL_DB_H
#define LP_HELPER_CHANNEL_DB_H

#include <sqlite3.h>
#include <stdbool.h>
#include <stdint.h>

/*
 * A database of SQLite that the channel gives, read in place, page by page. It
 * comes from strangers: nothing of it is run, no view, trigger or function of
 * its schema.
 */

/* Make ready for a database of `size` bytes, and go to jail (jail.h); once in a
 * process, before anything else of SQLite. */
bool lp_channel_db_prepare(uint64_t size);

/* Open it, with values of at most `length_max` bytes. A code of SQLite;
 * whatever it is, `*out` goes with the process. */
int lp_channel_db_open(sqlite3 **out, int length_max);

#endif
