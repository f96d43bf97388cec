#ifndef LP_BUNDLE_DO_CONVERT_H
#define LP_BUNDLE_DO_CONVERT_H

#include "base/buf.h"
#include "bundle/sums_join.h"

struct lp_convert_options {
    const char *in;  /* a manifest or a flat list, known by its bytes */
    const char *out; /* NULL: the list is handed back */
    struct lp_sums_form from; /* how `in` is read, if it is a list */
    enum lp_sums_kind to;
    bool bag;      /* instead of a list, the tag files of a bag in the folder
                      `out` */
    bool nul;      /* lines end in NUL */
    unsigned algs; /* bits 1 << enum lp_alg: every document must have them;
                      0: what there is */
    lp_sums_told *told; /* each line of a list that could not be read; may be
                           NULL */
    void *who;
    bool members; /* of a manifest: what is in its files, too */
};

struct lp_convert_report {
    bool manifest;
    uint64_t documents; /* that were written */
    uint64_t lacking;   /* of a manifest: what has no digest at all */
    uint64_t broken;    /* lines of a list that could not be read */
    struct lp_buf text; /* the list, if it went to no file */
};

/**
 * Make a flat list of a manifest or of another list.
 *
 * A line that cannot be read is told, and left out. Files are named as they
 * are, and what is in a container by its locator. Lines of one name that follow
 * each other and have different digests are one document. A manifest must be
 * right in all of it; its signature is not asked. 128 digits without a tag are
 * taken for SHA-512 or BLAKE2b if `algs` has one of the two; LP_E_USAGE if it
 * does not tell.
 *
 * A bag's payload are the files that `in` lists, below `data/`; they are not
 * looked for.
 *
 * LP_E_USAGE, naming the document, if the list cannot say one: then nothing is
 * written.
 */
LP_MUST_USE enum lp_code lp_do_convert(const struct lp_convert_options *o,
                                       struct lp_convert_report *report,
                                       struct lp_err *err);
void lp_convert_report_release(struct lp_convert_report *r);

#endif
