#ifndef LP_BUNDLE_WIRE_H
#define LP_BUNDLE_WIRE_H

#include "bundle/record.h"

/*
 * The closed grammar in which the walker (which parses hostile bytes) speaks
 * to the speaker (which holds keys, sets and the screen):
 *
 *     stream = { frame } ; frame = length (4 bytes, little-endian) type body
 *
 *     OPEN record   a container begins; its members follow, then its ITEM
 *     ITEM record   something was established
 *     STATUS        counters, at any time
 *     FAILED text   the walk broke off; nothing follows
 *     END           the walk is complete; nothing follows
 *
 * OPEN and ITEM nest by depth. The decoder takes nothing on trust.
 */
enum lp_frame {
    LP_FRAME_OPEN = 1,
    LP_FRAME_ITEM,
    LP_FRAME_STATUS,
    LP_FRAME_FAILED,
    LP_FRAME_END,
};

/* No name or target is longer, nor is a name decoded; no frame is longer than
 * three of them, and what else a record may hold. */
#define LP_WIRE_STRING_MAX ((size_t)4 << 20)
#define LP_WIRE_FACTS_MAX ((size_t)1 << 20)
#define LP_WIRE_CLAIMS_MAX ((size_t)1 << 20)
#define LP_WIRE_SEALS_MAX ((size_t)4 << 20)
#define LP_WIRE_TYPE_MAX ((size_t)255)
/* ... and no container lies deeper. */
#define LP_WIRE_DEPTH_MAX 64
#define LP_WIRE_FRAME_MAX                                              \
    (3 * LP_WIRE_STRING_MAX + LP_WIRE_FACTS_MAX + LP_WIRE_CLAIMS_MAX + \
     LP_WIRE_SEALS_MAX + LP_FRAGMENTS_MAX * LP_FRAGMENT_SIZE + 8192)

struct lp_status {
    uint64_t files; /* done so far, of those on disk */
    uint64_t bytes;
    uint64_t total_files; /* counted so far; all of them once `counted` */
    uint64_t total_bytes;
    bool counted;
};

struct lp_event {
    enum lp_frame type;
    struct lp_record record; /* OPEN, ITEM; borrows from the frame */
    struct lp_status status;
    enum lp_code code; /* FAILED */
    struct lp_slice text;
};

void lp_wire_record(struct lp_buf *to, enum lp_frame type,
                    const struct lp_record *r);
void lp_wire_status(struct lp_buf *to, const struct lp_status *s);
void lp_wire_failed(struct lp_buf *to, const struct lp_err *why);
void lp_wire_end(struct lp_buf *to);

/**
 * Take one frame from the front of `bytes`.
 *
 * `*used` is its length, or 0 if `bytes` hold no whole frame yet. A frame that
 * breaks the grammar is LP_E_FORMAT.
 */
LP_MUST_USE enum lp_code lp_wire_take(struct lp_event *out,
                                      struct lp_slice bytes, size_t *used,
                                      struct lp_err *err);

#endif
