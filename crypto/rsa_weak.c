#include "crypto/rsa_weak.h"

/* All of the product that the primes of ROCA are built on, for the shortest
 * keys; for longer ones it has more. */
static const uint8_t primes[] = {
    2,   3,   5,   7,   11,  13,  17,  19,  23,  29,  31,  37,  41,
    43,  47,  53,  59,  61,  67,  71,  73,  79,  83,  89,  97,  101,
    103, 107, 109, 113, 127, 131, 137, 139, 149, 151, 157, 163, 167};

#define GENERATOR 65537U

static unsigned
remainder_of(struct lp_slice number, unsigned by)
{
    unsigned left = 0;

    for (size_t i = 0; i < number.len; i++) {
        left = (left << 8 | number.data[i]) % by;
    }
    return left;
}

/* Whether `x` is a power of the generator modulo the prime `p`: these come
 * round to 1 in less than `p` steps. */
static bool
is_power(unsigned x, unsigned p)
{
    unsigned at = 1 % p;

    do {
        if (at == x) {
            return true;
        }
        at = at * (GENERATOR % p) % p;
    } while (at != 1 % p);
    return false;
}

static unsigned
weak_exponent(struct lp_slice e)
{
    if ((e.data[e.len - 1] & 1) == 0) {
        return LP_RSA_EXPONENT_EVEN;
    }
    return lp_rsa_number_bits(e) == 1 ? LP_RSA_EXPONENT_ONE : 0;
}

unsigned
lp_rsa_weak(const struct lp_rsa_numbers *r)
{
    unsigned weak = weak_exponent(r->exponent);
    bool roca = true;

    for (size_t i = 0; i < sizeof primes / sizeof primes[0]; i++) {
        unsigned left = remainder_of(r->modulus, primes[i]);

        weak |= left == 0 ? LP_RSA_SMALL_FACTOR : 0;
        roca = roca && is_power(left, primes[i]);
    }
    return weak | (roca ? LP_RSA_ROCA : 0);
}
