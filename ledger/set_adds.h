#ifndef LP_LEDGER_SET_ADDS_H
#define LP_LEDGER_SET_ADDS_H

#include "ledger/set_layout.h"
#include "ledger/set_record.h"

/* A document or container: its keys, at one level of digests or more, and what
 * is known of it. Everything is borrowed. */
struct lp_set_add {
    unsigned levels; /* LP_LEVEL_BIT of those that have a key here */
    uint8_t keys[LP_LEVEL_COUNT][LP_KEY_SIZE];
    const uint32_t *near; /* LP_SKETCH_VALUES of them: its signature; or NULL */
    const uint64_t *parts; /* the keys of its fragments, in any order; the same
                              one may be there twice */
    size_t parts_n;
    struct lp_set_record record; /* its size may be LP_SIZE_UNKNOWN */
    bool counts; /* a document, and not a container that was opened: these make
                    the numbers `documents` and `unique` */
};

/* Give `add` the key that a digest makes at `level`. */
void lp_set_add_key(struct lp_set_add *add, enum lp_level level,
                    struct lp_slice digest);

/* A key, and what it leads to: at first the number of its add, and when they
 * are chosen the number of a record. */
struct lp_set_entry {
    uint8_t digest[LP_KEY_SIZE];
    uint32_t of;
};

struct lp_set_entries {
    struct lp_set_entry *of;
    size_t n;
    size_t cap;
};

/* What is remembered of an add. */
struct lp_set_added {
    uint32_t locator; /* its length */
    uint32_t record;  /* when they are chosen: which one it leads to */
    bool counts;
    bool stays;   /* when they are chosen: its record does */
    bool counted; /* its record stands for a document */
};

/*
 * The keys of the adds to a set, and which of them stay. Zeroed, it is empty
 * and safe to release.
 */
struct lp_set_adds {
    struct lp_set_entries level[LP_LEVEL_COUNT];
    struct lp_set_added *of; /* in the order of the adds */
    size_t n;
    size_t cap;
};

/* Remember the keys, which are copied, and of the record its length. After a
 * failure they may only be released. */
LP_MUST_USE enum lp_code lp_set_adds_put(struct lp_set_adds *a,
                                         const struct lp_set_add *add,
                                         struct lp_err *err);

/**
 * Choose, as lp_set_build_add says. The keys of each level are then strictly
 * increasing and lead to records, which are numbered in the order of the adds.
 *
 * `counts` gets the numbers of keys and records and the length of BLOB;
 * `unique` how many records stand for a document.
 */
LP_MUST_USE enum lp_code lp_set_adds_choose(struct lp_set_adds *a,
                                            struct lp_set_counts *counts,
                                            uint64_t *unique,
                                            struct lp_err *err);
void lp_set_adds_release(struct lp_set_adds *a);

#endif
