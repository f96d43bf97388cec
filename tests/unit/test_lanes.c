#include "crypto/lanes.h"

#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>

#include "tests/unit/test.h"

#define MOST 200
#define SPAN ((size_t)65536)

static uint8_t bytes[SPAN];
static uint32_t seed = 7;

static uint32_t
next(uint32_t below)
{
    seed = seed * 1664525U + 1013904223U;
    return (seed >> 8) % below;
}

/* A message, and what it is. */
struct one {
    struct lp_message m;
    struct lp_slice is;
    unsigned told;
};

/* Cut into pieces anywhere, some of them without an owner, some fed at once. */
static void
put(struct one *o, lp_sha256_one *one, uint32_t most)
{
    struct lp_slice rest = o->is;

    o->m = (struct lp_message){0};
    lp_sha256_start(o->m.state);
    while (rest.len > 0) {
        struct lp_slice now = lp_slice_head(rest, 1 + next(most));
        struct lp_block *b = lp_block_new(now.len);
        struct lp_piece owned = {now, NULL};

        if (b == NULL) {
            abort();
        }
        memcpy(b->data, now.data, now.len);
        if (next(3) > 0) {
            owned = (struct lp_piece){{b->data, now.len}, b};
        }
        if (lp_message_full(&o->m) || next(9) == 0) {
            lp_message_feed(&o->m, now, one);
            CHECK(o->m.n == 0 && o->m.held == 0, "nothing waits");
        } else {
            CHECK(lp_message_add(&o->m, &owned, NULL) == LP_OK, "add");
            CHECK(o->m.n <= LP_MESSAGE_PIECES && o->m.held >= now.len, "kept");
        }
        memset(b->data, owned.owner == NULL ? 0xee : b->data[0], 1);
        lp_block_unref(b);
        rest = lp_slice_from(rest, now.len);
    }
}

static void
check(const struct one *o, const char *label)
{
    uint8_t digest[32];
    uint8_t want[32];

    lp_sha256_write(digest, o->m.state);
    CHECK(EVP_Digest(o->is.data, o->is.len, want, NULL, EVP_sha256(), NULL) ==
                  1 &&
              memcmp(digest, want, 32) == 0,
          label);
    CHECK(o->m.n == 0 && o->m.held == 0, label);
}

static void
tell(void *who, struct lp_message *m)
{
    (void)who;
    ((struct one *)(void *)((char *)m - offsetof(struct one, m)))->told++;
}

/* `n` messages of up to `most` bytes, and one of all bytes. */
static void
test_batch(const struct lp_sha256_way *way, size_t n, uint32_t most)
{
    static struct one all[MOST];
    struct lp_message *of[MOST];

    for (size_t i = 0; i < n; i++) {
        size_t len = i == n / 2 ? SPAN : next(most + 1);
        size_t at = next((uint32_t)(SPAN - len + 1));

        all[i].is = (struct lp_slice){bytes + at, len};
        all[i].told = 0;
        put(&all[i], way->one, most / (1 + next(6)) + 1);
        all[i].m.ended = true;
        of[i] = &all[i].m;
    }
    lp_lanes_digest(of, n, way, tell, NULL);
    for (size_t i = 0; i < n; i++) {
        CHECK(all[i].told == 1, way->name);
        check(&all[i], way->name);
    }
}

/* A fork goes its own way from where it began. */
static void
test_fork(const struct lp_sha256_way *way)
{
    for (size_t i = 0; i < 300; i++) {
        struct one a = {.is = {bytes, next(5000)}};
        struct one b = a;
        struct lp_slice tail = {bytes + a.is.len, next(700)};
        struct lp_piece p = {tail, NULL};

        put(&a, way->one, 900);
        lp_message_fork(&b.m, &a.m);
        if (lp_message_full(&a.m)) {
            lp_message_digest(&a.m, way->one);
        }
        CHECK(lp_message_add(&a.m, &p, NULL) == LP_OK, "add");
        a.is.len += tail.len;
        a.m.ended = true;
        b.m.ended = true;
        lp_message_digest(&a.m, way->one);
        lp_message_digest(&b.m, way->one);
        check(&a, "what was forked from");
        check(&b, "the fork");
        put(&b, way->one, 900);
        lp_message_release(&b.m);
        lp_message_release(&b.m);
        CHECK(b.m.n == 0, "given back");
    }
}

int
main(void)
{
    static const char *const names[] = {"portable", "openssl", "shani", "avx2",
                                        "avx512"};
    static const size_t counts[] = {0, 1, 2, 3, 7, 10, 11, 16, 17, 64, MOST};

    for (size_t i = 0; i < SPAN; i++) {
        bytes[i] = (uint8_t)next(256);
    }
    for (size_t k = 0; k < sizeof names / sizeof names[0]; k++) {
        struct lp_sha256_way way;

        if (lp_sha256_way(&way, names[k], NULL) != LP_OK) {
            continue;
        }
        for (size_t i = 0; i < sizeof counts / sizeof counts[0]; i++) {
            test_batch(&way, counts[i], 1);
            test_batch(&way, counts[i], 130);
            test_batch(&way, counts[i], 9000);
        }
        test_fork(&way);
    }
    return lp_test_failures != 0;
}
