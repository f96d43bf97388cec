#ifndef LP_FORMATS_TAR_MEMBER_H
#define LP_FORMATS_TAR_MEMBER_H

#include "formats/entry.h"
#include "formats/tar_ext.h"
#include "formats/tar_head.h"

/* All that an archive says of one member. */
struct lp_tar_said {
    const struct lp_tar_head *head;
    const struct lp_tar_ext *ext;
    const struct lp_tar_ext *global;
    bool pax;    /* some pax header was seen in the archive */
    uint64_t at; /* of `head` */
};

/**
 * What is said, as one entry, with what readers could disagree about.
 *
 * `e` arrives zeroed; `front` is left to the caller. Name and target borrow
 * from `s` and from `name`, which is overwritten. `e->packed` is the number of
 * bytes that the member takes after its headers.
 */
LP_MUST_USE enum lp_code lp_tar_member(struct lp_entry *e,
                                       const struct lp_tar_said *s,
                                       struct lp_buf *name, struct lp_err *err);

#endif
