#include "formats/pgp_key.h"

#include "formats/pgp_packet.h"
#include "formats/pgp_sig.h"

static unsigned
bits_of(struct lp_slice number)
{
    unsigned bits = (unsigned)number.len * 8;

    for (unsigned top = number.data[0]; top < 0x80; top <<= 1) {
        bits--;
    }
    return bits;
}

/* A point 0x04 x y, or 0x40 x: as many bits as its curve has. */
static unsigned
bits_of_point(struct lp_slice point)
{
    size_t n = point.data[0] == 4 ? (point.len - 1) / 2 : point.len - 1;

    return n == 66 ? 521 : (unsigned)n * 8;
}

bool
lp_pgp_key_read(struct lp_pgp_key *k, struct lp_slice body)
{
    struct lp_cursor c = lp_cursor_over(body);
    bool good = true;

    *k = (struct lp_pgp_key){0};
    k->version = lp_cursor_u8(&c);
    k->created = lp_pgp_number(lp_cursor_take(&c, 4));
    (void)lp_cursor_take(&c, k->version < 4 ? 2 : 0); /* days that it holds */
    k->algorithm = lp_cursor_u8(&c);
    switch (k->algorithm) {
    case LP_PGP_RSA:
    case LP_PGP_RSA_SIGN:
        k->parts = 2;
        break;
    case LP_PGP_DSA:
        k->parts = 4;
        break;
    case LP_PGP_ECDSA:
    case LP_PGP_EDDSA:
        k->curve = lp_cursor_take(&c, lp_cursor_u8(&c));
        k->parts = 1;
        break;
    case LP_PGP_ED25519:
        k->part[0] = lp_cursor_take(&c, 32);
        k->parts = 1;
        k->bits = 256;
        return k->version == 4 && !c.failed && c.rest.len == 0;
    default:
        return false;
    }
    for (unsigned i = 0; i < k->parts; i++) {
        good = good && lp_pgp_mpi(&c, &k->part[i]);
    }
    if (!good || c.failed || c.rest.len > 0 || k->version < 2 ||
        k->version > 4) {
        return false;
    }
    k->bits =
        k->curve.len > 0 ? bits_of_point(k->part[0]) : bits_of(k->part[0]);
    return true;
}
