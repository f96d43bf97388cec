#ifndef LP_BUNDLE_SUMS_TELL_H
#define LP_BUNDLE_SUMS_TELL_H

#include "bundle/sink.h"
#include "formats/sums.h"

/*
 * Tell `family` what a flat list of digests says, a file for each line in the
 * order of the list; a line that was there before, word for word, is passed
 * over. Names are as in the list, whatever they are. `*n` counts what was told.
 *
 * LP_E_FORMAT if the list breaks its grammar: some of it may have been told
 * then. `family` may be NULL, to find that out.
 */
LP_MUST_USE enum lp_code lp_sums_tell(struct lp_slice text,
                                      const struct lp_family *family,
                                      uint64_t *n, struct lp_err *err);

/* Whether what is open at `fd` is a file that begins as a list does: a film is
 * not read for that. Closes `fd`; -1 is none. */
bool lp_sums_begins(int fd);

/* Likewise for one digest as the user writes it, "sha256:HEX": false if `word`
 * is no such thing. */
bool lp_sums_is_digest(const char *word);
LP_MUST_USE enum lp_code lp_sums_tell_digest(const char *word,
                                             const struct lp_family *family,
                                             struct lp_err *err);

#endif
