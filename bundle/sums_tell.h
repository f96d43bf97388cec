#ifndef LP_BUNDLE_SUMS_TELL_H
#define LP_BUNDLE_SUMS_TELL_H

#include "bundle/sink.h"
#include "formats/sums.h"

/*
 * Tell `family` the documents of a flat list of digests as lp_sums_join does; a
 * line that was there before, word for word, is passed over. Names are as in
 * the list, whatever they are. A line that could not be read is a document of
 * which nothing is known: LP_RULE_LIST_LINE.
 *
 * LP_E_FORMAT if it is no list: nothing was told then.
 */
LP_MUST_USE enum lp_code lp_sums_tell(struct lp_slice text,
                                      const struct lp_sums_form *form,
                                      const struct lp_family *family,
                                      struct lp_err *err);

/* As what list what is open at `fd` under `name` begins, if it is a file: a
 * film is not read for that. Closes `fd`; -1 is none. */
enum lp_sums_kind lp_sums_begins(int fd, const char *name);

/* Likewise for one digest as the user writes it, "sha256:HEX" or a key of
 * git-annex: false if `word` is no such thing. */
bool lp_sums_is_digest(const char *word);
LP_MUST_USE enum lp_code lp_sums_tell_digest(const char *word,
                                             const struct lp_family *family,
                                             struct lp_err *err);

#endif
