#include "crypto/sha256_each.h"

#define DIGEST ((size_t)32)

/* What comes behind the whole blocks of messages of one length. */
struct ends {
    size_t whole;  /* blocks of each message */
    size_t blocks; /* of each end */
    uint8_t of[LP_SHA256_LANES][128];
};

static void
make_ends(struct ends *e, const uint8_t *const *from, size_t len, size_t n)
{
    e->whole = len / LP_SHA256_BLOCK;
    for (size_t i = 0; i < n; i++) {
        struct lp_slice message = {from[i], len};

        e->blocks = lp_sha256_pad(
            e->of[i], lp_slice_from(message, e->whole * LP_SHA256_BLOCK), len);
    }
}

/* At most as many as there are lanes; a lane without a message does what the
 * first does. */
static void
by_lanes(uint8_t *out, lp_sha256_many *many, const uint8_t *const *from,
         size_t len, size_t n)
{
    uint32_t state[8][LP_SHA256_LANES];
    const uint8_t *at[LP_SHA256_LANES];
    const uint8_t *end[LP_SHA256_LANES];
    uint32_t one[8];
    struct ends e;

    make_ends(&e, from, len, n);
    lp_sha256_start(one);
    for (size_t l = 0; l < LP_SHA256_LANES; l++) {
        at[l] = from[l < n ? l : 0];
        end[l] = e.of[l < n ? l : 0];
        for (size_t w = 0; w < 8; w++) {
            state[w][l] = one[w];
        }
    }
    if (e.whole > 0) {
        many(state, at, e.whole);
    }
    many(state, end, e.blocks);
    for (size_t l = 0; l < n; l++) {
        for (size_t w = 0; w < 8; w++) {
            one[w] = state[w][l];
        }
        lp_sha256_write(out + l * DIGEST, one);
    }
}

static void
by_two(uint8_t *out, lp_sha256_two *two, const uint8_t *const *from, size_t len)
{
    uint32_t a[8];
    uint32_t b[8];
    struct ends e;

    make_ends(&e, from, len, 2);
    lp_sha256_start(a);
    lp_sha256_start(b);
    if (e.whole > 0) {
        two(a, from[0], b, from[1], e.whole);
    }
    two(a, e.of[0], b, e.of[1], e.blocks);
    lp_sha256_write(out, a);
    lp_sha256_write(out + DIGEST, b);
}

void
lp_sha256_each(uint8_t *out, const struct lp_sha256_way *way,
               const uint8_t *const *from, size_t len, size_t n)
{
    struct lp_sha256_way fastest;

    if (way == NULL) {
        if (lp_sha256_way(&fastest, NULL, NULL) != LP_OK) {
            fastest = (struct lp_sha256_way){.one = lp_sha256_portable};
        }
        way = &fastest;
    }
    while (n > 0) {
        size_t some = 1;

        if (way->many != NULL && n >= way->worth) {
            some = n < way->lanes ? n : way->lanes;
            by_lanes(out, way->many, from, len, some);
        } else if (way->two != NULL && n >= 2) {
            some = 2;
            by_two(out, way->two, from, len);
        } else {
            lp_sha256_of(out, way->one, (struct lp_slice){from[0], len});
        }
        out += some * DIGEST;
        from += some;
        n -= some;
    }
}
