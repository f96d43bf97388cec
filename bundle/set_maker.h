#ifndef LP_BUNDLE_SET_MAKER_H
#define LP_BUNDLE_SET_MAKER_H

#include "bundle/levels.h"
#include "bundle/sink.h"
#include "bundle/tally.h"
#include "bundle/wire.h"
#include "ledger/set_build.h"

/* Makes a set of what it is told. Zeroed, it may be released. */
struct lp_set_maker {
    struct lp_set_build *build;
    struct lp_levels_mine mine; /* that the set is made by */
    uint64_t *parts;            /* keys of the fragments of the one under way */
    size_t parts_cap;
    struct lp_tally tally;
    uint64_t cut;       /* of which not all fragments are there */
    uint64_t documents; /* that can be met again: those with a digest */
    uint64_t bytes;     /* of these, without what lies in a document as a
                           document of its own */
    uint64_t own[LP_WIRE_DEPTH_MAX + 1]; /* of the document at each depth, so
                                            far; 0: it is not counted */
};

/* As lp_set_build_new. */
LP_MUST_USE enum lp_code lp_set_maker_init(struct lp_set_maker *m,
                                           const char *path,
                                           const uint8_t *secret,
                                           struct lp_err *err);
struct lp_family lp_set_maker_family(struct lp_set_maker *m);

/* Write the set. Of `meta`, what the maker was told of is filled in here;
 * meta->levels says which levels were looked at. */
LP_MUST_USE enum lp_code lp_set_maker_finish(struct lp_set_maker *m,
                                             struct lp_set_meta *meta,
                                             uint8_t *root, struct lp_err *err);
void lp_set_maker_release(struct lp_set_maker *m);

#endif
