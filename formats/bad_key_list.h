#ifndef LP_FORMATS_BAD_KEY_LIST_H
#define LP_FORMATS_BAD_KEY_LIST_H

#include "formats/mail_key.h"

/* A key that is known to be bad, as a list has it. */
struct lp_bad_key {
    bool hashed;        /* what is listed is the digest of a key: */
    uint8_t digest[32]; /* SHA-256 of its SubjectPublicKeyInfo */
    const uint8_t *key; /* else the key, as p= has it; borrowed ... */
    size_t key_len;
    int64_t from;        /* since when it is bad; 0: not said */
    struct lp_slice why; /* ... for the call; may be empty */
};

typedef enum lp_code lp_bad_key_told(void *who, const struct lp_bad_key *k,
                                     struct lp_err *err);

/**
 * Read a list of bad keys: docs/FORMAT-evidence.md. A line that is none is
 * LP_E_FORMAT with its place: a key that is left out in silence would be
 * believed.
 */
LP_MUST_USE enum lp_code lp_bad_key_list_read(struct lp_slice text,
                                              lp_bad_key_told *told, void *who,
                                              struct lp_err *err);

#endif
