#include "crypto/sketch.h"

#include <string.h>

#include "crypto/gram.h"

void
lp_sketch_init(struct lp_sketch *s)
{
    *s = (struct lp_sketch){0};
    for (size_t i = 0; i < LP_SKETCH_BINS; i++) {
        s->bin[i] = LP_SKETCH_EMPTY;
    }
}

/* `c` points at `n` new code points; the LP_SKETCH_GRAM before them are at
 * hand too, as zeros where the text has not so many. The first `bare` of the
 * new ones end no gram. */
static void
add(struct lp_sketch *s, const uint32_t *c, size_t n, size_t bare)
{
    uint64_t h = s->hash;

    for (size_t i = 0; i < n; i++) {
        uint64_t mixed;
        uint32_t value;
        uint32_t *bin;

        h = h * LP_GRAM_BASE +
            (c[i] - *(c + i - LP_SKETCH_GRAM) * LP_GRAM_BASE_9);
        if (i < bare) {
            continue;
        }
        mixed = lp_gram_mix(h);
        value = (uint32_t)mixed; /* LP_SKETCH_EMPTY is never smaller */
        bin = &s->bin[mixed >> 57];
        if (value < *bin) {
            *bin = value;
        }
    }
    s->hash = h;
}

void
lp_sketch_feed(struct lp_sketch *s, struct lp_slice text)
{
    uint32_t c[LP_SKETCH_GRAM + LP_GRAM_BLOCK];

    memcpy(c, s->last, sizeof s->last);
    while (text.len > 0) {
        size_t n = lp_gram_take(c + LP_SKETCH_GRAM, LP_GRAM_BLOCK, &text);
        size_t bare = 0;

        if (s->chars < LP_SKETCH_GRAM - 1) {
            bare = (size_t)(LP_SKETCH_GRAM - 1 - s->chars);
        }
        add(s, c + LP_SKETCH_GRAM, n, bare);
        s->chars += n;
        memmove(c, c + n, sizeof s->last);
    }
    memcpy(s->last, c, sizeof s->last);
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
