#include "crypto/md.h"

#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>

static const struct {
    const char *word;
    const char *name; /* as OpenSSL has it */
    size_t len;
} known[LP_MD_COUNT] = {
    [LP_MD_NONE] = {"", "", 0},
    [LP_MD_MD5] = {"md5", "MD5", 16},
    [LP_MD_SHA1] = {"sha1", "SHA1", 20},
    [LP_MD_RIPEMD160] = {"ripemd160", "RIPEMD160", 20},
    [LP_MD_SHA224] = {"sha224", "SHA224", 28},
    [LP_MD_SHA256] = {"sha256", "SHA256", 32},
    [LP_MD_SHA384] = {"sha384", "SHA384", 48},
    [LP_MD_SHA512] = {"sha512", "SHA512", 64},
    [LP_MD_SHA3_256] = {"sha3-256", "SHA3-256", 32},
    [LP_MD_SHA3_384] = {"sha3-384", "SHA3-384", 48},
    [LP_MD_SHA3_512] = {"sha3-512", "SHA3-512", 64},
};

struct lp_mdrun {
    EVP_MD_CTX *ctx[LP_MD_COUNT]; /* NULL: not wanted, or not to be had */
};

const char *
lp_md_word(enum lp_md md)
{
    return known[md].word;
}

size_t
lp_md_len(enum lp_md md)
{
    return known[md].len;
}

bool
lp_mds_is(const struct lp_mds *d, enum lp_md md, struct lp_slice bytes)
{
    return md != LP_MD_NONE && (d->mask & LP_MD_BIT(md)) != 0 &&
           bytes.len == known[md].len &&
           memcmp(d->bytes[md], bytes.data, bytes.len) == 0;
}

void
lp_mdrun_free(struct lp_mdrun *r)
{
    if (r != NULL) {
        for (size_t i = 0; i < LP_MD_COUNT; i++) {
            EVP_MD_CTX_free(r->ctx[i]);
        }
        free(r);
    }
}

enum lp_code
lp_mdrun_new(struct lp_mdrun **out, unsigned mask, struct lp_err *err)
{
    struct lp_mdrun *r = calloc(1, sizeof *r);

    if (r == NULL) {
        return lp_no_memory(err);
    }
    for (size_t i = 1; i < LP_MD_COUNT; i++) {
        EVP_MD *md = NULL;

        if ((mask & 1U << i) == 0) {
            continue;
        }
        md = EVP_MD_fetch(NULL, known[i].name, NULL);
        r->ctx[i] = md == NULL ? NULL : EVP_MD_CTX_new();
        if (r->ctx[i] != NULL && EVP_DigestInit_ex(r->ctx[i], md, NULL) != 1) {
            EVP_MD_CTX_free(r->ctx[i]);
            r->ctx[i] = NULL;
        }
        EVP_MD_free(md);
    }
    *out = r;
    return LP_OK;
}

enum lp_code
lp_mdrun_copy(struct lp_mdrun **out, const struct lp_mdrun *r, unsigned mask,
              struct lp_err *err)
{
    struct lp_mdrun *to = calloc(1, sizeof *to);

    if (to == NULL) {
        return lp_no_memory(err);
    }
    for (size_t i = 1; i < LP_MD_COUNT; i++) {
        if (r->ctx[i] == NULL || (mask & 1U << i) == 0) {
            continue;
        }
        to->ctx[i] = EVP_MD_CTX_new();
        if (to->ctx[i] == NULL ||
            EVP_MD_CTX_copy_ex(to->ctx[i], r->ctx[i]) != 1) {
            lp_mdrun_free(to);
            return lp_fail(err, LP_E_ENGINE, "digest: cannot go on");
        }
    }
    *out = to;
    return LP_OK;
}

enum lp_code
lp_mdrun_feed(struct lp_mdrun *r, struct lp_slice bytes, struct lp_err *err)
{
    for (size_t i = 0; i < LP_MD_COUNT; i++) {
        if (r->ctx[i] != NULL && bytes.len > 0 &&
            EVP_DigestUpdate(r->ctx[i], bytes.data, bytes.len) != 1) {
            return lp_fail(err, LP_E_ENGINE, "digest: cannot go on");
        }
    }
    return LP_OK;
}

enum lp_code
lp_mdrun_end(struct lp_mdrun *r, struct lp_mds *out, struct lp_err *err)
{
    struct lp_mds d = {0};

    for (size_t i = 0; i < LP_MD_COUNT; i++) {
        if (r->ctx[i] == NULL) {
            continue;
        }
        if (EVP_DigestFinal_ex(r->ctx[i], d.bytes[i], NULL) != 1) {
            return lp_fail(err, LP_E_ENGINE, "digest: cannot end");
        }
        d.mask |= 1U << i;
    }
    *out = d;
    return LP_OK;
}

enum lp_code
lp_mds_of(struct lp_mds *out, unsigned mask, struct lp_slice bytes,
          struct lp_err *err)
{
    struct lp_mdrun *r = NULL;
    enum lp_code rc;

    LP_TRY(lp_mdrun_new(&r, mask, err));
    LP_TRY(lp_mdrun_feed(r, bytes, err));
    LP_TRY(lp_mdrun_end(r, out, err));

done:
    lp_mdrun_free(r);
    return rc;
}
