#ifndef LP_FORMATS_TAR_SPARSE_H
#define LP_FORMATS_TAR_SPARSE_H

#include "base/err.h"
#include "base/slice.h"

/* Where the data of a sparse file stands in it. */
struct lp_tar_data {
    uint64_t at;
    uint64_t len;
};

/*
 * The map of a sparse file (GNU tar manual, "Storing Sparse Files"): its data
 * in order; all else is zeros. Zeroed, it is empty.
 */
struct lp_tar_map {
    struct lp_tar_data *of;
    size_t n;
    size_t cap;
    uint64_t sum; /* of the data */
    bool bad;     /* not in order, or no map at all */
    bool half;    /* pax 0.0: an offset without a length yet */
    uint64_t offset;
};

/* Add one stretch of data. LP_E_LIMIT: there are too many. */
LP_MUST_USE enum lp_code lp_tar_map_add(struct lp_tar_map *m, uint64_t at,
                                        uint64_t len, struct lp_err *err);

/* Add those of an old GNU header or of a block that continues it: entries of
 * two numbers of 12 bytes. `*ended`: one that is empty ended the map. */
LP_MUST_USE enum lp_code lp_tar_map_old(struct lp_tar_map *m,
                                        struct lp_slice entries, bool *ended,
                                        struct lp_err *err);

/* Add what GNU.sparse.map of pax 0.1 says: numbers between commas. */
LP_MUST_USE enum lp_code
lp_tar_map_list(struct lp_tar_map *m, struct lp_slice list, struct lp_err *err);

/* Add a value of GNU.sparse.offset or GNU.sparse.numbytes of pax 0.0. */
LP_MUST_USE enum lp_code lp_tar_map_half(struct lp_tar_map *m, bool length,
                                         struct lp_slice value,
                                         struct lp_err *err);

/* Whether it is the map of a file of `real` bytes that takes `packed`. */
bool lp_tar_map_fits(const struct lp_tar_map *m, uint64_t real,
                     uint64_t packed);

void lp_tar_map_clear(struct lp_tar_map *m); /* keeps the memory */
void lp_tar_map_release(struct lp_tar_map *m);

#endif
