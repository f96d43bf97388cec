#ifndef LP_BUNDLE_DO_VERIFY_H
#define LP_BUNDLE_DO_VERIFY_H

#include "bundle/compare.h"
#include "bundle/inputs.h"
#include "bundle/signature.h"

struct lp_verify_options {
    const char *manifest;
    const char *folder; /* NULL: the one that the manifest lies in */
    const struct lp_trust *trust;
    bool allow_unsigned;
    struct lp_walk_how how; /* its depth does not matter */
    lp_verified *told;
    void (*judged)(void *who, const struct lp_signature *s); /* before files
                                                                are read */
    void *who;
};

enum lp_verify_verdict {
    LP_NOT_VERIFIED, /* something is not what was signed */
    LP_VERIFY_INCOMPLETE,
    LP_VERIFIED,
};

struct lp_verify_report {
    enum lp_verify_verdict verdict;
    struct lp_signature signature;
    bool compared;       /* the files were looked at */
    char malformed[400]; /* what is wrong with the manifest, if something is */
    struct lp_manifest_trailer trailer;
    uint64_t count[LP_VERIFY_COUNT];
    uint64_t bytes; /* re-read and matched */
};

/**
 * Verify a bundle: the signature first, then, from the very bytes that were
 * verified, the manifest, then every file by its digest, without any parser
 * of the files' formats.
 *
 * The manifest is not read further unless a trusted key signed it or
 * `allow_unsigned` is set. A failed verification is an answer, not an error.
 */
LP_MUST_USE enum lp_code lp_do_verify(const struct lp_verify_options *o,
                                      const struct lp_listener *listener,
                                      struct lp_verify_report *report,
                                      struct lp_err *err);
void lp_verify_report_release(struct lp_verify_report *r);

#endif
