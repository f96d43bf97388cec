#ifndef LP_FORMATS_CHUNKED_H
#define LP_FORMATS_CHUNKED_H

#include "base/source.h"

/* A body in chunks (RFC 9112, 7.1). Zeroed but for feed.from, it is ready; it
 * must not move in memory. */
struct lp_chunked {
    struct lp_feed feed;
    uint64_t left; /* of the chunk at hand */
    bool begun;
    bool over;
};

/* Whether `head`, the first LP_CHUNKED_HEAD bytes of a body or all, begins a
 * chunk: some writers undo the coding, and keep the header that says it is
 * there. */
#define LP_CHUNKED_HEAD 8
bool lp_chunked_begins(struct lp_slice head);

/* The source that gives what the chunks hold; borrowed. LP_E_FORMAT with
 * LP_RULE_WARC_HTTP: it is broken. */
struct lp_source lp_chunked_source(struct lp_chunked *c);

#endif
