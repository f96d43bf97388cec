#ifndef LP_FORMATS_MANIFEST_H
#define LP_FORMATS_MANIFEST_H

#include "base/alg.h"
#include "base/buf.h"
#include "formats/entry.h"
#include "formats/ids.h"

/*
 * The bundle manifest, docs/FORMAT-manifest.md: GNU checksum lines, each with
 * its own `# key=value` lines, and a trailer. There is one spelling of each
 * manifest; the reader refuses any other.
 */

enum lp_manifest_role {
    LP_MANIFEST_FILE,       /* a file on disk with its digest */
    LP_MANIFEST_SPECIAL,    /* an empty folder, link, pipe, socket, device */
    LP_MANIFEST_UNREADABLE, /* something on disk that could not be read */
    LP_MANIFEST_MEMBER,     /* something in the file before it */
};

/* One entry, or one member line of an entry. */
struct lp_manifest_item {
    enum lp_manifest_role role;
    enum lp_role lies;      /* MEMBER: as a member, a message or a part */
    struct lp_slice path;   /* on disk: raw. Member: the locator below its file,
                               as written. Parsed ones borrow from the reader
                               until its next call */
    struct lp_slice target; /* of a link; raw */
    enum lp_kind kind;
    uint64_t size;
    bool has_digest;
    uint8_t sha256[32];
    uint8_t decoded[32]; /* if there is a digest */
    unsigned algs;       /* bits 1 << enum lp_alg: digests beside SHA-256 */
    uint8_t other[LP_ALG_COUNT][LP_ALG_LEN_MAX];
    unsigned ids; /* bits 1 << enum lp_id: identities beside these */
    uint8_t id[LP_ID_COUNT][LP_ID_LEN_MAX];
    uint64_t span_at; /* of messages and parts, in their container */
    uint64_t span;
    bool has_time;
    int64_t time;
    uint32_t flags;
    bool container; /* opened; its members follow */
    bool lost;      /* ... but its reader gave up between them */
    uint16_t closed;
    uint64_t closed_at;
    struct lp_findings found;
};

struct lp_manifest_trailer {
    bool tree; /* one folder was given, and paths are relative to it */
    uint64_t files, messages, attachments, documents, bytes, unopened;
    bool all;                /* containers were opened at every depth ... */
    unsigned depth;          /* ... else down to this */
    struct lp_slice readers; /* "gzip-1,tar-1,zip-1": what was opened */
    struct lp_slice levels;  /* "raw,decoded": which identities there are */
    struct lp_slice rules;   /* "raw,dec-v1": by which rules */
    unsigned algs;           /* digests beside SHA-256 */
    uint8_t content[32];     /* root over the digests of all documents */
    uint8_t root[32];
};

/* The first line. */
void lp_manifest_begin(struct lp_buf *to);

/* One entry's or member's lines. */
void lp_manifest_item(struct lp_buf *to, const struct lp_manifest_item *item);

/* The trailer, from `# end` to the last line. */
void lp_manifest_end(struct lp_buf *to, const struct lp_manifest_trailer *t);

/* A manifest being read. Zeroed, it may be released. */
struct lp_manifest {
    struct lp_slice text;
    size_t at;     /* of the next line */
    uint64_t line; /* number of the line at `at`, from 1 */
    struct lp_buf path;
    struct lp_buf target;
    struct lp_buf before; /* path of the entry before */
    bool before_folder;
    bool any;
    bool in_file;    /* the last entry may have members */
    bool any_digest; /* `algs` is set: by the first item that has one, */
    bool any_bytes;  /* ... and the first that is not empty */
    unsigned algs;
    struct lp_buf again; /* what was read, written again */
};

/**
 * Start reading `text`, which must outlive the reader. LP_E_FORMAT, with the
 * line, if it is no manifest, or one of a newer version.
 */
LP_MUST_USE enum lp_code lp_manifest_open(struct lp_manifest *m,
                                          struct lp_slice text,
                                          struct lp_err *err);

/**
 * Take the next item. At the trailer, sets `*end` and `trailer` instead.
 *
 * Anything that is not exactly what the writer would have written there (order
 * and duplicates, `..`, spelling) is LP_E_FORMAT with its line number. The
 * trailer's counts and root are the caller's to compare: an entry is the text
 * from m->at before its first item to m->at before the next entry's.
 */
LP_MUST_USE enum lp_code lp_manifest_next(struct lp_manifest *m,
                                          struct lp_manifest_item *item,
                                          bool *end,
                                          struct lp_manifest_trailer *trailer,
                                          struct lp_err *err);

void lp_manifest_release(struct lp_manifest *m);

/* Whether `path` may stand in a manifest: relative, no empty, `.` or `..`
 * component, no NUL. */
bool lp_manifest_path_lawful(struct lp_slice path);

/* Order of two paths: raw bytes, a folder as if it ended in '/'. 0 also for an
 * empty folder and what lies in it: only one of the two can be true. */
int lp_manifest_order(struct lp_slice a, bool a_folder, struct lp_slice b,
                      bool b_folder);

#endif
