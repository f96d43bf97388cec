#ifndef LP_BUNDLE_SUMS_OUT_H
#define LP_BUNDLE_SUMS_OUT_H

#include "base/file.h"
#include "formats/sums.h"

/*
 * A flat list on its way out: into a file that appears whole or not at all, or
 * into `text` if there is no file, so that nothing is said of a list that
 * cannot be said to its end. Zeroed, it may be released.
 */
struct lp_sums_out {
    enum lp_sums_kind kind;
    unsigned algs; /* the digests it holds: bits 1 << enum lp_alg */
    bool strict;   /* every document must have all of them */
    bool nul;      /* GNU and BSD: lines end in NUL */
    bool decoded;  /* CSV: a last column for the decoded identity */
    bool file;
    struct lp_buf text;
    struct lp_outfile to;
};

/* Begin a list as `o->kind`, `algs`, `strict` and `decoded` say, to `path`, or
 * to none (NULL). LP_E_USAGE as lp_sums_begin. */
LP_MUST_USE enum lp_code lp_sums_out_open(struct lp_sums_out *o,
                                          const char *path, struct lp_err *err);

/* The next document; `decoded` (NULL: not known) has 32 bytes. LP_E_USAGE,
 * naming it, if the list cannot say it. */
LP_MUST_USE enum lp_code lp_sums_out_put(struct lp_sums_out *o,
                                         const struct lp_sums_item *item,
                                         const uint8_t *decoded,
                                         struct lp_err *err);

/* Give the file its name; without one, `text` is the whole list. */
LP_MUST_USE enum lp_code lp_sums_out_finish(struct lp_sums_out *o,
                                            struct lp_err *err);
void lp_sums_out_release(struct lp_sums_out *o);

/* The digest that says most, of `algs`; LP_ALG_NONE of none. */
enum lp_alg lp_sums_best(unsigned algs);

#endif
