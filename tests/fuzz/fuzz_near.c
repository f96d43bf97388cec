/* Sketches, fingerprints and chunks do not depend on where the bytes were cut
 * into pieces. The first byte says how. */
#include <stdlib.h>
#include <string.h>

#include "crypto/chunk.h"
#include "crypto/sketch.h"
#include "crypto/winnow.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Everything told, one after the other. */
struct told {
    uint64_t sum;
    uint64_t n;
    uint64_t end;
};

static void
need(bool holds)
{
    if (!holds) {
        abort();
    }
}

static void
add(struct told *t, uint64_t key, uint64_t at)
{
    t->sum = (t->sum ^ key) * 31 + at;
    t->n++;
}

static void
on_print(void *who, const struct lp_winnow_print *print)
{
    add(who, print->key, print->at);
}

static void
on_chunk(void *who, const struct lp_chunk *chunk)
{
    struct told *t = who;

    need(chunk->at == t->end && chunk->len > 0 && chunk->len <= LP_CHUNK_MAX);
    t->end += chunk->len;
    add(t, chunk->key, chunk->at);
}

/* The next piece, in memory of its own, and in a text not cut within a
 * character. The caller frees it. */
static struct lp_slice
piece(struct lp_slice *rest, size_t step, bool text)
{
    size_t n = step < rest->len ? step : rest->len;
    uint8_t *to;

    while (text && n < rest->len && (rest->data[n] & 0xc0) == 0x80) {
        n++;
    }
    to = malloc(n);
    need(to != NULL);
    memcpy(to, rest->data, n);
    *rest = lp_slice_from(*rest, n);
    return (struct lp_slice){to, n};
}

static void
of_text(struct lp_slice text, size_t step, struct lp_sketch *s, struct told *t)
{
    struct lp_grams g = {0};
    struct lp_winnow w = {0};

    lp_sketch_init(s);
    while (text.len > 0) {
        struct lp_slice p = piece(&text, step, true);

        struct lp_slice rest = p;

        while (rest.len > 0) {
            (void)lp_grams_take(&g, &rest);
            lp_sketch_feed(s, &g);
            lp_winnow_feed(&w, &g, on_print, t);
        }
        free((void *)(uintptr_t)p.data);
    }
    need(t->n <= w.chars && s->chars == w.chars);
    lp_winnow_end(&w, on_print, t);
}

static void
of_bytes(struct lp_slice bytes, size_t step, struct told *t)
{
    struct lp_chunker c = {0};
    size_t len = bytes.len;

    need(lp_chunker_init(&c, on_chunk, t, NULL) == LP_OK);
    while (bytes.len > 0) {
        struct lp_slice p = piece(&bytes, step, false);

        need(lp_chunker_feed(&c, p, NULL) == LP_OK);
        free((void *)(uintptr_t)p.data);
    }
    need(lp_chunker_end(&c, NULL) == LP_OK);
    need(t->end == len);
    lp_chunker_release(&c);
}

/* Whether no cut between two of its bytes is one within a character whose
 * bytes are not all there: only then do cuts not show. */
static bool
is_utf8(struct lp_slice s)
{
    size_t more = 0;

    for (size_t i = 0; i < s.len; i++) {
        uint8_t b = s.data[i];

        if (((b & 0xc0) == 0x80) != (more > 0) || b >= 0xf8) {
            return false;
        }
        more = more > 0    ? more - 1
               : b >= 0xf0 ? 3
               : b >= 0xe0 ? 2
               : b >= 0xc0 ? 1
                           : 0;
    }
    return more == 0;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct lp_slice bytes = lp_slice_from((struct lp_slice){data, size}, 1);
    size_t step = size > 0 ? data[0] + 1U : 1;
    struct lp_sketch s[2];
    struct told told[4] = {0};
    uint32_t dense[LP_SKETCH_BINS];

    of_text(bytes, bytes.len + 1, &s[0], &told[0]);
    of_text(bytes, step, &s[1], &told[1]);
    if (is_utf8(bytes)) {
        need(memcmp(s[0].bin, s[1].bin, sizeof s[0].bin) == 0);
        need(memcmp(&told[0], &told[1], sizeof told[0]) == 0);
    }
    need(lp_sketch_dense(dense, s[0].bin) ==
         (lp_sketch_filled(s[0].bin, s[0].bin) > 0));
    of_bytes(bytes, bytes.len + 1, &told[2]);
    of_bytes(bytes, step * step, &told[3]);
    need(memcmp(&told[2], &told[3], sizeof told[2]) == 0);
    return 0;
}
