#ifndef LP_BUNDLE_COMPARE_H
#define LP_BUNDLE_COMPARE_H

#include "bundle/carried.h"
#include "bundle/sink.h"
#include "formats/manifest.h"

/* How something that is there stands to what was signed. */
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
    struct lp_slice to;   /* MOVED, and UNREADABLE of a torrent: where it is
                             now; MATCHED by its content: what it is in the
                             manifest */
    bool derived;         /* CHANGED: a member that came out otherwise when it
                             was derived again */
    bool has_expected;
    bool has_found;
    enum lp_alg alg; /* of the digests; NONE: SHA-256 */
    uint8_t expected[LP_ALG_LEN_MAX];
    uint8_t found[LP_ALG_LEN_MAX];
    uint64_t size;        /* found, else expected */
    uint32_t flags;       /* what a manifest says of it: LP_FLAG_*, ... */
    uint32_t rule_flags;  /* ... LP_RULE_FLAG_* */
    enum lp_rule rule;    /* UNREADABLE */
    struct lp_slice note; /* UNREADABLE: the system's reason; MISSING: why it
                             was not looked for; CHANGED: what is wrong
                             otherwise, as kind_note says; may be empty */
    bool list;            /* UNREADABLE: not a file, but this line of the list
                             that is verified, ... */
    uint64_t line;        /* ... from 1, which begins here */
    uint64_t at;
    bool kind_note; /* CHANGED: `note` is the kind of thing that it is
                       now */
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

/* Sizes are not known on one side: digests decide alone. */
void lp_compare_sizeless(struct lp_compare *c);

/* Copies of these (borrowed) are nothing that was added. */
void lp_compare_carried(struct lp_compare *c, const struct lp_carried *carried);

/* The walk is complete: find what is missing and what moved. Counts of files
 * and other things by what happened go to `count`. */
LP_MUST_USE enum lp_code lp_compare_close(struct lp_compare *c,
                                          uint64_t count[LP_VERIFY_COUNT],
                                          uint64_t *bytes, struct lp_err *err);

/* ... and tell what did not match; what is missing only if `missing`. */
LP_MUST_USE enum lp_code lp_compare_tell(struct lp_compare *c, bool missing,
                                         struct lp_err *err);

/* Once closed: whether this is what happened to the file at `path` (raw). */
bool lp_compare_is(const struct lp_compare *c, enum lp_verify_what what,
                   struct lp_slice path);

/* Once closed: to how many files of which the manifest knows the members it
 * happened. */
uint64_t lp_compare_opened(const struct lp_compare *c,
                           enum lp_verify_what what);
void lp_compare_free(struct lp_compare *c); /* NULL is nothing */

#endif
