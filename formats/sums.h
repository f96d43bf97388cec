#ifndef LP_FORMATS_SUMS_H
#define LP_FORMATS_SUMS_H

#include "formats/sums_item.h"

/*
 * The flat lists of digests that other tools make: read, and some of them
 * written. A list is known by its bytes, or by what the user says.
 */

/* "gnu", "bsd", "hashdeep", "csv", ...; and back, also by the names of tools,
 * "sha512sum": kind NONE if none is so called. */
const char *lp_sums_word(enum lp_sums_kind kind);
struct lp_sums_form lp_sums_by_word(struct lp_slice word);

/* Whether lists of the kind can be written. */
bool lp_sums_can_write(enum lp_sums_kind kind);

/* What `text` is, by its first lines: LP_SUMS_NONE for anything that is not
 * surely a list, and for a leafproof manifest; LP_SUMS_UNSURE for what is a
 * list of one kind as well as of another. It may be the head of a longer text.
 * `file`: as in lp_sums_form. */
enum lp_sums_kind lp_sums_recognise(struct lp_slice text, struct lp_slice file);

/**
 * Start reading `text`, which must outlive the reader, as `form` says; l->kind
 * tells what it was taken for. GNU and BSD lines may stand in one list, and
 * both kinds read both. In UTF-16 with a byte order mark it is read as what it
 * says; names are UTF-8 then.
 *
 * LP_E_FORMAT if it is no list, or its header breaks the grammar; LP_E_USAGE
 * if it may be of several kinds; `l` is empty then.
 */
LP_MUST_USE enum lp_code lp_sums_open(struct lp_sums *l, struct lp_slice text,
                                      const struct lp_sums_form *form,
                                      struct lp_err *err);

/**
 * Take the next document, or set `*end`. Its name borrows until the next call.
 *
 * LP_E_FORMAT, with the line's number in the text and its offset in err->at,
 * if the line breaks the grammar; LP_E_LIMIT if it is too long. Another call
 * fails in the same way, unless lp_sums_skip steps over the line; of a list
 * that has such a line, no one can say that it was understood.
 */
LP_MUST_USE enum lp_code lp_sums_next(struct lp_sums *l,
                                      struct lp_sums_item *item, bool *end,
                                      struct lp_err *err);

/* Step over the line that lp_sums_next refused: to the next line end. */
void lp_sums_skip(struct lp_sums *l);

void lp_sums_release(struct lp_sums *l);

/**
 * Begin a list of `kind` with the digests `algs` (bits 1 << enum lp_alg): its
 * header, if it has one. LP_E_USAGE if such a list cannot hold these, or is not
 * written: GNU holds one kind of digest, hashdeep none but MD5, SHA1 and
 * SHA256, SFV only CRC-32.
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

/* As lp_sums_put, of GNU and BSD, as `sha256sum -z` writes them: lines end in
 * NUL, and names have no escapes. */
LP_MUST_USE enum lp_code lp_sums_put_nul(struct lp_buf *to,
                                         enum lp_sums_kind kind,
                                         const struct lp_sums_item *item,
                                         unsigned algs, struct lp_err *err);

#endif
