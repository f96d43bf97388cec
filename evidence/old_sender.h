#ifndef LP_EVIDENCE_OLD_SENDER_H
#define LP_EVIDENCE_OLD_SENDER_H

#include "formats/header_list.h"
#include "formats/mail_sig.h"

/**
 * For whom a DomainKeys signature stands (RFC 4870, 3.3): the first address of
 * the Sender that it signs, or else of the From; appended to `to`.
 *
 * `*why` is NULL, or says why the signature stands for nobody: it signs
 * neither, or d= is not the domain of that address, nor one above it.
 */
LP_MUST_USE enum lp_code lp_old_sender(struct lp_buf *to, const char **why,
                                       const struct lp_headers *h,
                                       const struct lp_mail_sig *sig,
                                       size_t own, struct lp_err *err);

#endif
