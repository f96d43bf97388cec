#include "crypto/zip_aes.h"

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>

#define ROUNDS 1000
#define KEY_MAX ((size_t)32)
#define BLOCK ((size_t)16)
#define AHEAD ((size_t)256) /* blocks that are made at a time */

struct lp_zip_aes {
    EVP_CIPHER_CTX *cipher; /* encrypts counters */
    EVP_MAC_CTX *mac;
    uint64_t count; /* the last block that was made */
    uint8_t stream[AHEAD * BLOCK];
    size_t at; /* what of it is not yet used up */
};

static enum lp_code
broken(struct lp_err *err)
{
    return lp_fail(err, LP_E_ENGINE, "OpenSSL failed at AES or HMAC");
}

static const EVP_CIPHER *
cipher_of(unsigned bits)
{
    return bits == 128   ? EVP_aes_128_ecb()
           : bits == 192 ? EVP_aes_192_ecb()
                         : EVP_aes_256_ecb();
}

static EVP_MAC_CTX *
mac_new(const uint8_t *key, size_t len)
{
    char sha1[] = "SHA1";
    const OSSL_PARAM params[] = {
        OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, sha1, 0),
        OSSL_PARAM_construct_end()};
    EVP_MAC *mac = EVP_MAC_fetch(NULL, "HMAC", NULL);
    EVP_MAC_CTX *ctx = mac == NULL ? NULL : EVP_MAC_CTX_new(mac);

    EVP_MAC_free(mac);
    if (ctx != NULL && EVP_MAC_init(ctx, key, len, params) != 1) {
        EVP_MAC_CTX_free(ctx);
        ctx = NULL;
    }
    return ctx;
}

void
lp_zip_aes_free(struct lp_zip_aes *z)
{
    if (z != NULL) {
        EVP_CIPHER_CTX_free(z->cipher);
        EVP_MAC_CTX_free(z->mac);
        OPENSSL_cleanse(z, sizeof *z);
        free(z);
    }
}

enum lp_code
lp_zip_aes_new(struct lp_zip_aes **out, unsigned bits, struct lp_slice password,
               struct lp_slice salt,
               const uint8_t verifier[LP_ZIP_AES_VERIFIER], struct lp_err *err)
{
    size_t n = bits / 8;
    uint8_t keys[2 * KEY_MAX + LP_ZIP_AES_VERIFIER];
    struct lp_zip_aes *z = NULL;
    enum lp_code rc = LP_OK;

    if (PKCS5_PBKDF2_HMAC_SHA1((const char *)password.data, (int)password.len,
                               salt.data, (int)salt.len, ROUNDS,
                               (int)(2 * n + LP_ZIP_AES_VERIFIER), keys) != 1) {
        rc = broken(err);
        goto done;
    }
    if (CRYPTO_memcmp(keys + 2 * n, verifier, LP_ZIP_AES_VERIFIER) != 0) {
        goto done;
    }
    z = calloc(1, sizeof *z);
    if (z == NULL) {
        rc = lp_no_memory(err);
        goto done;
    }
    z->at = sizeof z->stream;
    z->cipher = EVP_CIPHER_CTX_new();
    z->mac = mac_new(keys + n, n);
    if (z->cipher == NULL || z->mac == NULL ||
        EVP_EncryptInit_ex(z->cipher, cipher_of(bits), NULL, keys, NULL) != 1 ||
        EVP_CIPHER_CTX_set_padding(z->cipher, 0) != 1) {
        rc = broken(err);
        goto done;
    }
    *out = z;
    z = NULL;

done:
    OPENSSL_cleanse(keys, sizeof keys);
    lp_zip_aes_free(z);
    return rc;
}

static bool
more_stream(struct lp_zip_aes *z)
{
    uint8_t counters[AHEAD * BLOCK] = {0};
    int got = 0;

    for (size_t i = 0; i < AHEAD; i++) {
        lp_put_le64(counters + i * BLOCK, ++z->count);
    }
    z->at = 0;
    return EVP_EncryptUpdate(z->cipher, z->stream, &got, counters,
                             (int)sizeof counters) == 1 &&
           got == (int)sizeof counters;
}

enum lp_code
lp_zip_aes_open(struct lp_zip_aes *z, struct lp_slice data, uint8_t *to,
                struct lp_err *err)
{
    for (size_t i = 0; i < data.len; i++) {
        if (z->at == sizeof z->stream && !more_stream(z)) {
            return broken(err);
        }
        to[i] = data.data[i] ^ z->stream[z->at++];
    }
    return LP_OK;
}

enum lp_code
lp_zip_aes_feed(struct lp_zip_aes *z, struct lp_slice data, struct lp_err *err)
{
    return EVP_MAC_update(z->mac, data.data, data.len) == 1 ? LP_OK
                                                            : broken(err);
}

enum lp_code
lp_zip_aes_proven(struct lp_zip_aes *z, const uint8_t code[LP_ZIP_AES_CODE],
                  bool *is, struct lp_err *err)
{
    uint8_t mac[EVP_MAX_MD_SIZE];
    size_t len = 0;

    if (EVP_MAC_final(z->mac, mac, &len, sizeof mac) != 1 ||
        len < LP_ZIP_AES_CODE) {
        return broken(err);
    }
    *is = CRYPTO_memcmp(mac, code, LP_ZIP_AES_CODE) == 0;
    return LP_OK;
}
