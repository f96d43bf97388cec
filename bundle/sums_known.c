#include "bundle/sums_known.h"

#include <string.h>

/* Digests by how hard they are to forge. */
static const enum lp_alg by_strength[] = {
    LP_ALG_SHA512, LP_ALG_BLAKE2B, LP_ALG_SHA384, LP_ALG_SHA256,
    LP_ALG_BTV2,   LP_ALG_SHA1,    LP_ALG_MD5,    LP_ALG_CRC32};

#define STRENGTHS (sizeof by_strength / sizeof by_strength[0])

static void
read_item(struct lp_sums_known *k, const struct lp_sums_item *item)
{
    k->has = item->has;
    k->either = item->either;
    memcpy(k->digest, item->digest, sizeof k->digest);
}

/* The digest by `alg`; NULL if it is not known. */
static const uint8_t *
known_by(const struct lp_sums_known *k, enum lp_alg alg)
{
    return (k->has >> alg & 1) != 0 ? k->digest[alg] : NULL;
}

/* What was taken for SHA-512 is by BLAKE2b. */
static void
make_blake2b(struct lp_sums_known *k)
{
    memcpy(k->digest[LP_ALG_BLAKE2B], k->digest[LP_ALG_SHA512], LP_ALG_LEN_MAX);
    k->has &= ~(1U << LP_ALG_SHA512);
    k->has |= 1U << LP_ALG_BLAKE2B;
    k->either = false;
}

/* `sha512` and `blake2b` (NULL: not known) of the same thing tell by which of
 * them the long digest is. */
static void
settle(struct lp_sums_known *k, const uint8_t *sha512, const uint8_t *blake2b)
{
    const uint8_t *digest = k->digest[LP_ALG_SHA512];

    if (!k->either || (sha512 == NULL && blake2b == NULL)) {
        return;
    }
    if (blake2b != NULL ? memcmp(digest, blake2b, LP_ALG_LEN_MAX) == 0
                        : memcmp(digest, sha512, LP_ALG_LEN_MAX) != 0) {
        make_blake2b(k);
    }
    k->either = false;
}

/* Add what `more` says of the same thing. False if they contradict each other;
 * `into` is not to be used then. */
static bool
merge(struct lp_sums_known *into, const struct lp_sums_known *more)
{
    struct lp_sums_known k = *more;

    if (!into->either || !k.either) {
        settle(into, known_by(&k, LP_ALG_SHA512), known_by(&k, LP_ALG_BLAKE2B));
        settle(&k, known_by(into, LP_ALG_SHA512),
               known_by(into, LP_ALG_BLAKE2B));
    }
    for (unsigned a = 0; a < LP_ALG_COUNT; a++) {
        bool both = (into->has >> a & k.has >> a & 1) != 0;

        if (both && memcmp(into->digest[a], k.digest[a],
                           lp_alg_len((enum lp_alg)a)) != 0) {
            return false;
        }
        if (!both && (k.has >> a & 1) != 0) {
            memcpy(into->digest[a], k.digest[a], sizeof k.digest[a]);
        }
    }
    into->has |= k.has;
    into->either |= k.either;
    return true;
}

/* The digests alone that there are. */
static void
put(struct lp_sums_kept *to, struct lp_buf *in, const struct lp_sums_known *k)
{
    to->digests = in->len;
    to->has = (uint16_t)k->has;
    to->either = k->either;
    for (unsigned a = 0; a < LP_ALG_COUNT; a++) {
        if ((k->has >> a & 1) != 0) {
            lp_buf_put(in, (struct lp_slice){k->digest[a],
                                             lp_alg_len((enum lp_alg)a)});
        }
    }
}

void
lp_sums_keep(struct lp_sums_kept *to, struct lp_buf *in,
             const struct lp_sums_item *item)
{
    struct lp_sums_known k;

    read_item(&k, item);
    put(to, in, &k);
    to->has_size = item->has_size;
    to->size = item->size;
}

struct lp_sums_known
lp_sums_kept_known(const struct lp_sums_kept *kept, const struct lp_buf *in)
{
    struct lp_sums_known k = {.has = kept->has, .either = kept->either};
    const uint8_t *from = in->data + kept->digests;

    for (unsigned a = 0; a < LP_ALG_COUNT; a++) {
        if ((k.has >> a & 1) != 0) {
            size_t len = lp_alg_len((enum lp_alg)a);

            memcpy(k.digest[a], from, len);
            from += len;
        }
    }
    return k;
}

bool
lp_sums_kept_join(struct lp_sums_kept *into, struct lp_buf *in,
                  const struct lp_sums_kept *more)
{
    struct lp_sums_known k = lp_sums_kept_known(into, in);
    const struct lp_sums_known other = lp_sums_kept_known(more, in);

    if ((into->has_size && more->has_size && into->size != more->size) ||
        !merge(&k, &other)) {
        return false;
    }
    if (k.has != into->has || k.either != into->either) {
        put(into, in, &k);
    }
    if (more->has_size) {
        into->has_size = true;
        into->size = more->size;
    }
    return true;
}

static const uint8_t *
digest_in(const struct lp_record *r, enum lp_alg alg)
{
    if (alg == LP_ALG_SHA256) {
        return r->has_digest ? r->digest.bytes : NULL;
    }
    return (r->algs >> alg & 1) != 0 ? r->other[alg] : NULL;
}

/* Put the digest of `k` by `alg`, and that of `r` (may be NULL), into `e`. */
static void
show(const struct lp_sums_known *k, enum lp_alg alg, const struct lp_record *r,
     struct lp_verify_event *e)
{
    const uint8_t *found = r == NULL ? NULL : digest_in(r, alg);

    e->alg = alg;
    e->has_expected = true;
    memcpy(e->expected, k->digest[alg], lp_alg_len(alg));
    e->has_found = found != NULL;
    if (found != NULL) {
        memcpy(e->found, found, lp_alg_len(alg));
    }
}

void
lp_sums_known_show(const struct lp_sums_known *k, const struct lp_record *r,
                   struct lp_verify_event *e)
{
    for (size_t i = 0; i < STRENGTHS; i++) {
        if ((k->has >> by_strength[i] & 1) != 0) {
            show(k, by_strength[i], r, e);
            return;
        }
    }
}

bool
lp_sums_known_agree(const struct lp_sums_known *known,
                    const struct lp_record *r, struct lp_verify_event *e)
{
    struct lp_sums_known k = *known;

    settle(&k, digest_in(r, LP_ALG_SHA512), digest_in(r, LP_ALG_BLAKE2B));
    for (size_t i = 0; i < STRENGTHS; i++) {
        enum lp_alg alg = by_strength[i];
        const uint8_t *found = digest_in(r, alg);

        if ((k.has >> alg & 1) != 0 &&
            (found == NULL ||
             memcmp(found, k.digest[alg], lp_alg_len(alg)) != 0)) {
            show(&k, alg, r, e);
            return false;
        }
    }
    lp_sums_known_show(&k, r, e);
    return true;
}

bool
lp_sums_known_weak(unsigned has)
{
    for (unsigned a = LP_ALG_NONE + 1; a < LP_ALG_COUNT; a++) {
        if ((has >> a & 1) != 0 && !lp_alg_weak((enum lp_alg)a)) {
            return false;
        }
    }
    return true;
}
