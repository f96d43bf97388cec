#include "formats/pgp_sig.h"

#include <string.h>

#include "formats/pgp_packet.h"

enum {
    TAG_SIGNATURE = 2,
    TAG_MARKER = 10,
    TAG_PADDING = 21,
};

/* Subpackets that say something to us (section 5.2.3). */
enum {
    SUB_CREATED = 2,
    SUB_EXPIRES = 3,
    SUB_ISSUER = 16,
    SUB_NOTATION = 20,
    SUB_FINGERPRINT = 33,
    SUB_KNOWN_MAX = 39,
};

static void
unlawful(struct lp_pgp_sig *s, enum lp_pgp_state state, const char *why)
{
    if (s->state == LP_PGP_LAWFUL) {
        s->state = state;
        s->why = why;
    }
}

static uint32_t
take_length(struct lp_cursor *c)
{
    uint32_t first = lp_cursor_u8(c);

    return first < 192   ? first
           : first < 255 ? ((first - 192) << 8) + lp_cursor_u8(c) + 192
                         : lp_pgp_number(lp_cursor_take(c, 4));
}

static void
read_fingerprint(struct lp_pgp_sig *s, struct lp_cursor c)
{
    unsigned version = lp_cursor_u8(&c);

    /* The key id is the end of a fingerprint of version 4, and the begin of
     * later ones. */
    if ((version == 4 && c.rest.len == 20) ||
        (version >= 5 && c.rest.len == 32)) {
        s->fpr_len = c.rest.len;
        memcpy(s->fpr, c.rest.data, c.rest.len);
        memcpy(s->issuer, c.rest.data + (version == 4 ? 12 : 0), 8);
        s->has_issuer = true;
    }
}

static void
read_subpacket(struct lp_pgp_sig *s, unsigned type, struct lp_slice body,
               bool hashed)
{
    bool critical = (type & 0x80) != 0;

    type &= 0x7f;
    if (type == SUB_CREATED && hashed && body.len == 4) {
        s->has_created = true;
        s->created = lp_pgp_number(body);
    } else if (type == SUB_EXPIRES && hashed && body.len == 4) {
        s->expires_after = lp_pgp_number(body);
    } else if (type == SUB_ISSUER && body.len == 8 && s->fpr_len == 0) {
        s->has_issuer = true;
        memcpy(s->issuer, body.data, 8);
    } else if (type == SUB_FINGERPRINT && s->fpr_len == 0) {
        read_fingerprint(s, lp_cursor_over(body));
    } else if (critical && hashed &&
               (type == SUB_NOTATION || type == 0 || type > SUB_KNOWN_MAX)) {
        /* Section 5.2.3.7: who does not know it must not accept it. */
        unlawful(s, LP_PGP_UNSUPPORTED,
                 "it says something critical that is not known here");
    }
}

static void
read_area(struct lp_pgp_sig *s, struct lp_slice area, bool hashed)
{
    struct lp_cursor c = lp_cursor_over(area);

    while (c.rest.len > 0 && !c.failed) {
        struct lp_cursor sub =
            lp_cursor_over(lp_cursor_take(&c, take_length(&c)));
        unsigned type = lp_cursor_u8(&sub);

        c.failed = c.failed || sub.failed;
        if (!c.failed) {
            read_subpacket(s, type, sub.rest, hashed);
        }
    }
    if (c.failed && hashed) {
        unlawful(s, LP_PGP_MALFORMED, "its own fields are cut");
    }
}

static void
read_values(struct lp_pgp_sig *s, struct lp_cursor *c)
{
    bool good = true;

    switch (s->algorithm) {
    case LP_PGP_RSA:
    case LP_PGP_RSA_SIGN:
        s->values = 1;
        break;
    case LP_PGP_DSA:
    case LP_PGP_ECDSA:
    case LP_PGP_EDDSA:
        s->values = 2;
        break;
    case LP_PGP_ED25519:
        s->values = 1;
        s->value[0] = lp_cursor_take(c, 64);
        good = !c->failed;
        break;
    default:
        unlawful(s, LP_PGP_UNSUPPORTED, "an algorithm that is not known here");
        return;
    }
    for (unsigned i = 0; i < s->values && s->algorithm != LP_PGP_ED25519; i++) {
        good = good && lp_pgp_mpi(c, &s->value[i]);
    }
    if (!good || c->rest.len > 0) {
        unlawful(s, LP_PGP_MALFORMED, "its numbers are not written as must be");
    }
}

static void
read_three(struct lp_pgp_sig *s, struct lp_cursor *c)
{
    if (lp_cursor_u8(c) != 5) {
        unlawful(s, LP_PGP_MALFORMED, "its own fields are cut");
    }
    s->hashed = lp_cursor_take(c, 5);
    if (!c->failed) {
        s->type = s->hashed.data[0];
        s->has_created = true;
        s->created = lp_pgp_number(lp_slice_from(s->hashed, 1));
    }
    if (c->rest.len >= 8) {
        memcpy(s->issuer, c->rest.data, 8);
        s->has_issuer = true;
    }
    (void)lp_cursor_take(c, 8);
    s->algorithm = lp_cursor_u8(c);
    s->hash = lp_cursor_u8(c);
}

static void
read_four(struct lp_pgp_sig *s, struct lp_cursor *c, struct lp_slice body)
{
    struct lp_slice area;

    s->type = lp_cursor_u8(c);
    s->algorithm = lp_cursor_u8(c);
    s->hash = lp_cursor_u8(c);
    area = lp_cursor_take(c, lp_pgp_number(lp_cursor_take(c, 2)));
    s->hashed = lp_slice_head(body, 6 + area.len);
    read_area(s, area, true);
    read_area(s, lp_cursor_take(c, lp_pgp_number(lp_cursor_take(c, 2))), false);
    if (!s->has_created) {
        unlawful(s, LP_PGP_MALFORMED, "it does not say when it was made");
    }
}

void
lp_pgp_sig_read(struct lp_pgp_sig *s, struct lp_slice body)
{
    struct lp_cursor c = lp_cursor_over(body);

    *s = (struct lp_pgp_sig){0};
    s->version = lp_cursor_u8(&c);
    if (s->version == 3) {
        read_three(s, &c);
    } else if (s->version == 4) {
        read_four(s, &c, body);
    } else {
        unlawful(s, c.failed ? LP_PGP_MALFORMED : LP_PGP_UNSUPPORTED,
                 "of a version that is not known here");
        return;
    }
    s->left = lp_cursor_take(&c, 2);
    if (c.failed) {
        s->state = LP_PGP_MALFORMED;
        s->why = "it is cut";
        return;
    }
    if (s->type > 1) {
        unlawful(s, LP_PGP_MALFORMED, "it is none of a document");
    }
    read_values(s, &c);
}

void
lp_pgp_sig_trailer(const struct lp_pgp_sig *s, struct lp_buf *to)
{
    size_t n = s->hashed.len;

    lp_buf_put(to, s->hashed);
    if (s->version == 4) {
        lp_buf_byte(to, 4);
        lp_buf_byte(to, 0xff);
        for (unsigned shift = 32; shift > 0; shift -= 8) {
            lp_buf_byte(to, (uint8_t)((uint32_t)n >> (shift - 8)));
        }
    }
}

bool
lp_pgp_sigs_next(struct lp_cursor *c, struct lp_slice *body, bool *other)
{
    struct lp_pgp_packet p;

    while (c->rest.len > 0 && !c->failed) {
        if (!lp_pgp_packet_head(c, &p) || p.open || p.len > c->rest.len) {
            *other = true;
            c->failed = true;
            return false;
        }
        *body = lp_cursor_take(c, (size_t)p.len);
        if (p.tag == TAG_SIGNATURE) {
            return true;
        }
        *other = *other || (p.tag != TAG_MARKER && p.tag != TAG_PADDING);
    }
    return false;
}
