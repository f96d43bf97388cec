#ifndef LP_LEDGER_SET_EACH_H
#define LP_LEDGER_SET_EACH_H

#include "ledger/set.h"

/* One key of a set and the record that it leads to. The key's size is that of
 * the record. Borrowed for the time of the call. */
struct lp_set_item {
    enum lp_level level;
    struct lp_set_key key;
    uint32_t number; /* of the record: the same one may have several keys */
    struct lp_set_record record;
};

/* Anything but LP_OK ends it, with that code. */
typedef enum lp_code lp_set_told(void *who, const struct lp_set_item *item,
                                 struct lp_err *err);

/* Tell every key of the set (signatures and fragments are none): levels in the
 * order of their numbers, and keys in theirs. A keyed set need not be unlocked;
 * its keys are not digests. Fails as lp_set_find does. */
LP_MUST_USE enum lp_code lp_set_each(struct lp_set *s, lp_set_told *told,
                                     void *who, struct lp_err *err);

/* Key number `i` of `level`, which must be below lp_set_keys. */
LP_MUST_USE enum lp_code lp_set_key_at(struct lp_set *s, enum lp_level level,
                                       uint64_t i, struct lp_set_item *out,
                                       struct lp_err *err);

#endif
