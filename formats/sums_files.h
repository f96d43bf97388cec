#ifndef LP_FORMATS_SUMS_FILES_H
#define LP_FORMATS_SUMS_FILES_H

#include "formats/sums_item.h"

/*
 * The list of an item of the Internet Archive, ITEM_files.xml: `files` with
 * `file name="..."`, each with `md5`, `sha1`, `crc32` and `size`. What the list
 * says of itself is passed over: it was another then. A document type
 * declaration is refused, and no entity of one's own is known.
 */

bool lp_sums_files_recognise(struct lp_slice text);
LP_MUST_USE enum lp_code lp_sums_files_open(struct lp_sums *l,
                                            struct lp_err *err);
LP_MUST_USE enum lp_code lp_sums_files_next(struct lp_sums *l,
                                            struct lp_sums_item *item,
                                            bool *end, struct lp_err *err);

/* Step over the file that lp_sums_files_next refused; over all of the rest, if
 * it is no XML. */
void lp_sums_files_skip(struct lp_sums *l);
void lp_sums_files_release(struct lp_sums *l);

#endif
