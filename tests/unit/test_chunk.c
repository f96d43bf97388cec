#include "crypto/chunk.h"

#include <string.h>

#include "crypto/digest.h"
#include "tests/unit/near_made.h"
#include "tests/unit/test.h"

#define COUNT(a) (sizeof(a) / sizeof(a)[0])
#define BYTES 300000

struct list {
    struct lp_chunk chunk[BYTES / LP_CHUNK_MIN + 1];
    size_t n;
};

static uint8_t room[2 * BYTES];
static struct list whole;
static struct list parts;

static void
note(void *who, const struct lp_chunk *chunk)
{
    struct list *l = who;

    if (l->n < COUNT(l->chunk)) {
        l->chunk[l->n] = *chunk;
    }
    l->n++;
}

static void
chunk(struct list *l, struct lp_slice bytes, size_t cut)
{
    struct lp_chunker c = {0};
    bool good = lp_chunker_init(&c, note, l, NULL) == LP_OK;

    l->n = 0;
    while (good && bytes.len > 0) {
        good = lp_chunker_feed(&c, lp_slice_head(bytes, cut), NULL) == LP_OK;
        bytes = lp_slice_from(bytes, cut);
    }
    CHECK(good && lp_chunker_end(&c, NULL) == LP_OK, "chunks");
    CHECK(c.at == 0 && c.len == 0, "the end is a beginning");
    lp_chunker_release(&c);
    lp_chunker_release(&c);
}

static bool
same(const struct list *a, const struct list *b)
{
    for (size_t i = 0; i < a->n && i < b->n; i++) {
        if (a->chunk[i].key != b->chunk[i].key ||
            a->chunk[i].at != b->chunk[i].at ||
            a->chunk[i].len != b->chunk[i].len) {
            return false;
        }
    }
    return a->n == b->n;
}

static void
check_cuts(void)
{
    static const size_t cuts[] = {1, 7, 2047, 2048, 2049, 8191, 8193, 65536};
    struct lp_slice bytes = make(MADE_BYTES, room, BYTES, 1);

    chunk(&whole, bytes, bytes.len);
    for (size_t i = 0; i < COUNT(cuts); i++) {
        chunk(&parts, bytes, cuts[i]);
        CHECK(same(&whole, &parts), "cuts do not show");
    }
}

/* The chunks are all bytes, each has its own digest, and no length is out of
 * bounds. */
static void
check_cover(void)
{
    struct lp_slice bytes = make(MADE_BYTES, room, BYTES, 2);
    uint64_t at = 0;

    chunk(&whole, bytes, bytes.len);
    CHECK(whole.n > BYTES / 14000 && whole.n < BYTES / 6000, "so many");
    for (size_t i = 0; i < whole.n; i++) {
        const struct lp_chunk *k = whole.chunk + i;
        struct lp_digest d = {0};
        struct lp_cursor c = lp_cursor_over((struct lp_slice){d.bytes, 8});

        CHECK(k->at == at, "without a gap");
        CHECK(k->len >= LP_CHUNK_MIN || i + 1 == whole.n, "not too short");
        CHECK(k->len <= LP_CHUNK_MAX && k->len > 0, "not too long");
        CHECK(lp_digest_of(
                  &d, LP_ALG_SHA256,
                  lp_slice_head(lp_slice_from(bytes, (size_t)at), k->len),
                  NULL) == LP_OK &&
                  lp_cursor_le64(&c) == k->key,
              "its key");
        at += k->len;
    }
    CHECK(at == bytes.len, "to the end");
}

static void
check_lengths(void)
{
    static const struct {
        const char *label;
        size_t zeros;
        size_t chunks;
        uint32_t last;
    } rows[] = {
        {"nothing", 0, 0, 0},
        {"one byte", 1, 1, 1},
        {"one less than the largest", 32767, 1, 32767},
        {"the largest", 32768, 1, 32768},
        {"one more", 32769, 2, 1},
        {"zeros never say where to cut", 98304, 3, 32768},
    };

    memset(room, 0, sizeof room);
    for (size_t i = 0; i < COUNT(rows); i++) {
        chunk(&whole, (struct lp_slice){room, rows[i].zeros}, BYTES);
        CHECK(whole.n == rows[i].chunks, rows[i].label);
        CHECK(whole.n == 0 || whole.chunk[whole.n - 1].len == rows[i].last,
              rows[i].label);
    }
}

static size_t
kept(void)
{
    size_t n = 0;

    for (size_t i = 0; i < whole.n; i++) {
        bool found = false;

        for (size_t k = 0; k < parts.n; k++) {
            found = found || parts.chunk[k].key == whole.chunk[i].key;
        }
        n += found;
    }
    return n;
}

static void
check_shift(void)
{
    static uint8_t other[2 * BYTES];
    struct lp_slice bytes = make(MADE_BYTES, room, BYTES, 3);

    chunk(&whole, bytes, bytes.len);
    memcpy(other, room, 100000);
    other[100000] = 'x';
    memcpy(other + 100001, room + 100000, BYTES - 100000);
    chunk(&parts, (struct lp_slice){other, BYTES + 1}, BYTES);
    CHECK(kept() + 4 >= whole.n && kept() < whole.n,
          "a byte put in changes the chunks around it");
    (void)make(MADE_BYTES, other, BYTES, 4);
    chunk(&parts, (struct lp_slice){other, BYTES}, BYTES);
    CHECK(kept() == 0, "other bytes have other chunks");
}

int
main(void)
{
    struct lp_chunker empty = {0};

    check_cuts();
    check_cover();
    check_lengths();
    check_shift();
    lp_chunker_release(&empty);
    return lp_test_failures != 0;
}
