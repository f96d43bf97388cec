#include "crypto/rsa_number.h"

#include "crypto/der.h"
#include "crypto/rsa.h"

#define DER_BITS 0x03U

/* A number above zero, without its sign. Empty: it is none. */
static struct lp_slice
take_number(struct lp_slice *s)
{
    struct lp_slice n = lp_der_take(s, LP_DER_INTEGER);

    if (n.len == 0 || (n.data[0] & 0x80) != 0) {
        return (struct lp_slice){0};
    }
    if (n.data[0] == 0) {
        n = lp_slice_from(n, 1);
        /* A zero in front of what needs none is no DER. */
        return n.len > 0 && (n.data[0] & 0x80) != 0 ? n : (struct lp_slice){0};
    }
    return n;
}

/* RFC 8017, A.1.1. */
static bool
read_bare(struct lp_rsa_numbers *out, struct lp_slice der)
{
    struct lp_slice in = lp_der_take(&der, LP_DER_SEQUENCE);

    out->modulus = take_number(&in);
    out->exponent = take_number(&in);
    return der.len == 0 && in.len == 0 && out->modulus.len > 0 &&
           out->exponent.len > 0;
}

/* RFC 3279, 2.3.1: what the key is wrapped in. Empty: it is another. */
static struct lp_slice
unwrap(struct lp_slice der)
{
    static const uint8_t rsa[] = {0x2a, 0x86, 0x48, 0x86, 0xf7,
                                  0x0d, 0x01, 0x01, 0x01};
    static const uint8_t null[] = {0x05, 0x00};
    struct lp_slice in = lp_der_take(&der, LP_DER_SEQUENCE);
    struct lp_slice algorithm = lp_der_take(&in, LP_DER_SEQUENCE);
    struct lp_slice bits = lp_der_take(&in, DER_BITS);
    struct lp_slice oid = lp_der_take(&algorithm, LP_DER_OID);

    /* The parameters are NULL; some leave them out. */
    if (algorithm.len > 0 &&
        !lp_slice_equal(algorithm, (struct lp_slice){null, sizeof null})) {
        return (struct lp_slice){0};
    }
    if (der.len > 0 || in.len > 0 || bits.len == 0 || bits.data[0] != 0 ||
        !lp_slice_equal(oid, (struct lp_slice){rsa, sizeof rsa})) {
        return (struct lp_slice){0};
    }
    return lp_slice_from(bits, 1);
}

bool
lp_rsa_numbers_read(struct lp_rsa_numbers *out, struct lp_slice der)
{
    return read_bare(out, der) || read_bare(out, unwrap(der));
}

unsigned
lp_rsa_number_bits(struct lp_slice number)
{
    unsigned bits = (unsigned)number.len * 8;

    for (uint8_t top = 0x80; bits > 0 && (number.data[0] & top) == 0;
         top >>= 1) {
        bits--;
    }
    return bits;
}

bool
lp_rsa_numbers_usable(const struct lp_rsa_numbers *r)
{
    unsigned bits = lp_rsa_number_bits(r->modulus);
    unsigned exponent = lp_rsa_number_bits(r->exponent);

    return bits >= LP_RSA_BITS_MIN && bits <= LP_RSA_BITS_MAX && exponent > 1 &&
           exponent <= LP_RSA_EXPONENT_MAX &&
           (r->exponent.data[r->exponent.len - 1] & 1) != 0;
}

static size_t
head_size(size_t len)
{
    return len < 0x80 ? 2 : len < 0x100 ? 3 : 4;
}

static void
put_head(struct lp_buf *to, unsigned tag, size_t len)
{
    lp_buf_byte(to, (uint8_t)tag);
    if (len >= 0x100) {
        lp_buf_byte(to, 0x82);
        lp_buf_byte(to, (uint8_t)(len >> 8));
    } else if (len >= 0x80) {
        lp_buf_byte(to, 0x81);
    }
    lp_buf_byte(to, (uint8_t)len);
}

/* A number whose first bit is set needs a zero in front, as its sign. */
static size_t
number_size(struct lp_slice n)
{
    return n.len + (n.data[0] >> 7);
}

static void
put_number(struct lp_buf *to, struct lp_slice n)
{
    put_head(to, LP_DER_INTEGER, number_size(n));
    if ((n.data[0] & 0x80) != 0) {
        lp_buf_byte(to, 0);
    }
    lp_buf_put(to, n);
}

void
lp_rsa_numbers_info(struct lp_buf *to, const struct lp_rsa_numbers *r)
{
    static const uint8_t algorithm[] = {0x30, 0x0d, 0x06, 0x09, 0x2a,
                                        0x86, 0x48, 0x86, 0xf7, 0x0d,
                                        0x01, 0x01, 0x01, 0x05, 0x00};
    size_t modulus = number_size(r->modulus);
    size_t exponent = number_size(r->exponent);
    size_t key = head_size(modulus) + modulus + head_size(exponent) + exponent;
    size_t bits = 1 + head_size(key) + key;

    put_head(to, LP_DER_SEQUENCE, sizeof algorithm + head_size(bits) + bits);
    lp_buf_put(to, (struct lp_slice){algorithm, sizeof algorithm});
    put_head(to, DER_BITS, bits);
    lp_buf_byte(to, 0);
    put_head(to, LP_DER_SEQUENCE, key);
    put_number(to, r->modulus);
    put_number(to, r->exponent);
}
