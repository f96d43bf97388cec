#ifndef LP_CRYPTO_ZIP_AES_H
#define LP_CRYPTO_ZIP_AES_H

#include "base/err.h"
#include "base/slice.h"

#define LP_ZIP_AES_VERIFIER ((size_t)2)
#define LP_ZIP_AES_CODE ((size_t)10)

/*
 * WinZip's encryption by AES (AE-1 and AE-2): PBKDF2 with HMAC-SHA-1 and 1000
 * rounds makes the keys and a verifier of 16 bits, AES counts upwards from 1 in
 * little-endian order, and the first ten bytes of HMAC-SHA-1 stand for the
 * encrypted bytes.
 */
struct lp_zip_aes;

/* `bits` is 128, 192 or 256. `*out` stays NULL if the password does not have
 * this verifier; one password of 65,536 has it by chance. */
LP_MUST_USE enum lp_code
lp_zip_aes_new(struct lp_zip_aes **out, unsigned bits, struct lp_slice password,
               struct lp_slice salt,
               const uint8_t verifier[LP_ZIP_AES_VERIFIER], struct lp_err *err);

/* Decrypt `data`, which comes next, to `to`. */
LP_MUST_USE enum lp_code lp_zip_aes_open(struct lp_zip_aes *z,
                                         struct lp_slice data, uint8_t *to,
                                         struct lp_err *err);

/* Encrypted bytes that the code must be of; and whether it is. */
LP_MUST_USE enum lp_code
lp_zip_aes_feed(struct lp_zip_aes *z, struct lp_slice data, struct lp_err *err);
LP_MUST_USE enum lp_code lp_zip_aes_proven(struct lp_zip_aes *z,
                                           const uint8_t code[LP_ZIP_AES_CODE],
                                           bool *is, struct lp_err *err);
void lp_zip_aes_free(struct lp_zip_aes *z); /* NULL is nothing */

#endif
