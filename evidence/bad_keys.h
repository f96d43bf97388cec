#ifndef LP_EVIDENCE_BAD_KEYS_H
#define LP_EVIDENCE_BAD_KEYS_H

#include "base/buf.h"
#include "evidence/key_look.h"

/* Why a key is known to be bad. */
struct lp_bad_key_entry {
    uint8_t digest[32];
    int64_t from; /* since when; 0: not said */
    size_t why;   /* in `words` */
    size_t why_len;
};

/* Keys that are known to be bad, from any number of lists. Zeroed, it is
 * empty. */
struct lp_bad_keys {
    struct lp_bad_key_entry *of;
    size_t n;
    size_t cap;
    bool sorted;
    struct lp_buf words;
    struct lp_buf room;
};

LP_MUST_USE enum lp_code lp_bad_keys_load(struct lp_bad_keys *b,
                                          const char *path, struct lp_err *err);

/**
 * Look a key up, however its record or the list spells it: `*found` is NULL if
 * it is not there. Of several lines about one key that of the earliest time
 * counts, and one without a time before all.
 */
LP_MUST_USE enum lp_code lp_bad_keys_find(struct lp_bad_keys *b,
                                          const struct lp_mail_key *key,
                                          const struct lp_bad_key_entry **found,
                                          struct lp_err *err);

/* The same of a key of which the digest is known. */
const struct lp_bad_key_entry *lp_bad_keys_known(struct lp_bad_keys *b,
                                                 const uint8_t digest[32]);

void lp_bad_keys_release(struct lp_bad_keys *b);

#endif
