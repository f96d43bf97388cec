#ifndef LP_FORMATS_BID_H
#define LP_FORMATS_BID_H

#include "base/buf.h"
#include "formats/reader.h"

/* Every reader, in the order of their names; ends with NULL. */
extern const struct lp_reader_ops *const lp_readers[];

/* The reader that is surest of `head`; NULL if none bids. */
const struct lp_reader_ops *lp_bid(struct lp_slice head);

/* The reader whose format a file ends as that none bid for; NULL if none. */
const struct lp_reader_ops *lp_bid_end(struct lp_slice first,
                                       struct lp_slice tail, uint64_t size);

/* The reader of what lies in documents of this kind; NULL if there is none. */
const struct lp_reader_ops *lp_bid_within(enum lp_kind kind);

/* The reader of what is declared to be of this kind, whatever its bytes say;
 * NULL if there is none. */
const struct lp_reader_ops *lp_bid_kind(enum lp_kind kind);

/* Append the names of all readers, "gzip-1,tar-1,...": what a manifest or set
 * says of how it was made. */
void lp_readers_list(struct lp_buf *to);

#endif
