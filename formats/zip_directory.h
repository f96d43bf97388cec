#ifndef LP_FORMATS_ZIP_DIRECTORY_H
#define LP_FORMATS_ZIP_DIRECTORY_H

#include "base/limits.h"
#include "formats/zip_end.h"
#include "formats/zip_names.h"

/* Zeroed, it is empty. */
struct lp_zip_directory {
    struct lp_zip_place *places; /* in the order of their local headers */
    size_t n;
    size_t cap;
    bool broken; /* the directory breaks its grammar ... */
    uint64_t broken_at;
};

/**
 * Read the central directory that `end` leads to.
 *
 * Notes in `found` a wrong count and names that come twice. A grammar that
 * breaks after some members is left in `out`; before the first it is
 * LP_E_FORMAT with LP_RULE_ZIP_DIRECTORY. LP_E_LIMIT: there are more than
 * limits->entries. Release `out` in any case.
 */
LP_MUST_USE enum lp_code lp_zip_directory_read(struct lp_zip_directory *out,
                                               struct lp_view *v,
                                               const struct lp_zip_end *end,
                                               const struct lp_limits *limits,
                                               struct lp_findings *found,
                                               struct lp_err *err);
void lp_zip_directory_release(struct lp_zip_directory *d);

#endif
