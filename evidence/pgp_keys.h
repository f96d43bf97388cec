#ifndef LP_EVIDENCE_PGP_KEYS_H
#define LP_EVIDENCE_PGP_KEYS_H

#include "base/buf.h"
#include "base/source.h"
#include "crypto/pgp_check.h"
#include "formats/pgp_sig.h"

/* Keys of all keyrings together. */
#define LP_PGP_KEYS_MAX ((size_t)1 << 18)
#define LP_PGP_KEYS_BYTES ((size_t)512 << 20)

/* A key, or a subkey, as the helper found it in a keyring. */
struct lp_pgp_known {
    uint8_t id[8];
    uint8_t fpr[LP_PGP_FPR_MAX];
    size_t fpr_len;
    uint8_t owner[LP_PGP_FPR_MAX]; /* of the primary key: itself, or another */
    size_t owner_len;
    bool vouched; /* its own signatures say whose it is, and hold */
    bool may_sign;
    bool revoked; /* it, or its primary key ... */
    bool hard;    /* ... because others may have it, or without a reason */
    int64_t revoked_at; /* 0: not known */
    int64_t created;
    int64_t expires_at; /* of it and its primary key the earlier; 0: never */
    unsigned algorithm;
    unsigned bits;
    size_t packet; /* in the bytes of all keys */
    size_t packet_len;
    size_t users; /* likewise: user ids, each with LF */
    size_t users_len;
    struct lp_pgp_ready *ready; /* once it was asked for */
    bool unusable;              /* likewise: it cannot be made ready */
};

/* Zeroed, there are none. */
struct lp_pgp_keys {
    struct lp_pgp_known *of;
    size_t n;
    size_t cap;
    struct lp_buf bytes;
    size_t primary; /* how many are no subkeys */
    bool sorted;
};

void lp_pgp_keys_release(struct lp_pgp_keys *k);

/**
 * Add what the helper says of one keyring: its frames come from `frames`.
 * LP_E_FORMAT: it broke off, or said what makes no sense, or that the file is
 * no keyring. LP_E_LIMIT: there are too many.
 */
LP_MUST_USE enum lp_code lp_pgp_keys_add(struct lp_pgp_keys *k,
                                         struct lp_source *frames,
                                         struct lp_err *err);

/* The keys with this id; returns how many there are, from `*first` on. */
size_t lp_pgp_keys_find(struct lp_pgp_keys *k, const uint8_t id[8],
                        size_t *first);

/* The key, ready to verify with; NULL: it cannot be used here. */
struct lp_pgp_ready *lp_pgp_keys_ready(struct lp_pgp_keys *k, size_t i);

/* Its user ids, each with LF. */
struct lp_slice lp_pgp_keys_users(const struct lp_pgp_keys *k, size_t i);

#endif
