#ifndef LP_FORMATS_TORRENT_FILES_H
#define LP_FORMATS_TORRENT_FILES_H

#include "base/buf.h"

/* The files of a torrent, and their names. */

enum lp_torrent_flag {
    LP_TORRENT_PAD = 1,        /* zeros that no one keeps (BEP 47) */
    LP_TORRENT_LINK = 2,       /* a symbolic link */
    LP_TORRENT_UNSAFE = 4,     /* its path leads elsewhere, or can not be */
    LP_TORRENT_TWIN = 8,       /* another differs in case or form alone */
    LP_TORRENT_LAYERLESS = 16, /* its piece layer is missing, or of a length
                                  that cannot be right */
    LP_TORRENT_V2 = 32,        /* version 2 tells of it, too */
};

struct lp_torrent_file {
    size_t path; /* where, in `paths`: components with '/' between */
    size_t path_len;
    uint64_t size;
    uint64_t at; /* version 1: of its first byte, in the row of all files */
    const uint8_t *root;   /* version 2: `pieces root`, 32 bytes; NULL: it is
                              empty, or this is of version 1 alone */
    struct lp_slice layer; /* likewise: a hash of 32 bytes for each piece;
                              empty if the root is the only one */
    const uint8_t *sha1;   /* hints of version 1, 20 bytes; NULL: none */
    const uint8_t *md5;    /* ... and 32 digits */
    unsigned flags;
};

/* Zeroed, there are none. */
struct lp_torrent_files {
    struct lp_torrent_file *of;
    size_t n;
    size_t cap;
    struct lp_buf paths;
};

#define LP_TORRENT_BLOCK ((uint64_t)16384)

/* No piece is longer. */
#define LP_TORRENT_PIECE_MAX ((uint64_t)1 << 30)

/* No path is longer: none can be on disk. */
#define LP_TORRENT_PATH_MAX ((size_t)4096)

/* No torrent has more files, pads included. */
#define LP_TORRENT_FILES_MAX ((size_t)1 << 24)

/*
 * A torrent: what a release consists of, by the hashes of its pieces (version
 * 1, BEP 3 and 47), by the root of a tree for each file (version 2, BEP 52), or
 * by both (a hybrid). Reading it computes no hash; a torrent borrows from its
 * text.
 */
struct lp_torrent {
    struct lp_slice info; /* what the infohash is the hash of */
    struct lp_slice name; /* of the file, or of the folder of all files */
    bool named;           /* the name can be one */
    bool v1;
    bool v2;
    bool single;            /* one file, and no folder */
    bool unsorted;          /* some keys are not in order; the first one ... */
    uint64_t unsorted_at;   /* ... is here */
    uint64_t piece;         /* bytes of one */
    uint64_t total;         /* version 1: of all files in a row */
    uint64_t pieces;        /* version 1: of that */
    struct lp_slice hashes; /* version 1: SHA-1 of each, 20 bytes */
    struct lp_torrent_files files; /* as version 1 has them, or in the order of
                                      the tree */
};

/* Whether a file or folder can be called so, in the folder that it is in and
 * nowhere else. */
bool lp_torrent_component(struct lp_slice name);

/* Add one, all zeros but the path. LP_E_LIMIT if it is too long, or there are
 * too many. */
LP_MUST_USE enum lp_code lp_torrent_add(struct lp_torrent_files *f,
                                        struct lp_slice path,
                                        struct lp_err *err);
struct lp_slice lp_torrent_path(const struct lp_torrent_files *f,
                                const struct lp_torrent_file *file);

/**
 * Compare the paths of all that is neither pad nor unsafe. LP_E_FORMAT with
 * LP_RULE_TORRENT_PATH_TWICE if two are the same, or one is the folder of
 * another; those that some file system would take for one get the flag TWIN.
 */
LP_MUST_USE enum lp_code lp_torrent_paths(struct lp_torrent_files *f,
                                          struct lp_err *err);
void lp_torrent_files_release(struct lp_torrent_files *f);

#endif
