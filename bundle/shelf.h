#ifndef LP_BUNDLE_SHELF_H
#define LP_BUNDLE_SHELF_H

#include "base/spool.h"
#include "bundle/wire.h"

/*
 * Records that are set aside, as frames: in memory up to 16 MiB, then in an
 * unnamed file. What is put there is taken back whole, in its order. Zeroed,
 * it may be released.
 */
struct lp_shelf {
    struct lp_store *store;
    int fd;
    struct lp_spool *spool; /* what was put; NULL: nothing */
    uint64_t size;          /* of it */
    struct lp_buf pending;  /* the last of it, not yet in the spool */
    struct lp_buf frame;
};

LP_MUST_USE enum lp_code lp_shelf_init(struct lp_shelf *s, struct lp_err *err);
LP_MUST_USE enum lp_code lp_shelf_put(struct lp_shelf *s, enum lp_frame type,
                                      const struct lp_record *r,
                                      struct lp_err *err);

/* Told each event in turn; `v` holds all of them. */
typedef enum lp_code lp_shelved(void *who, const struct lp_event *ev,
                                struct lp_view *v, struct lp_err *err);

/* Tell all that was put there, and be empty again. */
LP_MUST_USE enum lp_code lp_shelf_take(struct lp_shelf *s, lp_shelved *told,
                                       void *who, struct lp_err *err);

/* While it is being taken: the event whose frame begins at `at`. It borrows
 * from the shelf until the next call. */
LP_MUST_USE enum lp_code lp_shelf_fetch(struct lp_shelf *s, struct lp_view *v,
                                        uint64_t at, struct lp_event *ev,
                                        struct lp_err *err);
void lp_shelf_release(struct lp_shelf *s);

#endif
