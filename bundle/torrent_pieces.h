#ifndef LP_BUNDLE_TORRENT_PIECES_H
#define LP_BUNDLE_TORRENT_PIECES_H

#include "formats/rule.h"
#include "formats/torrent.h"

/*
 * The pieces of a torrent of version 1: they are cut from all of its files in a
 * row, so one can hold the end of a file, several files, and the beginning of
 * another.
 */

/* What is known of one file of it. */
struct lp_torrent_seen {
    size_t elsewhere; /* 1 and where among what is there, if it is not at its
                         path; else 0 ... */
    struct lp_slice path; /* ... and that one's; else empty */
    bool usable;          /* it is there, and may be read */
    uint64_t size; /* ... so many bytes of it, whatever the torrent says */
    bool changed; /* ... but was not the same at the end as at the beginning, or
                     could not be read: `usable` is false then */
    enum lp_rule rule; /* if so, why */
    uint64_t good;     /* pieces that it has a part in, and are right ... */
    uint64_t bad;      /* ... are others ... */
    uint64_t own;      /* ... of these, those in which no other file has one */
    uint64_t open;     /* ... could not be compared */
};

/* Told of each piece that is another and that several files have a part in,
 * from file `first` to file `last`. */
typedef enum lp_code lp_torrent_wrong(void *who, uint64_t piece, size_t first,
                                      size_t last, struct lp_err *err);

/**
 * Compare the pieces with what lies in the folder `dir`, one after another.
 *
 * `seen` has one for each file of `t`, in its order; only those that are usable
 * are opened, and no link is followed on the way. A piece is compared if all
 * that has a part in it is there; pads are zeros. What cannot be read is no
 * error.
 */
LP_MUST_USE enum lp_code lp_torrent_pieces(const struct lp_torrent *t, int dir,
                                           struct lp_torrent_seen *seen,
                                           lp_torrent_wrong *told, void *who,
                                           struct lp_err *err);

/**
 * Whether the pieces that lie in file `i` alone are those of what is at
 * `seen->path`. If there are none they are not.
 */
LP_MUST_USE enum lp_code lp_torrent_pieces_own(const struct lp_torrent *t,
                                               int dir,
                                               struct lp_torrent_seen *seen,
                                               size_t i, bool *same,
                                               struct lp_err *err);

#endif
