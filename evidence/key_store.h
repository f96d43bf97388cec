#ifndef LP_EVIDENCE_KEY_STORE_H
#define LP_EVIDENCE_KEY_STORE_H

#include "formats/key_entry.h"

/* One record: places in `bytes`. */
struct lp_key_row {
    size_t name;
    size_t text;
    size_t source;
    size_t name_len;
    size_t text_len;
    size_t source_len;
    int64_t first;
    int64_t last;
    bool stood; /* it was in the archive before */
};

/*
 * Key records on their way into one archive (docs/FORMAT-evidence.md): in one
 * spelling, sorted, each of them once. Zeroed, it is empty.
 */
struct lp_key_store {
    struct lp_buf bytes;
    struct lp_key_row *of;
    size_t n;
    size_t cap;
    struct lp_buf room;
    uint64_t joined;  /* rows of the archive that were one */
    uint64_t widened; /* ... that are now known for a longer time */
    uint64_t added;   /* that the archive did not have */
};

/**
 * Add a record as it is read, in the spelling of archives; `stood` if it comes
 * from the archive that is added to. `*why` says why it is none and was left
 * out, or is NULL.
 */
LP_MUST_USE enum lp_code lp_key_store_add(struct lp_key_store *s,
                                          const struct lp_key_entry *e,
                                          bool stood, const char **why,
                                          struct lp_err *err);

/**
 * Sort, and make one of those that are the same: name, record and source agree.
 * Its times are the first and the last of theirs. One without times and source
 * says nothing beside one of the same name and record, and goes.
 */
void lp_key_store_merge(struct lp_key_store *s);

/* The i-th, borrowed until the next is added. */
struct lp_key_entry lp_key_store_get(const struct lp_key_store *s, size_t i);

void lp_key_store_release(struct lp_key_store *s);

#endif
