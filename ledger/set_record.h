#ifndef LP_LEDGER_SET_RECORD_H
#define LP_LEDGER_SET_RECORD_H

#include "base/err.h"
#include "formats/entry.h"

/* A record of docs/FORMAT-set.md: so many bytes, then the locator. */
#define LP_SET_RECORD_HEAD ((size_t)16)
#define LP_SET_LOCATOR_MAX ((uint32_t)0x7fffffff)

/* What a set knows of one document. */
struct lp_set_record {
    uint64_t size;
    enum lp_role role; /* in the publication */
    enum lp_kind kind;
    struct lp_slice locator; /* where in the publication, printable, escaped as
                                in docs/FORMAT-locator.md; may be empty */
};

/* Write the head of `r`, LP_SET_RECORD_HEAD bytes; its locator follows. */
void lp_set_record_head(uint8_t *to, const struct lp_set_record *r);

/* Whether `text` may stand in a set: printable UTF-8 (nothing of what
 * lp_text_unsafe names) of at most LP_SET_LOCATOR_MAX bytes. */
bool lp_set_record_text_ok(struct lp_slice text);

/* Read a record that fills `bytes` exactly. `out` borrows from `bytes`, and is
 * untouched on failure (LP_E_FORMAT). */
LP_MUST_USE enum lp_code lp_set_record_read(struct lp_set_record *out,
                                            struct lp_slice bytes,
                                            struct lp_err *err);

#endif
