#ifndef LP_FORMATS_FOLD_H
#define LP_FORMATS_FOLD_H

#include "base/buf.h"

/*
 * The two forms of a text that its levels digest, `text-v1` of
 * docs/FORMAT-identity.md: T0, the text with its white space folded (NFC), and
 * T1, its letters and digits alone (NFKC, case folded). Both are UTF-8.
 *
 * The text comes in pieces, cut between characters; how it is cut never
 * shows in what comes out. The memory is bounded, whatever the text is.
 */
struct lp_fold;

/* `*out` is to be freed with lp_fold_free. LP_E_MEMORY if there is none. */
LP_MUST_USE enum lp_code lp_fold_new(struct lp_fold **out, struct lp_err *err);
void lp_fold_free(struct lp_fold *f);

/* Begin another text. What is ready of the one before stays with the caller,
 * what is not is forgotten. Cheaper than a new one. */
void lp_fold_reset(struct lp_fold *f);

/**
 * Take the next piece of the text, and append to `t0` and `t1` what is ready.
 *
 * What is appended ends between two characters. `t1` can grow by eleven times
 * the length of `utf8` and what was held back, `t0` by three times; as a rule
 * by less than its length. A byte that is no UTF-8 counts as U+FFFD. If a
 * buffer has no room, its `failed` says so.
 */
void lp_fold_feed(struct lp_fold *f, struct lp_slice utf8, struct lp_buf *t0,
                  struct lp_buf *t1);

/* The text is over: append what was held back. Feed nothing after it, but
 * after lp_fold_reset. */
void lp_fold_end(struct lp_fold *f, struct lp_buf *t0, struct lp_buf *t1);

/* How many code points of T1 came out so far, and how many of them are letters
 * (general category L). */
uint64_t lp_fold_chars(const struct lp_fold *f);
uint64_t lp_fold_letters(const struct lp_fold *f);

/* The version of Unicode in the tables, as "15.0"; forms of two versions are
 * compared by nobody. */
const char *lp_fold_unicode(void);

#endif
