#ifndef LP_BUNDLE_DO_VERIFY_H
#define LP_BUNDLE_DO_VERIFY_H

#include "bundle/verifying.h"

/**
 * Verify a bundle: the signature first, then, from the very bytes that were
 * verified, the manifest, then every file by its digest.
 *
 * One folder is compared path by path and without any parser of the files'
 * formats. Anything else, and a folder in which no file of the manifest is, is
 * compared by content: opened, and its documents looked for. Parsers also name
 * the documents of a container that differs, and derive members again.
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
