#ifndef LP_BUNDLE_DO_EXPORT_H
#define LP_BUNDLE_DO_EXPORT_H

#include "base/buf.h"
#include "formats/sums.h"

struct lp_export_options {
    const char *set;
    const char *out; /* NULL: the list is handed back */
    enum lp_sums_kind to;
    unsigned algs; /* bits 1 << enum lp_alg; 0: what the set has */
};

struct lp_export_report {
    uint64_t documents; /* lines, or rows */
    uint64_t left_out;  /* records that the list cannot say: of their digests
                           the set has other ones, or only the beginning */
    struct lp_buf text; /* the list, if it went to no file */
};

/**
 * Say what a set holds as a flat list, in the order of its records. Files are
 * named as they are, and what was in a container by its locator. CSV has a
 * column `decoded` where the set has that level: what has no other decoded form
 * than its own bytes has none there.
 *
 * LP_E_USAGE for a keyed set, and for digests that are cut in sets.
 */
LP_MUST_USE enum lp_code lp_do_export(const struct lp_export_options *o,
                                      struct lp_export_report *report,
                                      struct lp_err *err);
void lp_export_report_release(struct lp_export_report *r);

/* Write a copy of the set to `out` that does not say where documents stood.
 * `root` gets 32 bytes. LP_E_USAGE for a keyed set, or if `out` is there. */
LP_MUST_USE enum lp_code lp_do_export_set(const char *set, const char *out,
                                          uint8_t *root, struct lp_err *err);

#endif
