#ifndef LP_BUNDLE_RDS_H
#define LP_BUNDLE_RDS_H

#include "formats/sums.h"

/**
 * Read the list at `path`, which is to be read as `form`, into `text`: the
 * bytes, or, of an RDSv3 (LP_SUMS_RDS), the table that a helper makes of it.
 *
 * LP_E_FORMAT if that is no RDSv3, is broken, or nobody here can read it.
 */
LP_MUST_USE enum lp_code lp_rds_read(struct lp_buf *text, const char *path,
                                     const struct lp_sums_form *form,
                                     struct lp_err *err);

#endif
