#ifndef LP_FORMATS_SUMS_ANNEX_H
#define LP_FORMATS_SUMS_ANNEX_H

#include "formats/sums_item.h"

/*
 * Keys of git-annex: BACKEND-sSIZE-mTIME--DIGEST.EXTENSION, as in
 * SHA256E-s31390--HEX.mp3. A line is a key, or a path whose last component is
 * one (where a link leads, or what an unlocked file holds). It may have the
 * name of the document: `NAME -> PATH`, `NAME TAB PATH`, or `KEY NAME`.
 */

/* Whether `key` is a key whose digest is known, into `item`. NULL if so, else
 * why not. */
const char *lp_sums_annex_key(struct lp_slice key, struct lp_sums_item *item);

/* Whether the first line is one with such a key. */
bool lp_sums_annex_recognise(struct lp_slice text);

LP_MUST_USE enum lp_code lp_sums_annex_next(struct lp_sums *l,
                                            struct lp_sums_item *item,
                                            bool *end, struct lp_err *err);

#endif
