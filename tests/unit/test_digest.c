#include "crypto/digest.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "tests/unit/test.h"

#define COUNT(a) (sizeof(a) / sizeof(a)[0])

/* FIPS 180-4: the examples of NIST, and nothing at all. */
static const struct {
    const char *bytes;
    const char *sha256;
} vectors[] = {
    {"", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
    {"abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
    {"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
     "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"},
};

#define MILLION \
    "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"

/* Counts how often it was told, and of what. */
struct listener {
    unsigned told;
    enum lp_code rc;
    struct lp_digest digest;
};

static void
listen(void *who, enum lp_code rc, const struct lp_digest *digest)
{
    struct listener *l = who;

    l->told++;
    l->rc = rc;
    l->digest = *digest;
}

static bool
is(const struct lp_digest *d, const char *hex)
{
    uint8_t want[32];

    return d->alg == LP_ALG_SHA256 && d->len == 32 &&
           lp_text_unhex(lp_slice_str(hex), want, 32) &&
           memcmp(d->bytes, want, 32) == 0;
}

static bool
submit(struct lp_hasher *h, struct lp_slice bytes)
{
    struct lp_piece piece = {bytes, NULL};

    return lp_hasher_submit(h, &piece, NULL) == LP_OK;
}

/* `bytes` cut at `a` and `b`, with an empty piece in between. */
static void
check_split(struct lp_engine *e, size_t row, size_t a, size_t b)
{
    struct lp_slice s = lp_slice_str(vectors[row].bytes);
    struct listener l = {0};
    struct lp_hasher *h = NULL;

    CHECK(lp_hasher_open(&h, e, LP_ALG_SHA256, NULL) == LP_OK, "open");
    CHECK(submit(h, lp_slice_head(s, a)) && submit(h, (struct lp_slice){0}) &&
              submit(h, lp_slice_from(lp_slice_head(s, b), a)) &&
              submit(h, lp_slice_from(s, b)),
          vectors[row].bytes);
    CHECK(l.told == 0, "nobody is told before the end");
    lp_hasher_finish(h, listen, &l);
    CHECK(l.told == 1 && l.rc == LP_OK && is(&l.digest, vectors[row].sha256),
          vectors[row].bytes);
}

static void
check_vectors(struct lp_engine *e)
{
    for (size_t i = 0; i < COUNT(vectors); i++) {
        size_t len = strlen(vectors[i].bytes);
        struct lp_digest d = {0};

        CHECK(lp_digest_of(&d, LP_ALG_SHA256, lp_slice_str(vectors[i].bytes),
                           NULL) == LP_OK &&
                  is(&d, vectors[i].sha256),
              vectors[i].bytes);
        for (size_t a = 0; a <= len; a++) {
            for (size_t b = a; b <= len; b++) {
                check_split(e, i, a, b);
            }
        }
    }
}

static void
check_nothing(struct lp_engine *e)
{
    struct listener l = {0};
    struct lp_hasher *h = NULL;

    CHECK(lp_hasher_open(&h, e, LP_ALG_SHA256, NULL) == LP_OK, "open");
    lp_hasher_finish(h, listen, &l);
    CHECK(l.told == 1 && is(&l.digest, vectors[0].sha256),
          "a stream without a piece");
}

static void
check_million(struct lp_engine *e)
{
    static const size_t steps[] = {1, 63, 64, 65, 4096, 999999, 1000000};
    static uint8_t bytes[1000000];

    memset(bytes, 'a', sizeof bytes);
    for (size_t i = 0; i < COUNT(steps); i++) {
        struct lp_slice rest = {bytes, sizeof bytes};
        struct listener l = {0};
        struct lp_hasher *h = NULL;
        bool good = lp_hasher_open(&h, e, LP_ALG_SHA256, NULL) == LP_OK;

        while (good && rest.len > 0) {
            good = submit(h, lp_slice_head(rest, steps[i]));
            rest = lp_slice_from(rest, steps[i]);
        }
        lp_hasher_finish(h, listen, &l);
        CHECK(good && l.told == 1 && is(&l.digest, MILLION),
              "a million times a");
    }
}

/* Streams of one engine do not touch each other, and what one left behind
 * does not reach the next. */
static void
check_many(struct lp_engine *e)
{
    struct lp_hasher *h[600];
    struct listener l[600] = {0};
    bool good = true;

    for (size_t i = 0; i < COUNT(h); i++) {
        good = good && lp_hasher_open(&h[i], e, LP_ALG_SHA256, NULL) == LP_OK;
    }
    for (size_t k = 0; good && k < 3; k++) {
        for (size_t i = 0; i < COUNT(h); i++) {
            const char *text = i % 2 == 0 ? "abc" : "xyz";

            good =
                good &&
                submit(h[i], (struct lp_slice){(const uint8_t *)text + k, 1});
        }
    }
    for (size_t i = COUNT(h); good && i > 0; i--) {
        if (i % 3 == 0) {
            lp_hasher_abandon(h[i - 1]);
        } else {
            lp_hasher_finish(h[i - 1], listen, &l[i - 1]);
        }
    }
    for (size_t i = 0; good && i < COUNT(h); i++) {
        good = l[i].told == (i % 3 == 2 ? 0 : 1) &&
               (l[i].told == 0 ||
                is(&l[i].digest, vectors[1].sha256) == (i % 2 == 0));
    }
    CHECK(good, "many streams, some of them given up");
    lp_hasher_abandon(NULL);
    check_split(e, 1, 1, 2);
}

/* A piece need not outlive its submission, owner or not. */
static void
check_owner(struct lp_engine *e)
{
    struct lp_block *b = lp_block_new(3);
    struct lp_piece piece = {{b == NULL ? NULL : b->data, 3}, b};
    struct listener l = {0};
    struct lp_hasher *h = NULL;
    char bare[] = "abc";

    if (b == NULL) {
        return;
    }
    memcpy(b->data, "abc", 3);
    CHECK(lp_hasher_open(&h, e, LP_ALG_SHA256, NULL) == LP_OK &&
              lp_hasher_submit(h, &piece, NULL) == LP_OK,
          "owned");
    lp_block_unref(b);
    lp_hasher_finish(h, listen, &l);
    CHECK(l.told == 1 && is(&l.digest, vectors[1].sha256), "owned");

    CHECK(lp_hasher_open(&h, e, LP_ALG_SHA256, NULL) == LP_OK &&
              submit(h, lp_slice_str(bare)),
          "bare");
    memset(bare, 'x', 3);
    lp_hasher_finish(h, listen, &l);
    CHECK(l.told == 2 && is(&l.digest, vectors[1].sha256), "bare");
}

static void *
work(void *arg)
{
    struct lp_engine *e = arg;

    for (size_t i = 0; i < 2000; i++) {
        struct listener l = {0};
        struct lp_hasher *h = NULL;

        if (lp_hasher_open(&h, e, LP_ALG_SHA256, NULL) != LP_OK) {
            return NULL;
        }
        if (!submit(h, lp_slice_str("abc"))) {
            lp_hasher_abandon(h);
            return NULL;
        }
        lp_hasher_finish(h, listen, &l);
        if (l.told != 1 || !is(&l.digest, vectors[1].sha256)) {
            return NULL;
        }
    }
    return arg;
}

static void
check_threads(struct lp_engine *e)
{
    pthread_t threads[4];
    void *good = NULL;

    for (size_t i = 0; i < COUNT(threads); i++) {
        if (pthread_create(&threads[i], NULL, work, e) != 0) {
            abort();
        }
    }
    for (size_t i = 0; i < COUNT(threads); i++) {
        CHECK(pthread_join(threads[i], &good) == 0 && good == e,
              "streams of one engine on several threads");
    }
}

int
main(void)
{
    struct lp_engine *e = NULL;

    if (lp_engine_new(&e, NULL) != LP_OK) {
        return 1;
    }
    check_vectors(e);
    check_nothing(e);
    check_million(e);
    check_many(e);
    check_owner(e);
    check_threads(e);
    lp_engine_free(e);
    lp_engine_free(NULL);
    return lp_test_failures != 0;
}
