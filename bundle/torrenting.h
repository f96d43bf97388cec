#ifndef LP_BUNDLE_TORRENTING_H
#define LP_BUNDLE_TORRENTING_H

#include "bundle/bag_files.h"
#include "bundle/torrent_pieces.h"
#include "bundle/verifying.h"

/* A torrent as a manifest: what the parts of its verification share. */

/* Something that must be said of a torrent, or of what is in its folder, beside
 * what happened to each file. */
struct lp_torrent_flaw {
    enum lp_rule rule;
    struct lp_slice path;  /* printable; may be empty */
    struct lp_slice other; /* likewise: another file */
    bool placed;
    uint64_t at; /* if placed: a byte of the torrent; PIECE: its number, from
                    0 */
};

typedef enum lp_code lp_torrent_flawed(void *who,
                                       const struct lp_torrent_flaw *flaw,
                                       struct lp_err *err);

struct lp_torrent_options {
    const char *torrent;
    const char *folder; /* NULL: the one that the torrent lies in */
    const struct lp_trust *trust;
    bool allow_unsigned;
    bool partial;           /* what is absent does not matter */
    struct lp_walk_how how; /* its depth and digests do not matter */
    lp_verified *told;
    lp_torrent_flawed *flawed;
    void (*judged)(void *who, const struct lp_signature *s); /* before files
                                                                are read */
    void *who;
};

struct lp_torrent_report {
    struct lp_verify_report base; /* its counts are of files */
    enum lp_rule refused;         /* why the torrent was not relied upon */
    bool v1;
    bool v2;
    uint8_t infohash_v1[20];
    uint8_t infohash_v2[32];
    struct lp_buf name; /* printable */
    uint64_t pieces;    /* version 1: how many there are */
    uint64_t flaws;     /* findings that were told */
    uint64_t advice;    /* ... and what is no finding */
    uint64_t undecided; /* of those that are counted as unreadable */
};

struct lp_torrenting {
    const struct lp_torrent_options *o;
    const struct lp_listener *listener;
    struct lp_torrent_report *r;
    struct lp_torrent t;
    struct lp_buf base; /* a C string: the folder that its paths are below */
    bool whole;         /* ... and nothing else is to be in there */
    struct lp_bag_files files;
    struct lp_torrent_seen *seen;
    struct lp_buf shown[2];
};

/* Tell of a flaw, whose slices are raw, and count it. */
LP_MUST_USE enum lp_code lp_torrent_tell(struct lp_torrenting *v,
                                         const struct lp_torrent_flaw *flaw,
                                         struct lp_err *err);

/* Tell what is wrong with the torrent itself, apart from any file on disk. */
LP_MUST_USE enum lp_code lp_torrent_flaws(struct lp_torrenting *v,
                                          struct lp_err *err);

/* Find the folder that its paths are below: one called as the torrent in the
 * folder of the options, or that folder itself; whichever has more of the
 * files. Nothing is opened. */
LP_MUST_USE enum lp_code lp_torrent_place(struct lp_torrenting *v,
                                          const char *folder,
                                          struct lp_err *err);

#endif
