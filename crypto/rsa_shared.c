#include "crypto/rsa_shared.h"

#include <openssl/bn.h>
#include <openssl/err.h>
#include <stdlib.h>

/* So many partners are looked for; of a hostile list all may share. */
#define NAMED_MAX 64

/* What is shorter is no prime of a key: numbers that were damaged have small
 * factors, and these in common. */
#define PRIME_BITS_MIN 65

struct finding {
    BIGNUM **of;
    size_t n;
    struct lp_rsa_shared *out;
    BN_CTX *ctx;
    BIGNUM *product;
    BIGNUM *reduced;
    BIGNUM *common;
    BIGNUM *rest;
    size_t named;
    size_t hits;
};

static bool
is_too_much(const struct lp_slice *moduli, size_t n, uint64_t work)
{
    uint64_t left = work;

    for (size_t i = 0; i < n; i++) {
        uint64_t words = (moduli[i].len + 7) / 8;
        uint64_t cost = words * words;

        if (n > left / (cost == 0 ? 1 : cost)) {
            return true;
        }
        left -= cost * n;
    }
    return false;
}

static enum lp_code
begin(struct finding *f, const struct lp_slice *moduli, struct lp_err *err)
{
    f->of = calloc(f->n + 1, sizeof(BIGNUM *));
    f->ctx = BN_CTX_new();
    f->product = BN_new();
    f->reduced = BN_new();
    f->common = BN_new();
    f->rest = BN_new();
    if (f->of == NULL || f->ctx == NULL || f->product == NULL ||
        f->reduced == NULL || f->common == NULL || f->rest == NULL) {
        return lp_no_memory(err);
    }
    for (size_t i = 0; i < f->n; i++) {
        f->out[i] = (struct lp_rsa_shared){.with = SIZE_MAX};
        f->of[i] = BN_bin2bn(moduli[i].data, (int)moduli[i].len, NULL);
        if (f->of[i] == NULL) {
            return lp_no_memory(err);
        }
    }
    return LP_OK;
}

static void
end(struct finding *f)
{
    for (size_t i = 0; f->of != NULL && i < f->n; i++) {
        BN_free(f->of[i]);
    }
    free(f->of);
    BN_free(f->product);
    BN_free(f->reduced);
    BN_free(f->common);
    BN_free(f->rest);
    BN_CTX_free(f->ctx);
}

/* The product of the moduli from `from` up to `to`, modulo the i-th, times some
 * power of two, which takes nothing from what they have in common. */
static bool
multiply(struct finding *f, size_t i, size_t from, size_t to)
{
    const BIGNUM *m = f->of[i];
    BN_MONT_CTX *mont = BN_MONT_CTX_new();
    bool good = mont != NULL && BN_MONT_CTX_set(mont, m, f->ctx) == 1 &&
                BN_nnmod(f->product, f->of[from], m, f->ctx) == 1;

    for (size_t j = from + 1; good && j < to; j++) {
        const BIGNUM *by = f->of[j];

        if (BN_num_bytes(by) > BN_num_bytes(m)) {
            good = BN_nnmod(f->reduced, by, m, f->ctx) == 1;
            by = f->reduced;
        }
        good = good && BN_mod_mul_montgomery(f->product, f->product, by, mont,
                                             f->ctx) == 1;
    }
    BN_MONT_CTX_free(mont);
    return good;
}

/* Euclid's: that of OpenSSL takes the same time for all numbers, ten times
 * this. */
static bool
divisor(struct finding *f, const BIGNUM *m)
{
    bool good =
        BN_copy(f->common, m) != NULL && BN_copy(f->rest, f->product) != NULL;

    while (good && !BN_is_zero(f->rest)) {
        good = BN_mod(f->common, f->common, f->rest, f->ctx) == 1;
        BN_swap(f->common, f->rest);
    }
    return good;
}

/* Who has the prime that was found. */
static bool
name(struct finding *f, size_t i)
{
    bool good = true;

    if (f->out[i].with != SIZE_MAX || f->named == NAMED_MAX) {
        return true;
    }
    f->named++;
    for (size_t j = 0; good && j < f->n && f->out[i].with == SIZE_MAX; j++) {
        if (j != i) {
            good = BN_mod(f->rest, f->of[j], f->common, f->ctx) == 1;
            f->out[i].with = good && BN_is_zero(f->rest) ? j : SIZE_MAX;
        }
    }
    return good;
}

static bool
compare(struct finding *f, size_t i, size_t from, size_t to)
{
    if (from >= to || !BN_is_odd(f->of[i]) || BN_is_one(f->of[i])) {
        return true;
    }
    if (!multiply(f, i, from, to) || !divisor(f, f->of[i])) {
        return false;
    }
    if (BN_num_bits(f->common) < PRIME_BITS_MIN) {
        return true;
    }
    f->hits++;
    f->out[i].shares = true;
    return name(f, i);
}

enum lp_code
lp_rsa_shared_find(struct lp_rsa_shared *out, const struct lp_slice *moduli,
                   size_t n, uint64_t work, struct lp_err *err)
{
    struct finding f = {.n = n, .out = out};
    bool good = true;
    enum lp_code rc;

    if (is_too_much(moduli, n, work)) {
        return lp_fail(err, LP_E_LIMIT, "more keys than are compared");
    }
    LP_TRY(begin(&f, moduli, err));
    for (size_t i = 0; good && i < n; i++) {
        good = compare(&f, i, i + 1, n);
    }
    /* Of each pair the first is known now. Nearly always there is none. */
    for (size_t i = 0; good && f.hits > 0 && i < n; i++) {
        good = compare(&f, i, 0, i);
    }
    if (!good) {
        ERR_clear_error();
        rc = lp_fail(err, LP_E_ENGINE, "the numbers of keys: engine failed");
    }

done:
    end(&f);
    return rc;
}
