#ifndef LP_BUNDLE_BAG_H
#define LP_BUNDLE_BAG_H

#include "bundle/bag_files.h"
#include "bundle/signature.h"
#include "formats/bag_decl.h"

/* A bag (RFC 8493) under validation: what its parts share. */

/* Something that must be said of a bag. What it means follows from the class
 * of its rule. */
struct lp_bag_event {
    enum lp_rule rule;
    struct lp_slice path;  /* what it is about, printable; may be empty */
    const char *in;        /* the tag file that says so; NULL: none */
    uint64_t line;         /* of it, from 1; 0: none */
    const char *note;      /* may be NULL */
    struct lp_slice other; /* what the note goes on with, printable; may be
                              empty */
    enum lp_alg alg;       /* not NONE: of these digests */
    const uint8_t *expected;
    const uint8_t *found;
};

typedef enum lp_code lp_bag_told(void *who, const struct lp_bag_event *e,
                                 struct lp_err *err);

struct lp_bag_options {
    const char *folder;
    const struct lp_trust *trust;
    bool signature; /* without a good signature, it is not verified */
    struct lp_walk_how how;
    lp_bag_told *told;
    void *who;
};

enum lp_bag_verdict { LP_BAG_VALID, LP_BAG_INVALID, LP_BAG_INCOMPLETE };

struct lp_bag_report {
    enum lp_bag_verdict verdict;
    bool has_version;
    unsigned major;
    unsigned minor;
    unsigned algs;      /* bits 1 << enum lp_alg, of its payload manifests */
    bool unknown;       /* one of them is by another algorithm */
    uint64_t files;     /* of the payload, that are there */
    uint64_t bytes;     /* of them */
    uint64_t matched;   /* of them, that no manifest contradicts */
    uint64_t holes;     /* to be fetched, and not there */
    uint64_t uncovered; /* tag files that no tag manifest lists */
    uint64_t findings;
    uint64_t closed;
    uint64_t advice;
    struct lp_signature signature; /* of a tag manifest */
    bool whole; /* the signed tag manifest lists all payload manifests */
};

#define LP_BAG_MANIFESTS_MAX 64

struct lp_bag_manifest {
    char *name;
    bool tags;       /* it is a tag manifest */
    enum lp_alg alg; /* NONE: not known here */
    bool good;       /* it was read */
};

struct lp_bag {
    const struct lp_bag_options *o;
    const struct lp_listener *listener;
    struct lp_bag_report *r;
    struct lp_bag_decl decl;
    struct lp_buf decl_text;
    bool illegible; /* the tag files are in no encoding that is read here */
    struct lp_bag_manifest manifest[LP_BAG_MANIFESTS_MAX];
    size_t n;
    struct lp_bag_files files;
    struct lp_bag_files holes; /* what fetch.txt lists */
    struct lp_buf shown[2];
};

/* Tell `e`, whose `path` and `other` are raw, and count it. */
LP_MUST_USE enum lp_code
lp_bag_tell(struct lp_bag *b, const struct lp_bag_event *e, struct lp_err *err);

/**
 * The bytes of the tag file `name` at the top of the bag. `*there`: it is
 * there, and could be read; if it is there and could not, that was told.
 */
LP_MUST_USE enum lp_code lp_bag_read(struct lp_bag *b, const char *name,
                                     struct lp_buf *raw, bool *there,
                                     struct lp_err *err);

/* The same as UTF-8. */
LP_MUST_USE enum lp_code lp_bag_read_text(struct lp_bag *b, const char *name,
                                          struct lp_buf *text, bool *there,
                                          struct lp_err *err);

/* Whether `file` is a payload file, or something in its place. */
bool lp_bag_is_payload(const struct lp_bag *b, const struct lp_bag_file *file);
void lp_bag_release(struct lp_bag *b);

#endif
