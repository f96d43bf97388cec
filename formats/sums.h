#ifndef LP_FORMATS_SUMS_H
#define LP_FORMATS_SUMS_H

#include "formats/sums_item.h"

/*
 * The flat lists of digests that other tools make, read and written: GNU and
 * BSD checksum lines, hashdeep's lists, and CSV with named columns. A list is
 * known by its bytes.
 */

/* "gnu", "bsd", "hashdeep", "csv"; and back: LP_SUMS_NONE if none is so
 * called. */
const char *lp_sums_word(enum lp_sums_kind kind);
enum lp_sums_kind lp_sums_by_word(struct lp_slice word);

/* What `text` is, by its first lines: LP_SUMS_NONE for anything that is not
 * surely a list, and for a leafproof manifest. It may be the head of a longer
 * text. */
enum lp_sums_kind lp_sums_recognise(struct lp_slice text);

/**
 * Start reading `text`, which must outlive the reader, as `kind`, or as what
 * it is recognised to be (LP_SUMS_NONE); l->kind tells. GNU and BSD lines may
 * stand in one list, and both kinds read both. `long_alg` is what 128 digits
 * without a tag are by: LP_ALG_SHA512 or LP_ALG_BLAKE2B, or LP_ALG_NONE if
 * nobody knows; then such items say `either`.
 *
 * LP_E_FORMAT if it is no list, or its header breaks the grammar; `l` is empty
 * then.
 */
LP_MUST_USE enum lp_code lp_sums_open(struct lp_sums *l, struct lp_slice text,
                                      enum lp_sums_kind kind,
                                      enum lp_alg long_alg, struct lp_err *err);

/**
 * Take the next document, or set `*end`. Its name borrows until the next call.
 *
 * LP_E_FORMAT, with the line's number in the text and its offset in err->at,
 * if the line breaks the grammar; LP_E_LIMIT if it is too long. The list is
 * not to be relied upon then: what is behind such a line is not looked at, and
 * another call fails in the same way.
 */
LP_MUST_USE enum lp_code lp_sums_next(struct lp_sums *l,
                                      struct lp_sums_item *item, bool *end,
                                      struct lp_err *err);

void lp_sums_release(struct lp_sums *l);

/**
 * Begin a list of `kind` with the digests `algs` (bits 1 << enum lp_alg): its
 * header, if it has one. LP_E_USAGE if such a list cannot hold these: GNU holds
 * one kind of digest, hashdeep none but MD5, SHA1 and SHA256.
 */
LP_MUST_USE enum lp_code lp_sums_begin(struct lp_buf *to,
                                       enum lp_sums_kind kind, unsigned algs,
                                       struct lp_err *err);

/**
 * Append one document, with `kind` and `algs` as lp_sums_begin was given.
 *
 * LP_E_USAGE, naming the document, and nothing appended, if the list cannot
 * say it: a digest is not known (in CSV: none is), hashdeep's size is not, the
 * name is empty (lawful in CSV), has a NUL, or for hashdeep a line end. Check
 * `to` in the end.
 */
LP_MUST_USE enum lp_code lp_sums_put(struct lp_buf *to, enum lp_sums_kind kind,
                                     const struct lp_sums_item *item,
                                     unsigned algs, struct lp_err *err);

#endif
