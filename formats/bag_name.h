#ifndef LP_FORMATS_BAG_NAME_H
#define LP_FORMATS_BAG_NAME_H

#include "base/buf.h"

/* The paths in tag files of bags, and the names that file systems take for
 * each other. */

/* Where a path leads, from the bag's folder. */
enum lp_bag_place {
    LP_BAG_PAYLOAD, /* below data/ */
    LP_BAG_TAG,     /* elsewhere in the bag */
    LP_BAG_OUTSIDE, /* absolute, or by .., ~ or a drive; or it has a NUL */
    LP_BAG_FOLDER,  /* it is a folder by its spelling; or empty */
};

/**
 * Append `path` without the parts that say nothing ("./", "//"). `*dotted`
 * says whether there were such. Of what is OUTSIDE nothing is appended.
 */
enum lp_bag_place lp_bag_place(struct lp_buf *to, struct lp_slice path,
                               bool *dotted);

/* Append `path` with its %0A and %0D decoded, and with `all` its %25 as well
 * (RFC 8493, 2.1.3). False if there is a % that was not decoded. */
bool lp_bag_decode(struct lp_buf *to, struct lp_slice path, bool all);

/* Append `name` so that the names which some file system takes for this one
 * give the same: in NFC and, with `fold`, in one case. What is not UTF-8 stays
 * as it is. LP_E_MEMORY. */
LP_MUST_USE enum lp_code lp_bag_name_key(struct lp_buf *to,
                                         struct lp_slice name, bool fold,
                                         struct lp_err *err);

/* Why some system cannot have a file at `path`; NULL if all can. */
const char *lp_bag_name_unwise(struct lp_slice path);

#endif
