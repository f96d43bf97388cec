#ifndef LP_BUNDLE_CHOICE_H
#define LP_BUNDLE_CHOICE_H

#include "bundle/walk.h"
#include "formats/reader.h"

/* What a message says for itself is not opened, whatever it looks like, nor
 * what only says where something is (RFC 2046, 5.2.3). */
bool lp_choice_own(const struct lp_record *rec);

/* Who is to open what `rec` tells of, that begins with `head`; NULL: it is a
 * leaf. */
const struct lp_reader_ops *lp_choice_reader(const struct lp_walk *w,
                                             const struct lp_record *rec,
                                             struct lp_slice head);

/* Who is to look for what lies in it, a document that was read; NULL: nobody.
 * In what a message says, only files are looked for that were written into
 * it. */
const struct lp_reader_ops *lp_choice_within(const struct lp_record *rec);

/* What a leaf is that begins with `head`, and why nothing in it can be seen, if
 * so; and the same once its last bytes (up to LP_END_MAX) are known. */
void lp_choice_leaf(struct lp_record *rec, struct lp_slice head);
void lp_choice_leaf_end(struct lp_record *rec, struct lp_slice tail);

/* Whether what somebody would open is to be opened. If not, `rec` says why. */
bool lp_choice_open(const struct lp_walk *w, struct lp_record *rec);

#endif
