#ifndef LP_BUNDLE_REPACK_H
#define LP_BUNDLE_REPACK_H

#include "bundle/compare.h"

/*
 * Compares documents with documents by their SHA-256 alone, whatever holds
 * them and whatever they are called: what was signed, told twice, with what is
 * there, told once. What lies in a container that is the same on both sides is
 * the same, also if one side could not see into it.
 */
struct lp_repack;

/* Tells `family` the documents that are expected; the same each time. */
typedef enum lp_code lp_repack_expected(void *from,
                                        const struct lp_family *family,
                                        struct lp_err *err);

struct lp_repack_options {
    lp_repack_expected *expected;
    void *from;
    lp_verified *told;
    void *who;
    const struct lp_compare *only; /* closed. Not NULL: only what lies in files
                                      that differ by it is told and counted */
};

struct lp_repack_counts {
    uint64_t files;      /* on disk, of which the very bytes are expected */
    uint64_t found;      /* expected documents that are there ... */
    uint64_t missing;    /* ... or not */
    uint64_t added;      /* documents that nobody expects */
    uint64_t undigested; /* expected, but with no digest to look for */
    uint64_t unopened;   /* of what is there, and may hide documents */
    uint64_t unreadable; /* files on disk */
    uint64_t bytes;      /* on disk */
};

LP_MUST_USE enum lp_code lp_repack_new(struct lp_repack **out,
                                       const struct lp_repack_options *o,
                                       struct lp_err *err);

/* A document that goes with the others and is nothing of them: the manifest
 * and its signature. Before what is there is told. */
LP_MUST_USE enum lp_code lp_repack_ours(struct lp_repack *p,
                                        const uint8_t digest[32],
                                        struct lp_err *err);

/* Who is to be told what is there. */
struct lp_family lp_repack_family(struct lp_repack *p);

/* All was told. */
LP_MUST_USE enum lp_code lp_repack_close(struct lp_repack *p,
                                         struct lp_repack_counts *counts,
                                         struct lp_err *err);

/* ... and tell: files that match, what could not be read, what is missing (if
 * `missing`), what was added. */
LP_MUST_USE enum lp_code lp_repack_tell(struct lp_repack *p, bool missing,
                                        struct lp_err *err);
void lp_repack_free(struct lp_repack *p); /* NULL is nothing */

#endif
