#ifndef LP_LEDGER_INDEX_ALIKE_H
#define LP_LEDGER_INDEX_ALIKE_H

#include "ledger/index.h"
#include "ledger/set_near.h"
#include "ledger/set_part.h"

/* What is near in all sets, and what has parts in common with their documents.
 * Only sets of a status in `statuses` are asked. */

struct lp_index_near {
    struct lp_index_hit hit;
    unsigned agree; /* values that agree, of LP_SKETCH_BINS; 0: not found */
    bool more;      /* as in lp_set_near, of any set that was asked */
};

/* What lp_set_near finds in the set where the most values agree; of several
 * such sets, the earliest publication. */
LP_MUST_USE enum lp_code lp_index_near(struct lp_index *ix, unsigned statuses,
                                       const uint32_t sig[LP_SKETCH_BINS],
                                       unsigned least,
                                       struct lp_index_near *out,
                                       struct lp_err *err);

/* The fragment `keys[i]` is in record number `record` of set number `set`.
 * Anything but LP_OK ends it, with that code. */
typedef enum lp_code lp_index_part_told(void *who, size_t i, size_t set,
                                        uint32_t record, struct lp_err *err);

/* What lp_set_parts tells, set by set in the order of the index. */
LP_MUST_USE enum lp_code lp_index_parts(struct lp_index *ix, unsigned statuses,
                                        const uint64_t *keys, size_t n,
                                        lp_index_part_told *told, void *who,
                                        struct lp_err *err);

/* The record that was told so, as a hit. LP_E_USAGE if there is none such. */
LP_MUST_USE enum lp_code lp_index_record(struct lp_index *ix, size_t set,
                                         uint32_t record,
                                         struct lp_index_hit *out,
                                         struct lp_err *err);

#endif
