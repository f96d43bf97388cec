#include "crypto/digest.h"

#include <openssl/evp.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "crypto/sha256_way.h"

/* What OpenSSL calls them. */
static const char *const names[LP_ALG_COUNT] = {
    [LP_ALG_NONE] = "",
    [LP_ALG_SHA256] = "SHA256",
    [LP_ALG_MD5] = "MD5",
    [LP_ALG_SHA1] = "SHA1",
    [LP_ALG_SHA512] = "SHA512",
    [LP_ALG_BLAKE2B] = "BLAKE2B-512",
    [LP_ALG_SHA384] = "SHA384",
    [LP_ALG_BTV2] = "",  /* btv2_hasher.h makes that ... */
    [LP_ALG_CRC32] = "", /* ... and bundle/crc32_hasher.h that */
};

#define IDLE_MAX 256

/* Fetching an algorithm and making a context cost more than hashing a small
 * file: algorithms are fetched once, and contexts are kept for reuse. */
struct stream {
    struct lp_hasher base;
    struct one_stream *engine;
    enum lp_alg alg;
    EVP_MD_CTX *ctx;
    struct stream *next;
};

struct one_stream {
    struct lp_engine base;
    _Atomic(EVP_MD *) md[LP_ALG_COUNT]; /* fetched when first asked for */
    pthread_mutex_t lock;
    struct stream *idle;
    size_t idle_n;
};

/* Without the system's configuration of OpenSSL: to read it takes longer than
 * a small bundle does, and it, or OPENSSL_CONF, could put any code into the
 * process that parses. Harmless when it was done before. */
static EVP_MD *
fetch(enum lp_alg alg)
{
    (void)OPENSSL_init_crypto(OPENSSL_INIT_NO_LOAD_CONFIG, NULL);
    return EVP_MD_fetch(NULL, names[alg], NULL);
}

/* The algorithm, fetched by whoever needs it first. NULL: not to be had. */
static const EVP_MD *
md_of(struct one_stream *e, enum lp_alg alg)
{
    EVP_MD *md = atomic_load(&e->md[alg]);

    if (md != NULL) {
        return md;
    }
    (void)pthread_mutex_lock(&e->lock);
    md = atomic_load(&e->md[alg]);
    if (md == NULL) {
        md = fetch(alg);
        atomic_store(&e->md[alg], md);
    }
    (void)pthread_mutex_unlock(&e->lock);
    return md;
}

static struct stream *
take_idle(struct one_stream *e)
{
    struct stream *s;

    (void)pthread_mutex_lock(&e->lock);
    s = e->idle;
    if (s != NULL) {
        e->idle = s->next;
        e->idle_n--;
    }
    (void)pthread_mutex_unlock(&e->lock);
    return s;
}

static void
stream_free(struct stream *s)
{
    EVP_MD_CTX_free(s->ctx);
    free(s);
}

static void
give_idle(struct stream *s)
{
    struct one_stream *e = s->engine;
    bool kept = false;

    (void)pthread_mutex_lock(&e->lock);
    if (e->idle_n < IDLE_MAX) {
        s->next = e->idle;
        e->idle = s;
        e->idle_n++;
        kept = true;
    }
    (void)pthread_mutex_unlock(&e->lock);
    if (!kept) {
        stream_free(s);
    }
}

/* A stream at rest: one that was used before, or a new one. */
static struct stream *
stream_of(struct one_stream *e)
{
    struct stream *s = take_idle(e);

    if (s == NULL) {
        s = calloc(1, sizeof *s);
        if (s == NULL) {
            return NULL;
        }
        *s = (struct stream){.base = {e->base.ops}, .engine = e};
        s->ctx = EVP_MD_CTX_new();
    }
    return s;
}

static enum lp_code
one_open(struct lp_engine *engine, struct lp_hasher **out, enum lp_alg alg,
         struct lp_err *err)
{
    struct one_stream *e = (struct one_stream *)engine;
    const EVP_MD *md = md_of(e, alg);
    struct stream *s;

    if (md == NULL) {
        return lp_fail(err, LP_E_ENGINE, "digest: no %s here", names[alg]);
    }
    s = stream_of(e);
    if (s == NULL) {
        return lp_no_memory(err);
    }
    if (s->ctx == NULL || EVP_DigestInit_ex(s->ctx, md, NULL) != 1) {
        stream_free(s);
        return lp_fail(err, LP_E_ENGINE, "digest: cannot start");
    }
    s->alg = alg;
    *out = &s->base;
    return LP_OK;
}

static enum lp_code
one_fork(struct lp_hasher *h, struct lp_hasher **out, struct lp_err *err)
{
    const struct stream *from = (const struct stream *)h;
    struct stream *s = stream_of(from->engine);

    if (s == NULL) {
        return lp_no_memory(err);
    }
    if (s->ctx == NULL || EVP_MD_CTX_copy_ex(s->ctx, from->ctx) != 1) {
        stream_free(s);
        return lp_fail(err, LP_E_ENGINE, "digest: cannot fork");
    }
    s->alg = from->alg;
    *out = &s->base;
    return LP_OK;
}

static enum lp_code
one_submit(struct lp_hasher *h, const struct lp_piece *piece,
           struct lp_err *err)
{
    struct stream *s = (struct stream *)h;

    if (EVP_DigestUpdate(s->ctx, piece->bytes.data, piece->bytes.len) != 1) {
        return lp_fail(err, LP_E_ENGINE, "digest: engine failed");
    }
    return LP_OK;
}

static void
one_finish(struct lp_hasher *h, lp_digest_done *done, void *who)
{
    struct stream *s = (struct stream *)h;
    struct lp_digest d = {.alg = s->alg};
    unsigned len = 0;
    enum lp_code rc = LP_E_ENGINE;

    if (EVP_DigestFinal_ex(s->ctx, d.bytes, &len) == 1) {
        d.len = len;
        rc = LP_OK;
    }
    give_idle(s);
    done(who, rc, &d);
}

static void
one_abandon(struct lp_hasher *h)
{
    give_idle((struct stream *)h);
}

static void
one_free(struct lp_engine *engine)
{
    struct one_stream *e = (struct one_stream *)engine;

    while (e->idle != NULL) {
        stream_free(take_idle(e));
    }
    for (size_t i = 0; i < LP_ALG_COUNT; i++) {
        EVP_MD_free(atomic_load(&e->md[i]));
    }
    (void)pthread_mutex_destroy(&e->lock);
    free(e);
}

static const struct lp_engine_ops one_ops = {
    .name = "one-stream",
    .open = one_open,
    .fork = one_fork,
    .submit = one_submit,
    .finish = one_finish,
    .abandon = one_abandon,
    .free = one_free,
};

enum lp_code
lp_engine_new(struct lp_engine **out, struct lp_err *err)
{
    struct one_stream *e = calloc(1, sizeof *e);

    if (e == NULL) {
        return lp_no_memory(err);
    }
    e->base.ops = &one_ops;
    (void)pthread_mutex_init(&e->lock, NULL);
    *out = &e->base;
    return LP_OK;
}

void
lp_engine_free(struct lp_engine *e)
{
    if (e != NULL) {
        e->ops->free(e);
    }
}

bool
lp_engine_flush(struct lp_engine *e)
{
    return e->ops->flush != NULL && e->ops->flush(e);
}

void
lp_engine_help(struct lp_engine *e, struct lp_pool *pool)
{
    if (e->ops->help != NULL) {
        e->ops->help(e, pool);
    }
}

enum lp_code
lp_hasher_open(struct lp_hasher **out, struct lp_engine *e, enum lp_alg alg,
               struct lp_err *err)
{
    return e->ops->open(e, out, alg, err);
}

enum lp_code
lp_hasher_fork(struct lp_hasher *h, struct lp_hasher **out, struct lp_err *err)
{
    return h->ops->fork(h, out, err);
}

enum lp_code
lp_hasher_submit(struct lp_hasher *h, const struct lp_piece *piece,
                 struct lp_err *err)
{
    return h->ops->submit(h, piece, err);
}

void
lp_hasher_finish(struct lp_hasher *h, lp_digest_done *done, void *who)
{
    h->ops->finish(h, done, who);
}

/* What lp_hasher_end waits for. */
struct ended {
    pthread_mutex_t lock;
    pthread_cond_t told;
    bool is_told;
    enum lp_code rc;
    struct lp_digest digest;
};

static void
keep(void *who, enum lp_code rc, const struct lp_digest *digest)
{
    struct ended *e = who;

    (void)pthread_mutex_lock(&e->lock);
    e->rc = rc;
    e->digest = *digest;
    e->is_told = true;
    (void)pthread_cond_signal(&e->told);
    (void)pthread_mutex_unlock(&e->lock);
}

enum lp_code
lp_hasher_end(struct lp_hasher *h, struct lp_digest *out, struct lp_err *err)
{
    struct ended e = {.lock = PTHREAD_MUTEX_INITIALIZER,
                      .told = PTHREAD_COND_INITIALIZER};

    if (h->ops->end != NULL) {
        return h->ops->end(h, out, err);
    }
    lp_hasher_finish(h, keep, &e);
    (void)pthread_mutex_lock(&e.lock);
    while (!e.is_told) {
        (void)pthread_cond_wait(&e.told, &e.lock);
    }
    (void)pthread_mutex_unlock(&e.lock);
    if (e.rc != LP_OK) {
        return lp_fail(err, e.rc, "digest: engine failed");
    }
    *out = e.digest;
    return LP_OK;
}

void
lp_hasher_abandon(struct lp_hasher *h)
{
    if (h != NULL) {
        h->ops->abandon(h);
    }
}

/* The algorithm, fetched once for the process: to look it up costs more than to
 * digest a line. NULL: not to be had. */
static const EVP_MD *
common_md(enum lp_alg alg)
{
    static _Atomic(EVP_MD *) common[LP_ALG_COUNT];
    EVP_MD *md = atomic_load(&common[alg]);
    EVP_MD *none = NULL;

    if (md != NULL) {
        return md;
    }
    md = fetch(alg);
    if (md != NULL &&
        !atomic_compare_exchange_strong(&common[alg], &none, md)) {
        EVP_MD_free(md);
        md = none;
    }
    return md;
}

enum lp_code
lp_digest_of(struct lp_digest *out, enum lp_alg alg, struct lp_slice bytes,
             struct lp_err *err)
{
    struct lp_digest d = {.alg = alg};
    const EVP_MD *md;
    unsigned len = 0;

    if (alg == LP_ALG_SHA256) {
        lp_sha256_of(d.bytes, lp_sha256_best(), bytes);
        d.len = 32;
        *out = d;
        return LP_OK;
    }
    md = common_md(alg);
    if (md == NULL ||
        EVP_Digest(bytes.data, bytes.len, d.bytes, &len, md, NULL) != 1) {
        return lp_fail(err, LP_E_ENGINE, "digest: engine failed");
    }
    d.len = len;
    *out = d;
    return LP_OK;
}
