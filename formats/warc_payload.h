#ifndef LP_FORMATS_WARC_PAYLOAD_H
#define LP_FORMATS_WARC_PAYLOAD_H

#include "base/buf.h"
#include "formats/chunked.h"
#include "formats/reader.h"
#include "formats/summer.h"
#include "formats/warc_record.h"

/* The block of a record: the next `left` bytes of the file. */
struct lp_warc_block {
    struct lp_feed *feed;
    uint64_t left;
    bool failed; /* the file did, not what lies in it */
};

/*
 * The block of a record on its way out, as what it holds. Zeroed, nothing is.
 * It must not move in memory while it is open.
 */
struct lp_warc_payload {
    const struct lp_summer *summer;
    const struct lp_limits *limits;
    struct lp_warc_block block;
    struct lp_source source; /* ... as a source */
    struct lp_feed feed;     /* over that */
    struct lp_source raw;    /* what is left behind the head of HTTP */
    struct lp_buf head;
    bool chunks;
    struct lp_chunked chunked;
    struct lp_source plain; /* without chunks */
    bool packed;
    struct lp_reader gzip;
    struct lp_source body; /* of it */
    struct lp_slice label; /* the digest to compare with, or empty */
    struct lp_sum *sum[2]; /* of what is stored, and of that without chunks */
    bool over;
};

/* What came of opening one. */
struct lp_warc_opened {
    bool empty;          /* there is no payload */
    enum lp_rule closed; /* why it cannot be had */
    const char *why;
};

/* Open the payload of `r`, whose block is the next `r->size` bytes of `feed`;
 * `r` is borrowed until the release. */
LP_MUST_USE enum lp_code lp_warc_payload_open(struct lp_warc_payload *p,
                                              struct lp_feed *feed,
                                              const struct lp_warc_record *r,
                                              struct lp_warc_opened *out,
                                              struct lp_err *err);

/* A block of which nothing is wanted: it is to be skipped. */
void lp_warc_payload_leave(struct lp_warc_payload *p, struct lp_feed *feed,
                           uint64_t size);

/* The next bytes; none at the end, if the digest that is stated is theirs. */
LP_MUST_USE enum lp_code lp_warc_payload_pull(struct lp_warc_payload *p,
                                              struct lp_piece *out,
                                              struct lp_err *err);

/* Pass over what is left of the block, and let go of all. */
LP_MUST_USE enum lp_code lp_warc_payload_skip(struct lp_warc_payload *p,
                                              struct lp_err *err);
void lp_warc_payload_release(struct lp_warc_payload *p);

#endif
