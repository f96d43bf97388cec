#include "crypto/sketch.h"

void
lp_sketch_init(struct lp_sketch *s)
{
    *s = (struct lp_sketch){0};
    for (size_t i = 0; i < LP_SKETCH_BINS; i++) {
        s->bin[i] = LP_SKETCH_EMPTY;
    }
}

void
lp_sketch_feed(struct lp_sketch *s, const struct lp_grams *g)
{
    uint64_t key[LP_GRAM_KEYS];
    size_t i = 0;

    lp_gram_keys_short(key, g);
    if (s->chars < LP_SKETCH_GRAM - 1) {
        i = (size_t)(LP_SKETCH_GRAM - 1 - s->chars);
    }
    for (; i < g->n; i++) {
        uint32_t value = (uint32_t)key[i]; /* LP_SKETCH_EMPTY is never less */
        uint32_t *bin = &s->bin[key[i] >> 57];

        *bin = value < *bin ? value : *bin;
    }
    s->chars += g->n;
}

void
lp_sketch_write(uint8_t out[LP_SKETCH_SIZE],
                const uint32_t bins[LP_SKETCH_BINS])
{
    for (size_t i = 0; i < LP_SKETCH_BINS; i++) {
        lp_put_le32(out + 4 * i, bins[i]);
    }
}

bool
lp_sketch_read(uint32_t bins[LP_SKETCH_BINS], struct lp_slice bytes)
{
    struct lp_cursor c = lp_cursor_over(bytes);

    if (bytes.len != LP_SKETCH_SIZE) {
        return false;
    }
    for (size_t i = 0; i < LP_SKETCH_BINS; i++) {
        bins[i] = lp_cursor_le32(&c);
    }
    return true;
}

void
lp_sketch_merge(uint32_t into[LP_SKETCH_BINS],
                const uint32_t from[LP_SKETCH_BINS])
{
    for (size_t i = 0; i < LP_SKETCH_BINS; i++) {
        into[i] = from[i] < into[i] ? from[i] : into[i];
    }
}

/* From which bin bin `i` borrows at its `attempt`th attempt. For every `i` all
 * bins are reached, so one bin that is not empty is enough. */
static size_t
lender(size_t i, uint64_t attempt)
{
    return (size_t)(lp_gram_mix(((uint64_t)i + 1) << 32 | attempt) >> 57);
}

bool
lp_sketch_dense(uint32_t out[LP_SKETCH_BINS],
                const uint32_t bins[LP_SKETCH_BINS])
{
    size_t filled = 0;

    for (size_t i = 0; i < LP_SKETCH_BINS; i++) {
        out[i] = bins[i];
        filled += bins[i] != LP_SKETCH_EMPTY;
    }
    if (filled == 0) {
        return false;
    }
    for (size_t i = 0; i < LP_SKETCH_BINS; i++) {
        for (uint64_t t = 0; out[i] == LP_SKETCH_EMPTY; t++) {
            out[i] = bins[lender(i, t)];
        }
    }
    return true;
}

unsigned
lp_sketch_agree(const uint32_t a[LP_SKETCH_BINS],
                const uint32_t b[LP_SKETCH_BINS])
{
    unsigned n = 0;

    for (size_t i = 0; i < LP_SKETCH_BINS; i++) {
        n += a[i] == b[i] && a[i] != LP_SKETCH_EMPTY;
    }
    return n;
}

unsigned
lp_sketch_filled(const uint32_t a[LP_SKETCH_BINS],
                 const uint32_t b[LP_SKETCH_BINS])
{
    unsigned n = 0;

    for (size_t i = 0; i < LP_SKETCH_BINS; i++) {
        n += a[i] != LP_SKETCH_EMPTY || b[i] != LP_SKETCH_EMPTY;
    }
    return n;
}

uint64_t
lp_sketch_band(const uint32_t dense[LP_SKETCH_BINS], unsigned band)
{
    const uint32_t *row = dense + (size_t)band * LP_SKETCH_ROWS;
    uint64_t key = lp_gram_mix((uint64_t)band + 1);

    for (size_t i = 0; i < LP_SKETCH_ROWS; i++) {
        key = lp_gram_mix(key ^ row[i]);
    }
    return key;
}
