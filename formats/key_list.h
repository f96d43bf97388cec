#ifndef LP_FORMATS_KEY_LIST_H
#define LP_FORMATS_KEY_LIST_H

#include "formats/key_entry.h"

/**
 * Read an archive of key records: lines, or JSON; docs/FORMAT-evidence.md has
 * both. What is told is borrowed for the call. A line that is none, and a
 * file that is no JSON though it begins so, are LP_E_FORMAT with the place.
 */
LP_MUST_USE enum lp_code lp_key_list_read(struct lp_slice text,
                                          lp_key_told *told, void *who,
                                          struct lp_err *err);

#endif
