#ifndef LP_FORMATS_SIG_PACKAGE_H
#define LP_FORMATS_SIG_PACKAGE_H

#include "base/buf.h"
#include "base/limits.h"
#include "base/view.h"
#include "formats/rule.h"

/* Members that a signed package may have. */
#define LP_SIG_MEMBERS_MAX 32768

/* A member of an office package, as who checks its signatures sees it. */
struct lp_sig_member {
    struct lp_slice name;
    struct lp_source body; /* to be read again and again; may be empty */
    uint64_t size;         /* as the ZIP has it */
    enum lp_rule closed;   /* why its bytes cannot be had */
    bool limit;            /* or more of them than is unpacked */
    bool folder;           /* it has none */
    bool signature;        /* it holds signatures */
    bool bare;             /* ... and no relationship leads to it (OOXML) */
    bool apart;            /* it belongs to signatures, and none covers it */
};

/* Zeroed, it is empty. */
struct lp_sig_package {
    struct lp_sig_member *of; /* in the order of the ZIP */
    size_t n;
    size_t cap;
    struct lp_buf names;
    size_t signatures;
    unsigned followed; /* relationships, on the way to them */
    bool broken;       /* not all members could be listed */
    const char
        *two;       /* why there are two ways to read it; NULL: there are not */
    char twin[256]; /* ... the name that it is about, if any */
    bool stray;     /* bytes of the file belong to no member */
    struct lp_buf table;   /* for the helper, formats/xmldsig.h */
    struct lp_buf content; /* of member `at` */
    size_t at;
    uint64_t left; /* bytes that may still be unpacked for the helper */
};

/**
 * List the members of the package `view`, an OOXML or ODF document.
 *
 * LP_E_FORMAT: it cannot be read as a ZIP at all. LP_E_LIMIT: there are too
 * many members. Release `p` in any case.
 */
LP_MUST_USE enum lp_code lp_sig_package_open(struct lp_sig_package *p,
                                             struct lp_view *view,
                                             const struct lp_limits *limits,
                                             struct lp_err *err);

/* The content of member `i`, from its begin. LP_E_FORMAT: it has none. */
LP_MUST_USE enum lp_code lp_sig_package_source(struct lp_sig_package *p,
                                               size_t i, struct lp_source *out,
                                               struct lp_err *err);

/* What the helper reads: a view for one thread, that lives no longer than `p`.
 */
LP_MUST_USE enum lp_code lp_sig_package_view(struct lp_sig_package *p,
                                             struct lp_view **out,
                                             struct lp_err *err);
void lp_sig_package_release(struct lp_sig_package *p);

#endif
