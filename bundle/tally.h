#ifndef LP_BUNDLE_TALLY_H
#define LP_BUNDLE_TALLY_H

#include "bundle/sink.h"

/* What a walk found, counted. */
struct lp_tally {
    uint64_t files;      /* on disk, with bytes */
    uint64_t bytes;      /* of those */
    uint64_t items;      /* everything that has a record, but rows of tables */
    uint64_t inside;     /* of those, in containers */
    uint64_t rows;       /* of tables ... */
    uint64_t tables;     /* ... that were opened */
    uint64_t containers; /* that were opened, but tables */
    uint64_t messages;
    uint64_t attachments;
    uint64_t documents; /* messages, and leaves with bytes, at every depth */
    uint64_t unread;    /* on disk, could not be read */
    uint64_t opaque;    /* containers left closed because of --depth */
    uint64_t closed;    /* records that stayed unknown, wholly or in part */
    uint64_t findings;  /* records that are malformed or ambiguous */
    uint64_t rule[LP_RULE_COUNT]; /* how often each occurred */
};

void lp_tally_add(struct lp_tally *t, const struct lp_record *r);

/* A sink that counts into `t`. */
struct lp_sink lp_tally_sink(struct lp_tally *t);

#endif
