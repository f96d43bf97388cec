#ifndef LP_FORMATS_TAR_EXT_H
#define LP_FORMATS_TAR_EXT_H

#include "base/buf.h"
#include "formats/rule.h"
#include "formats/tar_sparse.h"

/* One thing that an extended header gives. `from`: the number of the header
 * that gave it last, 0 for none. `twice`: two readers could take different
 * values from what was given. */
struct lp_tar_text {
    struct lp_buf bytes;
    unsigned from;
    bool twice;
};

struct lp_tar_int {
    int64_t value;
    unsigned from;
    bool twice;
};

/*
 * What the extended headers before a member say of it. Zeroed, they say
 * nothing.
 */
struct lp_tar_ext {
    struct lp_tar_text path;
    struct lp_tar_text link;
    struct lp_tar_text sparse_path; /* GNU.sparse.name: goes before `path` */
    struct lp_tar_int size;
    struct lp_tar_int time;
    struct lp_tar_int real; /* of a sparse file, with its holes */
    bool sparse;
    struct lp_tar_int major;     /* the version of its format, ... */
    struct lp_tar_int minor;     /* ... from 1.0 on */
    struct lp_tar_int stretches; /* how many of them its map has */
    struct lp_tar_map map;       /* of formats 0.0 and 0.1 */
    bool text_bad;               /* a name with a NUL in it */
    bool number_bad; /* a time that is no number, or that we cannot hold */
    bool part;       /* GNU.volume.*: the rest of a file of another volume */
    bool pax;        /* at least one of them was a pax header */
    unsigned headers;
};

/**
 * Add the records of one pax header (POSIX.1-2017 pax, "pax Extended Header").
 *
 * LP_E_FORMAT with LP_RULE_TAR_PAX or LP_RULE_TAR_NUMBER if the records break
 * their grammar; err->at is then an offset in `records`.
 */
LP_MUST_USE enum lp_code lp_tar_ext_pax(struct lp_tar_ext *x,
                                        struct lp_slice records,
                                        struct lp_err *err);

/* Add a GNU long name or long link: the first `size` bytes of `blocks`, which
 * are all that it takes up, and of those what comes before a NUL. */
LP_MUST_USE enum lp_code lp_tar_ext_long(struct lp_tar_ext *x, bool link,
                                         struct lp_slice blocks, size_t size,
                                         struct lp_err *err);

/* Say nothing again, but keep the memory. */
void lp_tar_ext_clear(struct lp_tar_ext *x);
void lp_tar_ext_release(struct lp_tar_ext *x);

#endif
