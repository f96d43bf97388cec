#ifndef LP_BUNDLE_COMPARE_SUMS_H
#define LP_BUNDLE_COMPARE_SUMS_H

#include "bundle/compare.h"
#include "formats/sums.h"

/*
 * Compares a walk of a folder (depth 0) with a flat list of digests, by name
 * and by all digests that the list has. A list says nothing of what it does
 * not name.
 */
struct lp_compare_sums;

struct lp_sums_counts {
    uint64_t count[LP_VERIFY_COUNT];
    uint64_t weak;   /* matched, but only by digests that can be forged ... */
    uint64_t hints;  /* ... of these, by CRC-32 alone */
    uint64_t broken; /* lines that could not be read */
    uint64_t met;    /* regular files that the list names */
    uint64_t bytes;  /* of them, that were read */
};

/**
 * Read the list `text`, in the form `form`. A line that cannot be read is told
 * to `told` at once, or is LP_E_FORMAT if `told` is NULL. LP_E_FORMAT also if
 * `text` is no list, or says two things of one name.
 */
LP_MUST_USE enum lp_code lp_compare_sums_new(struct lp_compare_sums **out,
                                             struct lp_slice text,
                                             const struct lp_sums_form *form,
                                             lp_verified *told, void *who,
                                             struct lp_err *err);

/* The digests beside SHA-256 that the walk must make, as bits. */
unsigned lp_compare_sums_algs(const struct lp_compare_sums *c);

/* What the names begin with, each once and ended by NUL, for
 * lp_inputs_folder. `*n` counts them. */
LP_MUST_USE enum lp_code lp_compare_sums_tops(const struct lp_compare_sums *c,
                                              struct lp_buf *names, size_t *n,
                                              struct lp_err *err);
struct lp_sink lp_compare_sums_sink(struct lp_compare_sums *c);

/* The walk is complete: tell what did not match; what is missing only if
 * `missing`. */
LP_MUST_USE enum lp_code lp_compare_sums_finish(struct lp_compare_sums *c,
                                                bool missing,
                                                struct lp_sums_counts *counts,
                                                struct lp_err *err);

/* The list as the text of a manifest: files of unknown size, in order, and a
 * trailer that says nothing. LP_E_USAGE if something has no SHA-256 or no name
 * that a manifest can have. */
LP_MUST_USE enum lp_code
lp_compare_sums_manifest(const struct lp_compare_sums *c, struct lp_buf *to,
                         struct lp_err *err);
void lp_compare_sums_free(struct lp_compare_sums *c); /* NULL is nothing */

#endif
