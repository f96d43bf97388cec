#ifndef LP_BUNDLE_COMPARE_H
#define LP_BUNDLE_COMPARE_H

#include "bundle/sink.h"
#include "formats/manifest.h"

/* How something on disk stands to what the manifest says of it. */
enum lp_verify_what {
    LP_VERIFY_MATCHED,
    LP_VERIFY_CHANGED,
    LP_VERIFY_UNREADABLE, /* now, or already when the manifest was made */
    LP_VERIFY_MISSING,
    LP_VERIFY_MOVED,
    LP_VERIFY_ADDED,
    LP_VERIFY_COUNT
};

/* "MATCHED", ... */
const char *lp_verify_word(enum lp_verify_what w);

struct lp_verify_event {
    enum lp_verify_what what;
    struct lp_slice path; /* a locator, printable */
    struct lp_slice to;   /* MOVED: where it is now */
    bool has_expected;
    bool has_found;
    uint8_t expected[32];
    uint8_t found[32];
    uint64_t size;        /* found, else expected */
    enum lp_rule rule;    /* UNREADABLE */
    struct lp_slice note; /* UNREADABLE: the system's reason; CHANGED: what
                             kind of thing it is now; may be empty */
};

/* Told what matched as it comes, and all else at the end, ordered by what
 * happened and then by path. */
typedef enum lp_code lp_verified(void *who, const struct lp_verify_event *e,
                                 struct lp_err *err);

/*
 * Compares a walk of a folder (depth 0, canonical order) with a manifest, step
 * by step; holds only what differs.
 */
struct lp_compare;

/* `text` is a manifest that lp_leaf_tell found good; borrowed. */
LP_MUST_USE enum lp_code lp_compare_new(struct lp_compare **out,
                                        struct lp_slice text, lp_verified *told,
                                        void *who, struct lp_err *err);
struct lp_sink lp_compare_sink(struct lp_compare *c);

/* The walk is complete: find what is missing and what moved, tell it. Counts
 * of files and other things by what happened go to `count`. */
LP_MUST_USE enum lp_code lp_compare_finish(struct lp_compare *c,
                                           uint64_t count[LP_VERIFY_COUNT],
                                           uint64_t *bytes, struct lp_err *err);
void lp_compare_free(struct lp_compare *c); /* NULL is nothing */

#endif
