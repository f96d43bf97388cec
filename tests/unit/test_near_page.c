/* The test vectors of docs/FORMAT-identity-near.md, as they stand there. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/text.h"
#include "crypto/chunk.h"
#include "crypto/digest.h"
#include "crypto/sketch.h"
#include "crypto/winnow.h"
#include "tests/unit/near_made.h"
#include "tests/unit/test.h"

#define MADE_MAX 1000000

/* What is told of a text or of bytes: as the page says it, and as it is. */
struct told {
    struct lp_buf text; /* the lines "key=value" */
    struct lp_buf all;  /* what a digest is of */
    struct lp_buf some; /* lines that come after the digest's line */
    uint32_t n;
};

static uint8_t room[2 * MADE_MAX];

static void
put_digest(struct told *t, const char *key)
{
    struct lp_digest d = {0};

    CHECK(lp_buf_check(&t->all, NULL) == LP_OK &&
              lp_digest_of(&d, LP_ALG_SHA256, lp_buf_slice(&t->all), NULL) ==
                  LP_OK,
          "a digest");
    lp_buf_str(&t->text, key);
    lp_text_hex(&t->text, (struct lp_slice){d.bytes, 32});
    lp_buf_byte(&t->text, '\n');
    lp_buf_clear(&t->all);
}

static void
put_bins(struct told *t, const uint32_t bin[LP_SKETCH_BINS], const char *key)
{
    for (size_t i = 0; i < LP_SKETCH_BINS; i++) {
        lp_buf_le32(&t->all, bin[i]);
    }
    put_digest(t, key);
}

static void
put_print(void *who, const struct lp_winnow_print *print)
{
    struct told *t = who;

    lp_buf_le64(&t->all, print->key);
    lp_buf_le32(&t->all, print->at);
    if (t->n++ < 3) {
        lp_buf_printf(&t->some, "print=%" PRIu32 ",%016" PRIx64 "\n", print->at,
                      print->key);
    }
}

static void
put_chunk(void *who, const struct lp_chunk *chunk)
{
    struct told *t = who;

    lp_buf_le64(&t->all, chunk->key);
    lp_buf_le64(&t->all, chunk->at);
    lp_buf_le32(&t->all, chunk->len);
    if (t->n++ < 5) {
        lp_buf_printf(&t->some,
                      "chunk=%" PRIu64 ",%" PRIu32 ",%016" PRIx64 "\n",
                      chunk->at, chunk->len, chunk->key);
    }
}

static void
put_list(struct told *t, const char *name)
{
    char key[32];

    (void)snprintf(key, sizeof key, "%s=%" PRIu32 ",", name, t->n);
    put_digest(t, key);
    lp_buf_put(&t->text, lp_buf_slice(&t->some));
}

static void
tell_text(struct told *t, struct lp_slice text)
{
    uint32_t dense[LP_SKETCH_BINS];
    struct lp_slice left = text;
    struct lp_grams g = {0};
    struct lp_winnow w = {0};
    struct lp_sketch s;

    lp_sketch_init(&s);
    while (left.len > 0) {
        (void)lp_grams_take(&g, &left);
        lp_sketch_feed(&s, &g);
    }
    lp_buf_printf(&t->text, "filled=%u\n", lp_sketch_filled(s.bin, s.bin));
    put_bins(t, s.bin, "bins=");
    if (lp_sketch_dense(dense, s.bin)) {
        put_bins(t, dense, "dense=");
        lp_buf_printf(&t->text, "band=0,%016" PRIx64 "\n",
                      lp_sketch_band(dense, 0));
        lp_buf_printf(&t->text, "band=31,%016" PRIx64 "\n",
                      lp_sketch_band(dense, 31));
    }
    g = (struct lp_grams){0};
    while (text.len > 0) {
        (void)lp_grams_take(&g, &text);
        lp_winnow_feed(&w, &g, put_print, t);
    }
    lp_winnow_end(&w, put_print, t);
    put_list(t, "prints");
}

static void
tell_bytes(struct told *t, struct lp_slice bytes)
{
    struct lp_chunker c = {0};

    CHECK(lp_chunker_init(&c, put_chunk, t, NULL) == LP_OK &&
              lp_chunker_feed(&c, bytes, NULL) == LP_OK &&
              lp_chunker_end(&c, NULL) == LP_OK,
          "chunks");
    lp_chunker_release(&c);
    put_list(t, "chunks");
}

/* The value of "    key=value" at the beginning of `line`. */
static bool
value_of(struct lp_slice line, const char *key, struct lp_slice *value)
{
    struct lp_slice begin = lp_slice_from(line, 4);

    if (!lp_slice_begins(line, lp_slice_str("    ")) ||
        !lp_slice_begins(begin, lp_slice_str(key))) {
        return false;
    }
    *value = lp_slice_from(begin, strlen(key));
    return true;
}

/* "n,seed", where a line end follows. */
static struct lp_slice
made(enum made kind, struct lp_slice v)
{
    char *end;
    unsigned long n = strtoul((const char *)v.data, &end, 10);
    uint64_t seed = *end == ',' ? strtoull(end + 1, NULL, 10) : 0;

    CHECK(n <= MADE_MAX, "not too many");
    return n <= MADE_MAX ? make(kind, room, n, seed) : (struct lp_slice){0};
}

/* "s,n" and "n". */
static struct lp_slice
repeated(struct lp_slice v)
{
    struct lp_cursor c = lp_cursor_over(v);
    struct lp_slice s = lp_cursor_until(&c, ',');
    unsigned long n = strtoul((const char *)c.rest.data, NULL, 10);

    CHECK(!c.failed && s.len * n <= sizeof room, "not too many");
    for (size_t i = 0; i < n; i++) {
        memcpy(room + i * s.len, s.data, s.len);
    }
    return (struct lp_slice){room, s.len * n};
}

static struct lp_slice
zeros(struct lp_slice v)
{
    unsigned long n = strtoul((const char *)v.data, NULL, 10);

    CHECK(n <= sizeof room, "not too many");
    memset(room, 0, sizeof room);
    return (struct lp_slice){room, n};
}

/* Whether `line` says what a vector is of; then what is told of that. */
static bool
begin(struct lp_slice line, struct told *t)
{
    struct lp_slice v;

    if (value_of(line, "text=", &v)) {
        tell_text(t, v);
    } else if (value_of(line, "letters=", &v)) {
        tell_text(t, made(MADE_LETTERS, v));
    } else if (value_of(line, "cyrillic=", &v)) {
        tell_text(t, made(MADE_CYRILLIC, v));
    } else if (value_of(line, "repeat=", &v)) {
        tell_text(t, repeated(v));
    } else if (value_of(line, "bytes=", &v)) {
        tell_bytes(t, made(MADE_BYTES, v));
    } else if (value_of(line, "zeros=", &v)) {
        tell_bytes(t, zeros(v));
    } else {
        return false;
    }
    CHECK(lp_buf_check(&t->text, NULL) == LP_OK, "memory");
    return true;
}

static void
told_release(struct told *t)
{
    lp_buf_release(&t->text);
    lp_buf_release(&t->all);
    lp_buf_release(&t->some);
    *t = (struct told){0};
}

static void
check_page(struct lp_slice page)
{
    struct lp_cursor c = lp_cursor_over(page);
    struct lp_cursor want = {0};
    struct told t = {0};
    unsigned vectors = 0;
    bool began = false;

    while (c.rest.len > 0 && !c.failed) {
        struct lp_slice line = lp_cursor_until(&c, '\n');

        began = began || lp_slice_is(line, "## Test vectors");
        /* The formula stands before the vectors, and has spaces. */
        if (!began || !lp_slice_begins(line, lp_slice_str("    ")) ||
            lp_slice_begins(line, lp_slice_str("    x["))) {
            continue;
        }
        if (want.rest.len == 0) {
            told_release(&t);
            CHECK(begin(line, &t), "a vector begins");
            want = lp_cursor_over(lp_buf_slice(&t.text));
            vectors++;
            continue;
        }
        CHECK(lp_slice_equal(lp_slice_from(line, 4),
                             lp_cursor_until(&want, '\n')),
              "as the page says");
    }
    CHECK(want.rest.len == 0, "the last vector is whole");
    CHECK(vectors == 20, "vectors on the page");
    told_release(&t);
}

int
main(void)
{
    const char *fixtures = getenv("FIXTURES");
    struct lp_buf path = {0};
    struct lp_buf page = {0};
    enum lp_code rc;

    lp_buf_printf(&path, "%s/../docs/FORMAT-identity-near.md",
                  fixtures == NULL ? "fixtures" : fixtures);
    lp_buf_byte(&path, 0);
    rc = lp_buf_check(&path, NULL);
    if (rc == LP_OK) {
        rc = lp_file_read(&page, (const char *)path.data, 1 << 20, NULL, NULL);
    }
    CHECK(rc == LP_OK, "the page");
    check_page(lp_buf_slice(&page));
    lp_buf_release(&page);
    lp_buf_release(&path);
    return lp_test_failures != 0;
}
