#include "formats/pgp_packet.h"

uint32_t
lp_pgp_number(struct lp_slice s)
{
    uint32_t v = 0;

    for (size_t i = 0; i < s.len; i++) {
        v = v << 8 | s.data[i];
    }
    return v;
}

/* Section 4.2.1: the format with the type in six bits. */
static bool
take_new_length(struct lp_cursor *c, struct lp_pgp_packet *p)
{
    uint8_t first = lp_cursor_u8(c);

    p->len_size = first < 192 ? 1 : first < 224 ? 2 : first == 255 ? 4 : 1;
    if (first < 192) {
        p->len = first;
    } else if (first < 224) {
        p->len = ((uint64_t)(first - 192) << 8) + lp_cursor_u8(c) + 192;
    } else if (first == 255) {
        p->len = lp_pgp_number(lp_cursor_take(c, 4));
    } else {
        /* Only data may come in parts, the first of at least 512 octets. */
        p->open = true;
        p->len = (uint64_t)1 << (first & 0x1f);
        return p->len >= 512;
    }
    return true;
}

/* Section 4.2.2: the legacy format, the type in four bits. */
static void
take_old_length(struct lp_cursor *c, unsigned type, struct lp_pgp_packet *p)
{
    p->open = type == 3;
    p->len_size = type == 3 ? 0 : 1u << type;
    p->len = lp_pgp_number(lp_cursor_take(c, p->len_size));
}

bool
lp_pgp_packet_head(struct lp_cursor *c, struct lp_pgp_packet *p)
{
    uint8_t first = lp_cursor_u8(c);
    bool good = true;

    *p = (struct lp_pgp_packet){0};
    if (c->failed || (first & 0x80) == 0) {
        return false;
    }
    if ((first & 0x40) != 0) {
        p->tag = first & 0x3f;
        good = take_new_length(c, p);
    } else {
        p->tag = (first >> 2) & 0x0f;
        take_old_length(c, first & 3u, p);
    }
    return good && !c->failed;
}

bool
lp_pgp_mpi(struct lp_cursor *c, struct lp_slice *out)
{
    uint32_t bits = lp_pgp_number(lp_cursor_take(c, 2));

    *out = lp_cursor_take(c, (bits + 7) / 8);
    return !c->failed && bits > 0 && out->data[0] >> ((bits - 1) % 8) == 1;
}
