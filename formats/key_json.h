#ifndef LP_FORMATS_KEY_JSON_H
#define LP_FORMATS_KEY_JSON_H

#include "formats/key_entry.h"

/* As lp_key_list_read, of JSON that begins at byte `at` of `text`:
 * docs/FORMAT-evidence.md. */
LP_MUST_USE enum lp_code lp_key_json_read(struct lp_slice text, size_t at,
                                          lp_key_told *told,
                                          lp_key_bad_told *bad, void *who,
                                          struct lp_err *err);

#endif
