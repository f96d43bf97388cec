#include "formats/closed_pgp.h"

#include <string.h>

#include "formats/pgp_packet.h"
#include "formats/reader.h"

/* Packet types, RFC 9580 section 5; AEAD is GnuPG's own (draft
 * koch-librepgp). */
enum tag {
    TAG_PKESK = 1,
    TAG_SKESK = 3,
    TAG_SED = 9,
    TAG_MARKER = 10,
    TAG_SEIPD = 18,
    TAG_AEAD = 20,
    TAG_PADDING = 21,
};

/* A number of any length, which only has to be there. */
static bool
take_mpi(struct lp_cursor *c)
{
    struct lp_slice ignored;

    return lp_pgp_mpi(c, &ignored);
}

/* One byte says how many follow, and no more do. */
static bool
rest_is_counted(struct lp_cursor *c)
{
    size_t n = lp_cursor_u8(c);

    return !c->failed && n == c->rest.len;
}

/* Section 5.1.3 and on: the session key, encrypted to a public key. The body
 * must be filled exactly. */
static bool
session_key(struct lp_cursor *c, uint8_t algorithm)
{
    switch (algorithm) {
    case 1: /* RSA */
    case 2:
        return take_mpi(c) && c->rest.len == 0;
    case 16: /* Elgamal */
    case 20:
        return take_mpi(c) && take_mpi(c) && c->rest.len == 0;
    case 18: /* ECDH */
        return take_mpi(c) && rest_is_counted(c);
    case 25: /* X25519 */
        (void)lp_cursor_take(c, 32);
        return rest_is_counted(c);
    case 26: /* X448 */
        (void)lp_cursor_take(c, 56);
        return rest_is_counted(c);
    case 8:  /* Kyber, as GnuPG has it */
    case 35: /* ML-KEM-768 with X25519 */
    case 36: /* ML-KEM-1024 with X448 */
        return c->rest.len > 1024;
    default:
        return false;
    }
}

static bool
pkesk(struct lp_slice body)
{
    struct lp_cursor c = lp_cursor_over(body);
    uint8_t version = lp_cursor_u8(&c);
    uint8_t algorithm;

    if (version == 3) {
        (void)lp_cursor_take(&c, 8);
    } else if (version == 6) {
        uint8_t n = lp_cursor_u8(&c);
        uint8_t key_version = n == 0 ? 0 : lp_cursor_u8(&c);

        /* Nothing, or a key version with the fingerprint it has. */
        if (!(n == 0 || (n == 21 && key_version == 4) ||
              (n == 33 && key_version == 6))) {
            return false;
        }
        (void)lp_cursor_take(&c, n == 0 ? 0 : n - 1u);
    } else {
        return false;
    }
    algorithm = lp_cursor_u8(&c);
    return !c.failed && session_key(&c, algorithm);
}

/* Section 3.7.1: how a passphrase becomes a key. */
static bool
take_s2k(struct lp_cursor *c)
{
    uint8_t type = lp_cursor_u8(c);

    if (type == 4) { /* Argon2: salt, passes, lanes, memory */
        (void)lp_cursor_take(c, 16 + 3);
    } else {
        uint8_t hash = lp_cursor_u8(c);

        if (type > 3 || type == 2 || hash == 0 || hash > 14) {
            return false;
        }
        (void)lp_cursor_take(c, type == 0 ? 0 : type == 1 ? 8 : 9);
    }
    return !c->failed;
}

static bool
known_cipher(uint8_t id)
{
    return (id >= 1 && id <= 4) || (id >= 7 && id <= 13);
}

static bool
skesk(struct lp_slice body)
{
    struct lp_cursor c = lp_cursor_over(body);
    uint8_t version = lp_cursor_u8(&c);
    bool good = version >= 4 && version <= 6;

    if (version == 6) {
        (void)lp_cursor_u8(&c); /* octets of the next five fields */
    }
    good = good && known_cipher(lp_cursor_u8(&c));
    if (version >= 5) {
        uint8_t aead = lp_cursor_u8(&c);

        good = good && aead >= 1 && aead <= 3;
    }
    if (version == 6) {
        (void)lp_cursor_u8(&c); /* octets of the next field */
    }
    /* What follows is at most an IV, a session key and a tag. */
    return good && take_s2k(&c) && c.rest.len <= 16 + 33 + 16;
}

/* Data without a key packet before it: rare, so all that can be checked must
 * hold. `c` stands at the body. */
static bool
lone_data(const struct lp_pgp_packet *p, struct lp_cursor c, bool whole)
{
    uint8_t version = 0;

    if (whole && (p->open ? p->len > c.rest.len : p->len != c.rest.len)) {
        return false;
    }
    if (!p->open && p->len < c.rest.len) {
        return false;
    }
    if (p->tag == TAG_SED) {
        /* Nothing but a length to know it by. */
        return whole && !p->open && p->len_size >= 2;
    }
    version = lp_cursor_u8(&c);
    if (version == 1 && p->tag == TAG_SEIPD) {
        return true;
    }
    if (version == (p->tag == TAG_SEIPD ? 2 : 1)) {
        uint8_t cipher = lp_cursor_u8(&c);
        uint8_t aead = lp_cursor_u8(&c);
        uint8_t chunk = lp_cursor_u8(&c);

        return !c.failed && known_cipher(cipher) && aead >= 1 && aead <= 3 &&
               chunk <= 56;
    }
    return false;
}

static bool
is_data(unsigned tag)
{
    return tag == TAG_SED || tag == TAG_SEIPD || tag == TAG_AEAD;
}

/* What may come after a key packet. Beyond what we see, all is well; at the
 * end of the file, nothing is encrypted. */
static bool
lawful_next(struct lp_cursor c, bool whole)
{
    struct lp_pgp_packet p;

    if (c.rest.len == 0) {
        return !whole;
    }
    if (!lp_pgp_packet_head(&c, &p)) {
        return !whole && c.failed;
    }
    return is_data(p.tag) ||
           (!p.open && (p.tag == TAG_PKESK || p.tag == TAG_SKESK ||
                        p.tag == TAG_MARKER || p.tag == TAG_PADDING));
}

bool
lp_closed_pgp(struct lp_slice head)
{
    bool whole = head.len < LP_HEAD_MAX;
    struct lp_cursor c = lp_cursor_over(head);
    struct lp_slice body = {0};
    struct lp_pgp_packet p;

    if (!lp_pgp_packet_head(&c, &p)) {
        return false;
    }
    if (p.tag == TAG_MARKER && p.len == 3 && !p.open) {
        /* Section 5.8: to be passed over. */
        if (!lp_slice_is(lp_cursor_take(&c, 3), "PGP") ||
            !lp_pgp_packet_head(&c, &p)) {
            return false;
        }
    }
    if (is_data(p.tag)) {
        return lone_data(&p, c, whole);
    }
    if (p.open || p.len > LP_HEAD_MAX) {
        return false;
    }
    body = lp_cursor_take(&c, (size_t)p.len);
    return !c.failed &&
           ((p.tag == TAG_PKESK && pkesk(body)) ||
            (p.tag == TAG_SKESK && skesk(body))) &&
           lawful_next(c, whole);
}
