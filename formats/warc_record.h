#ifndef LP_FORMATS_WARC_RECORD_H
#define LP_FORMATS_WARC_RECORD_H

#include "base/alg.h"

/* What the head of a WARC record says (ISO 28500; WARC 1.0 and 1.1). */

enum lp_warc_type {
    LP_WARC_OTHER,    /* what the crawl says of itself: it is passed over */
    LP_WARC_RESPONSE, /* ... of a server, by HTTP: its payload is a document */
    LP_WARC_BLOCK,    /* the block is a document */
    LP_WARC_REVISIT,  /* the payload is that of another record */
    LP_WARC_SEGMENT,  /* a part of a record */
};

struct lp_warc_record {
    enum lp_warc_type type;
    uint64_t size; /* of its block */
    struct lp_slice name;
    struct lp_slice target; /* of a REVISIT: what it repeats */
    bool has_time;
    int64_t time;
    bool cut;                /* the crawler did not keep all of it */
    struct lp_slice payload; /* a labelled digest, or empty */
    struct lp_slice block;   /* likewise */
};

/* Read `head`, from which `out` borrows. False: it has no type or length, or
 * two of them. */
bool lp_warc_record(struct lp_slice head, struct lp_warc_record *out);

/* Which algorithm a labelled digest is of; NONE if none that is known here. */
enum lp_alg lp_warc_digest_alg(struct lp_slice label);

/* Whether a labelled digest, in base32 or hexadecimal, is `digest`. */
bool lp_warc_digest_is(struct lp_slice label,
                       const uint8_t digest[LP_ALG_LEN_MAX]);

#endif
