#ifndef LP_FORMATS_KEY_LIST_H
#define LP_FORMATS_KEY_LIST_H

#include "formats/key_entry.h"

/**
 * Read an archive of key records: lines, or JSON; docs/FORMAT-evidence.md has
 * both. What is told is borrowed for the call.
 *
 * `bad` is told of a line that is none, and of the place where JSON breaks off,
 * and what can be read goes on. If `bad` is NULL the first of these is
 * LP_E_FORMAT, with the place.
 */
LP_MUST_USE enum lp_code lp_key_list_read(struct lp_slice text,
                                          lp_key_told *told,
                                          lp_key_bad_told *bad, void *who,
                                          struct lp_err *err);

/* Whether it is read as JSON. */
bool lp_key_list_is_json(struct lp_slice text);

#endif
