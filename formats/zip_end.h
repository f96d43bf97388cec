#ifndef LP_FORMATS_ZIP_END_H
#define LP_FORMATS_ZIP_END_H

#include "formats/rule.h"
#include "formats/zip_window.h"

/* Where a ZIP says that its members are listed. */
struct lp_zip_end {
    uint64_t at;        /* the end record */
    uint64_t directory; /* the central directory, where it truly is */
    uint64_t size;      /* ... and its bytes */
    uint64_t count;     /* members, as stated */
    uint64_t shift;     /* to be added to every offset that is stated */
    bool wide;          /* a zip64 record stated it */
};

/**
 * Find the end record of `v`, and by it the central directory.
 *
 * Notes in `found` what could be read in two ways. LP_E_FORMAT with err->rule:
 * there is no end (LP_RULE_ZIP_NO_END), it leads nowhere
 * (LP_RULE_ZIP_DIRECTORY), or this is one part of several
 * (LP_RULE_MULTI_VOLUME).
 */
LP_MUST_USE enum lp_code lp_zip_end_find(struct lp_zip_end *out,
                                         struct lp_view *v,
                                         struct lp_findings *found,
                                         struct lp_err *err);

#endif
