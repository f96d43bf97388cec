#ifndef LP_CRYPTO_ZIP_KEYS_H
#define LP_CRYPTO_ZIP_KEYS_H

#include "base/slice.h"

/*
 * The traditional encryption of PKWARE, APPNOTE 6.1. It keeps nothing secret
 * from those who try, and proves nothing: whether the password was right, only
 * the CRC-32 of the content says.
 */
struct lp_zip_keys {
    uint32_t key[3];
};

void lp_zip_keys_init(struct lp_zip_keys *k, struct lp_slice password);

/* Decrypt `data`, which comes next, to `to`, which may be the same place. */
void lp_zip_keys_open(struct lp_zip_keys *k, struct lp_slice data, uint8_t *to);

#endif
