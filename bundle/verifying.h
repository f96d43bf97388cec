#ifndef LP_BUNDLE_VERIFYING_H
#define LP_BUNDLE_VERIFYING_H

#include "bundle/compare.h"
#include "bundle/inputs.h"
#include "bundle/signature.h"
#include "formats/sums.h"

struct lp_verify_options {
    const char *manifest;     /* or a flat list of digests */
    const char *const *paths; /* none: the folder that the manifest lies in */
    size_t n;
    const struct lp_trust *trust;
    bool allow_unsigned;
    bool partial;             /* what is absent does not matter */
    struct lp_sums_form list; /* what is known of a list; `file` is not asked */
    bool census;              /* list: count what it does not name */
    bool deep;                /* derive every member again */
    struct lp_walk_how how;   /* its depth and digests do not matter */
    lp_verified *told;
    void (*judged)(void *who, const struct lp_signature *s); /* before files
                                                                are read */
    void (*claimed)(void *who,
                    const struct lp_manifest_trailer *t); /* likewise */
    void *who;
};

enum lp_verify_verdict {
    LP_NOT_VERIFIED, /* something is not what was signed */
    LP_VERIFY_INCOMPLETE,
    LP_VERIFIED,
    LP_REPACKED, /* all documents and no others, whatever holds them */
};

struct lp_verify_report {
    enum lp_verify_verdict verdict;
    struct lp_signature signature;
    bool list;           /* it was a flat list of digests */
    bool compared;       /* the files were looked at */
    bool by_content;     /* ... for their documents, whatever holds them */
    bool derived;        /* every member was derived again */
    char malformed[400]; /* what is wrong with the manifest, if something is */
    struct lp_manifest_trailer trailer; /* of a manifest */
    uint64_t count[LP_VERIFY_COUNT];
    uint64_t bytes;      /* re-read */
    uint64_t documents;  /* by content: found */
    uint64_t absent;     /* partial: not there */
    uint64_t undigested; /* by content: could not be looked for */
    uint64_t unopened;   /* by content: may hide documents */
    uint64_t weak;       /* list: matched by digests that can be forged ... */
    uint64_t hints;      /* ... of these, by CRC-32 alone */
    uint64_t broken;     /* list: lines that could not be read */
    bool counted;        /* list: whether `unlisted` was counted */
    uint64_t unlisted;   /* list: files that it does not name, if they
                            were to be counted */
};

/* One verification under way: what its parts share. */
struct lp_verifying {
    const struct lp_verify_options *o;
    const struct lp_listener *listener;
    struct lp_verify_report *r;
    struct lp_slice text;             /* of the manifest or list */
    const struct lp_carried *carried; /* of a manifest */
    const char *folder; /* where everything is compared by its path */
};

/* Whether a signature lets what it signs be looked at; and the verdict if it
 * does not. */
bool lp_verify_may_read(enum lp_sig_verdict v, bool allow_unsigned);
enum lp_verify_verdict lp_verify_stopped(enum lp_sig_verdict v);

/* Whether there is one folder to compare with, path by path. What is not there
 * at all is taken for one: it will be told that it is not. */
bool lp_verify_by_paths(const struct lp_verify_options *o);

/* What is missing is only counted, if that is what the user wants. */
void lp_verify_forgive(struct lp_verifying *v);

/* The verdict that the counts make. */
enum lp_verify_verdict lp_verify_judge(const struct lp_verifying *v);

/* Whether of all that was signed nothing at all was found to be there. */
bool lp_verify_nothing(const struct lp_verify_report *r);

/* Whether the manifest or list is malformed, `rc` and `err` being what reading
 * it gave: then that is the answer. */
bool lp_verify_malformed(struct lp_verifying *v, enum lp_code rc,
                         const struct lp_err *err);

#endif
