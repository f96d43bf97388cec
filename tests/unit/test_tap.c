#include "bundle/tap.h"

#include <stdlib.h>
#include <string.h>

#include "formats/rule.h"
#include "tests/unit/test.h"

#define SIZE ((size_t)1000)

/* Gives SIZE bytes in pieces of `step`, and then fails if told to. Pieces have
 * no owner and are written over by the next pull: the harshest lawful source.
 */
struct harsh {
    uint8_t window[SIZE];
    size_t step;
    size_t at;
    bool fails;
};

static uint8_t
byte_of(size_t i)
{
    return (uint8_t)(i * 31 + i / 256);
}

static enum lp_code
harsh_pull(struct lp_source *s, struct lp_piece *out, struct lp_err *err)
{
    struct harsh *h = s->self;
    size_t n = SIZE - h->at < h->step ? SIZE - h->at : h->step;

    memset(h->window, 0xee, sizeof h->window);
    *out = (struct lp_piece){0};
    if (n == 0 && h->fails) {
        return lp_fail_at(err, LP_E_FORMAT, LP_RULE_CRC, h->at, "broken");
    }
    for (size_t i = 0; i < n; i++) {
        h->window[i] = byte_of(h->at + i);
    }
    out->bytes = (struct lp_slice){h->window, n};
    h->at += n;
    return LP_OK;
}

static const struct lp_source_ops harsh_ops = {harsh_pull, NULL};

static void
keep(void *who, enum lp_code rc, const struct lp_tap_digests *d)
{
    if (rc == LP_OK) {
        *(struct lp_tap_digests *)who = *d;
    }
}

static bool
is_digest_of(const uint8_t *got, enum lp_alg alg, struct lp_slice bytes)
{
    struct lp_digest want = {0};

    return lp_digest_of(&want, alg, bytes, NULL) == LP_OK &&
           memcmp(got, want.bytes, want.len) == 0;
}

/* Pull to the end: how many bytes came, in order. */
static enum lp_code
pull_all(struct lp_source *s, size_t *n, struct lp_err *err)
{
    struct lp_piece p = {0};
    enum lp_code rc;

    for (;;) {
        rc = lp_source_pull(s, &p, err);
        if (rc != LP_OK || p.bytes.len == 0) {
            return rc;
        }
        for (size_t i = 0; i < p.bytes.len; i++) {
            CHECK(p.bytes.data[i] == byte_of(*n + i), "in order");
        }
        *n += p.bytes.len;
    }
}

static void
check_tap(struct lp_engine *e, size_t step, size_t min, bool fails)
{
    struct harsh h = {.step = step, .fails = fails};
    struct lp_source from = {&harsh_ops, &h};
    struct lp_source bytes;
    struct lp_tap t = {0};
    struct lp_slice head = {0};
    struct lp_tap_digests got = {0};
    struct lp_slice whole;
    struct lp_err err = {0};
    atomic_uint_least64_t meter = 0;
    uint8_t all[SIZE];
    size_t n = 0;

    for (size_t i = 0; i < SIZE; i++) {
        all[i] = byte_of(i);
    }
    whole = (struct lp_slice){all, SIZE};
    CHECK(lp_tap_init(&t, &from, e, 1U << LP_ALG_MD5, NULL) == LP_OK, "init");
    t.meter = &meter;
    if (min > 0) {
        CHECK(lp_tap_head(&t, min, &head, &err) ==
                  (fails && min > SIZE ? LP_E_FORMAT : LP_OK),
              "head");
        CHECK(head.len >= (min < SIZE ? min : SIZE), "enough of a head");
        CHECK(memcmp(head.data, all, head.len) == 0, "the first bytes");
        CHECK(t.out == 0, "nothing was taken");
    }
    bytes = lp_tap_source(&t);
    CHECK(pull_all(&bytes, &n, &err) == (fails ? LP_E_FORMAT : LP_OK), "all");
    CHECK(n == SIZE && t.size == SIZE && t.out == SIZE && meter == SIZE,
          "every byte once");
    if (fails) {
        CHECK(t.failed == LP_E_FORMAT && t.why.rule == LP_RULE_CRC,
              "it remembers why");
        CHECK(pull_all(&bytes, &n, &err) == LP_E_FORMAT &&
                  err.rule == LP_RULE_CRC && n == SIZE,
              "and says so again");
    } else {
        CHECK(pull_all(&bytes, &n, &err) == LP_OK && n == SIZE,
              "the end again");
        CHECK(lp_tap_finish(&t, keep, &got, NULL) == LP_OK, "finish");
        CHECK(is_digest_of(got.sha256.bytes, LP_ALG_SHA256, whole),
              "the digest of all bytes");
        CHECK(got.algs == 1U << LP_ALG_MD5 &&
                  is_digest_of(got.other[LP_ALG_MD5], LP_ALG_MD5, whole),
              "and the other one");
        CHECK(!got.has_decoded, "no decoded form was asked for");
    }
    lp_source_release(&bytes);
    lp_tap_release(&t);
    lp_tap_release(&t);
}

/* Hands another source's bytes on, `step` at a time. */
struct cutter {
    struct lp_source *from;
    size_t step;
    struct lp_slice rest;
};

static enum lp_code
cut_pull(struct lp_source *s, struct lp_piece *out, struct lp_err *err)
{
    struct cutter *c = s->self;

    if (c->rest.len == 0) {
        struct lp_piece p;
        enum lp_code rc = lp_source_pull(c->from, &p, err);

        if (rc != LP_OK) {
            return rc;
        }
        c->rest = p.bytes;
    }
    *out = (struct lp_piece){lp_slice_head(c->rest, c->step), NULL};
    c->rest = lp_slice_from(c->rest, out->bytes.len);
    return LP_OK;
}

static const struct lp_source_ops cut_ops = {cut_pull, NULL};

/* The digest of the decoded form, whatever the pieces. */
static void
check_decoded(struct lp_engine *e, enum lp_dec_of of, const char *in,
              const char *out)
{
    for (size_t step = 1; step <= strlen(in); step++) {
        struct lp_source from = {0};
        struct lp_source cut = {0};
        struct lp_source bytes;
        struct lp_piece p = {.bytes = {(const uint8_t *)"", 1}};
        struct lp_tap_digests got = {0};
        struct lp_tap t = {0};

        CHECK(lp_source_bytes(&from, lp_slice_str(in), NULL, NULL) == LP_OK,
              "source");
        cut = (struct lp_source){&cut_ops, &(struct cutter){&from, step, {0}}};
        CHECK(lp_tap_init(&t, &cut, e, 0, NULL) == LP_OK, "init");
        lp_tap_decode(&t, of);
        bytes = lp_tap_source(&t);
        while (p.bytes.len > 0) {
            CHECK(lp_source_pull(&bytes, &p, NULL) == LP_OK, "pull");
        }
        CHECK(lp_tap_finish(&t, keep, &got, NULL) == LP_OK, "finish");
        CHECK(is_digest_of(got.sha256.bytes, LP_ALG_SHA256, lp_slice_str(in)),
              "as it is");
        CHECK(got.has_decoded &&
                  is_digest_of(got.decoded, LP_ALG_SHA256, lp_slice_str(out)),
              "decoded");
        lp_tap_release(&t);
        lp_source_release(&cut);
        lp_source_release(&from);
    }
}

static void
test_decoded(struct lp_engine *e)
{
    check_decoded(e, LP_DEC_TEXT, "one\r\ntwo\r\n\r\n", "one\ntwo\n");
    check_decoded(e, LP_DEC_TEXT, "one\n\ntwo\n\n\n", "one\n\ntwo\n");
    check_decoded(e, LP_DEC_TEXT, "one\ntwo", "one\ntwo");
    check_decoded(e, LP_DEC_TEXT, "one\r\n\x01\r\n", "one\r\n\x01\r\n");
    check_decoded(e, LP_DEC_TEXT, "a: b\n\n>From c\n", "a: b\n\n>From c\n");
    check_decoded(e, LP_DEC_MESSAGE, "a: b\n\n>From c\n", "a: b\n\nFrom c\n");
    check_decoded(e, LP_DEC_MESSAGE, "a\x01\r\n", "a\x01\n");
    check_decoded(e, LP_DEC_NOTHING, "one\r\n", "one\r\n");
}

static void
test_stop(struct lp_engine *e)
{
    struct harsh h = {.step = 100};
    struct lp_source from = {&harsh_ops, &h};
    struct lp_source bytes;
    struct lp_piece p;
    struct lp_tap t = {0};
    struct lp_err err = {0};
    atomic_bool stop = false;

    CHECK(lp_tap_init(&t, &from, e, 0, NULL) == LP_OK, "init");
    t.stop = &stop;
    bytes = lp_tap_source(&t);
    CHECK(lp_source_pull(&bytes, &p, &err) == LP_OK && p.bytes.len == 100,
          "it goes on");
    atomic_store(&stop, true);
    CHECK(lp_source_pull(&bytes, &p, &err) == LP_E_LIMIT &&
              err.rule == LP_RULE_LIMIT_TOTAL && err.at == 100,
          "until it is stopped");
    atomic_store(&stop, false);
    CHECK(lp_source_pull(&bytes, &p, &err) == LP_E_LIMIT && h.at == 100,
          "for good");
    lp_tap_release(&t);
}

int
main(void)
{
    static const size_t steps[] = {1, 7, 64, 512, 999, 1000};
    static const size_t mins[] = {0, 1, 63, 64, 65, 512, 1000, 1001};
    struct lp_engine *e = NULL;

    CHECK(lp_engine_new(&e, NULL) == LP_OK, "engine");
    for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++) {
        for (size_t k = 0; k < sizeof mins / sizeof mins[0]; k++) {
            check_tap(e, steps[i], mins[k], false);
            check_tap(e, steps[i], mins[k], true);
        }
    }
    test_decoded(e);
    test_stop(e);
    lp_engine_free(e);
    return lp_test_failures != 0;
}
