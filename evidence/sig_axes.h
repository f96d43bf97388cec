#ifndef LP_EVIDENCE_SIG_AXES_H
#define LP_EVIDENCE_SIG_AXES_H

#include "evidence/evidence.h"
#include "evidence/key_archive.h"
#include "evidence/mail_claim.h"

/* What is said of a signature beside the mathematics: each adds to `e`. */

/* A foreign text as a C string of at most `size` bytes with its NUL, cut
 * between characters; a NUL in it becomes a blank, and so do line ends. */
void lp_axis_text(char *to, size_t size, struct lp_slice text);

/* A list of names, without the blanks in it. */
void lp_axis_fields(char *to, size_t size, struct lp_slice list);

/* What the key and the digest are worth; odd things in the record. */
void lp_axis_key(struct lp_evidence *e, const struct lp_archived_key *k,
                 const struct lp_claim *c);

/* Odd things in the signature. */
void lp_axis_odd(struct lp_evidence *e, const struct lp_claim *c);

/* What of the message is not covered, or is there twice. */
void lp_axis_cover(struct lp_evidence *e, const struct lp_claim *c,
                   const struct lp_mail_said *said);

/* How the signer stands to the author, of several to the one furthest off. */
LP_MUST_USE enum lp_code lp_axis_align(struct lp_evidence *e,
                                       const struct lp_claim *c,
                                       const struct lp_mail_said *said,
                                       struct lp_buf *room, struct lp_err *err);

/* Whether a key that was seen between these times (0: not said) was in use long
 * before or after the message. */
bool lp_axis_untimely(int64_t first, int64_t last, const struct lp_claim *c,
                      const struct lp_mail_said *said);

/* Whether the times agree: of the signature, of reception, of the key. */
void lp_axis_time(struct lp_evidence *e, const struct lp_claim *c,
                  const struct lp_mail_said *said, int64_t now);

#endif
