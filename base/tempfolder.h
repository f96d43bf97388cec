#ifndef LP_BASE_TEMPFOLDER_H
#define LP_BASE_TEMPFOLDER_H

#include "base/err.h"

/* Make a folder that nobody else can look into, in $TMPDIR if that is an
 * absolute path, else in /tmp. Its name is the caller's to free; what is in it,
 * and itself, the caller's to remove. LP_E_IO if there is no place for one. */
LP_MUST_USE enum lp_code lp_tempfolder(char **folder, struct lp_err *err);

#endif
