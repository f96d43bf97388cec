#ifndef LP_BUNDLE_CHOICE_H
#define LP_BUNDLE_CHOICE_H

#include "bundle/walk.h"
#include "formats/reader.h"

/* What a message says for itself is not opened, whatever it looks like, nor
 * what only says where something is, or is a piece of another message (RFC
 * 2046, 5.2.3 and 5.2.2). */
bool lp_choice_own(const struct lp_record *rec);

/* Who is to open what `rec` tells of, that begins with `head`; NULL: it is a
 * leaf. An archive is opened even if it is called what a message says, and then
 * `rec` does not call it so any more. */
const struct lp_reader_ops *lp_choice_reader(const struct lp_walk *w,
                                             struct lp_record *rec,
                                             struct lp_slice head);

/* Who is to look for what lies in it, a document that was read; NULL: nobody.
 * In what a message says, only files are looked for that were written into
 * it. */
const struct lp_reader_ops *lp_choice_within(const struct lp_record *rec);

/* What a leaf is that begins with `head`, and why nothing in it can be seen, if
 * so; a document in bytes that no text has is not what a message says. And the
 * same once its last bytes (up to LP_END_MAX) are known. */
void lp_choice_leaf(struct lp_record *rec, struct lp_slice head);
void lp_choice_leaf_end(struct lp_record *rec, struct lp_slice tail);

/* Who is to open a leaf that begins with `first` and ends with `tail` (up to
 * LP_END_MAX) as what it is by its end; NULL: nobody. */
const struct lp_reader_ops *lp_choice_end(const struct lp_record *rec,
                                          struct lp_slice first,
                                          struct lp_slice tail, uint64_t size);

/* A leaf is a program that holds `inner`, if that is not OTHER. */
void lp_choice_program(struct lp_record *rec, enum lp_kind inner);

/* Whether what somebody would open is to be opened. If not, `rec` says why. */
bool lp_choice_open(const struct lp_walk *w, struct lp_record *rec);

#endif
