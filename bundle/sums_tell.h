#ifndef LP_BUNDLE_SUMS_TELL_H
#define LP_BUNDLE_SUMS_TELL_H

#include "bundle/sink.h"
#include "formats/sums.h"

/*
 * Tell `family` the documents of a flat list of digests as lp_sums_join does; a
 * line that was there before, word for word, is passed over. Names are as in
 * the list, whatever they are.
 *
 * LP_E_FORMAT or LP_E_LIMIT if the list breaks its grammar: nothing was told
 * then.
 */
LP_MUST_USE enum lp_code lp_sums_tell(struct lp_slice text,
                                      const struct lp_family *family,
                                      struct lp_err *err);

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
