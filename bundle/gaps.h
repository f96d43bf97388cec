#ifndef LP_BUNDLE_GAPS_H
#define LP_BUNDLE_GAPS_H

#include "bundle/gap.h"
#include "formats/mail_field.h"

/*
 * What a bundle refers to and does not hold. Facts are fed in the order of the
 * walk; then the findings are told. docs/FORMAT-gaps.md has the exact rules.
 */
struct lp_gaps;

/* What was looked at. */
struct lp_gaps_counts {
    uint64_t messages;
    uint64_t dated;
    uint64_t files;
    uint64_t passed_over; /* identifiers, addresses and quotations, of which
                             one message had more than 1000 */
    uint64_t found[LP_GAP_KINDS];
};

/* `key` is random; the findings do not depend on it. */
LP_MUST_USE enum lp_code lp_gaps_new(struct lp_gaps **out,
                                     const uint8_t key[16], struct lp_err *err);

/* A message, with its locator and its mailbox's (or its folder's; messages with
 * one `mailbox` have one rhythm). Keeps both locators (a mailbox's once), the
 * identifiers and addresses that are new, and about 100 bytes. */
LP_MUST_USE enum lp_code lp_gaps_message(struct lp_gaps *g,
                                         struct lp_slice path,
                                         struct lp_slice mailbox,
                                         const struct lp_mail_fields *f,
                                         struct lp_err *err);

/* A document that has a name: a file, a member of an archive, an attachment;
 * `name` without folders. Keeps the locator, the name and about 100 bytes. */
LP_MUST_USE enum lp_code lp_gaps_file(struct lp_gaps *g, struct lp_slice path,
                                      struct lp_slice name, struct lp_err *err);

/* A part of a message: its declared type in lower case (as in struct lp_entry),
 * its file's name (empty if none) and its size. */
LP_MUST_USE enum lp_code lp_gaps_part(struct lp_gaps *g, struct lp_slice path,
                                      struct lp_slice type,
                                      struct lp_slice name, uint64_t size,
                                      struct lp_err *err);

/* A line, without its end, of a message's own text; of a longer one, the first
 * 1000 bytes are looked at. `path` is the part's. */
LP_MUST_USE enum lp_code lp_gaps_line(struct lp_gaps *g, struct lp_slice path,
                                      struct lp_slice line, struct lp_err *err);

/* A text of a message, `depth` deep, with what it says and quotes as
 * quoting_told.h has it; `message` is the message's locator. Texts come before
 * their message is over. LP_E_FORMAT if `facts` are none. */
LP_MUST_USE enum lp_code lp_gaps_text(struct lp_gaps *g, unsigned depth,
                                      struct lp_slice message,
                                      struct lp_slice facts,
                                      struct lp_err *err);

/* The message whose texts lie `depth` deep is over. */
LP_MUST_USE enum lp_code lp_gaps_texts_end(struct lp_gaps *g, unsigned depth,
                                           struct lp_err *err);

/* Tell the findings, kind by kind, each in the order in which the bundle first
 * shows it. Nothing is fed afterwards; what a finding has is borrowed for the
 * call. */
LP_MUST_USE enum lp_code lp_gaps_finish(struct lp_gaps *g,
                                        struct lp_gaps_counts *counts,
                                        lp_gap_told *told, void *who,
                                        struct lp_err *err);

void lp_gaps_free(struct lp_gaps *g); /* NULL is nothing */

#endif
