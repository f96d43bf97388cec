#include "formats/zip_lock.h"

#include <stdlib.h>

#include "formats/rule.h"

#define HEAD_MAX 18

static const struct {
    uint8_t head; /* of AES: the salt, and a verifier of two bytes */
    uint8_t tail;
} sizes[LP_LOCK_COUNT] = {
    [LP_LOCK_NONE] = {0, 0},
    [LP_LOCK_ZIP] = {12, 0},
    [LP_LOCK_AES128] = {8 + 2, LP_LOCK_CODE},
    [LP_LOCK_AES192] = {12 + 2, LP_LOCK_CODE},
    [LP_LOCK_AES256] = {16 + 2, LP_LOCK_CODE},
};

uint64_t
lp_zip_lock_head(enum lp_lock how)
{
    return sizes[how].head;
}

uint64_t
lp_zip_lock_tail(enum lp_lock how)
{
    return sizes[how].tail;
}

/* At no one byte, so that who knows no password says the same. */
enum lp_code
lp_zip_lock_stays(struct lp_err *err)
{
    return lp_fail_at(
        err, LP_E_FORMAT, LP_RULE_ENC_ZIP, 0,
        "the password that was given does not open it, or it is damaged");
}

/* Exactly `n` bytes; those that are not there fit no password. */
static enum lp_code
take(struct lp_feed *f, uint8_t *to, size_t n, struct lp_err *err)
{
    size_t got = 0;
    enum lp_code rc = lp_feed_copy(f, to, n, &got, err);

    return rc == LP_OK && got < n ? lp_zip_lock_stays(err) : rc;
}

/* Read the head, and see whether the password fits it. */
static enum lp_code
begin(const struct lp_zip_lock *lock, struct lp_feed *f,
      struct lp_unlocked **out, struct lp_err *err)
{
    uint8_t head[HEAD_MAX] = {0};
    size_t n = sizes[lock->how].head;
    uint8_t check = 0;
    enum lp_code rc;

    LP_TRY(take(f, head, n, err));
    LP_TRY(lock->unlocker->begin(lock->unlocker, out, lock->how,
                                 (struct lp_slice){head, n}, &check, err));
    if (*out == NULL || (lock->how == LP_LOCK_ZIP && check != lock->check[0] &&
                         check != lock->check[1])) {
        rc = lp_zip_lock_stays(err);
    }

done:
    return rc;
}

enum lp_code
lp_zip_lock_try(const struct lp_zip_lock *lock, struct lp_view *v, uint64_t at,
                uint64_t n, struct lp_err *err)
{
    uint64_t around = sizes[lock->how].head + sizes[lock->how].tail;
    uint64_t left = n < around ? 0 : n - around;
    uint8_t code[LP_LOCK_CODE];
    struct lp_unlocked *u = NULL;
    struct lp_source all = {0};
    struct lp_feed f = {.from = &all};
    bool is = lock->how == LP_LOCK_ZIP;
    enum lp_code rc;

    if (n < around) {
        return lp_zip_lock_stays(err);
    }
    LP_TRY(lp_source_range(&all, v, at, n, err));
    LP_TRY(begin(lock, &f, &u, err));
    while (!is && left > 0) {
        struct lp_piece p;

        LP_TRY(lp_feed_peek(&f, &p, err));
        p.bytes = lp_slice_head(p.bytes, left < p.bytes.len ? (size_t)left
                                                            : p.bytes.len);
        if (p.bytes.len == 0) {
            break;
        }
        LP_TRY(lock->unlocker->feed(u, p.bytes, err));
        lp_feed_took(&f, p.bytes.len);
        left -= p.bytes.len;
    }
    if (!is && left == 0) {
        LP_TRY(take(&f, code, sizeof code, err));
        LP_TRY(lock->unlocker->proven(u, code, &is, err));
    }
    if (!is) {
        rc = lp_zip_lock_stays(err);
    }

done:
    lock->unlocker->drop(u);
    lp_source_release(&all);
    return rc;
}

struct opened {
    const struct lp_unlocker *unlocker;
    struct lp_unlocked *key;
    struct lp_source all;
    struct lp_feed feed;
    uint64_t left;          /* of the data */
    struct lp_block *plain; /* what was given last */
};

static enum lp_code
opened_pull(struct lp_source *s, struct lp_piece *out, struct lp_err *err)
{
    struct opened *o = s->self;
    struct lp_piece p;
    struct lp_block *plain = NULL;
    size_t n;
    enum lp_code rc;

    LP_TRY(lp_feed_peek(&o->feed, &p, err));
    n = o->left < p.bytes.len ? (size_t)o->left : p.bytes.len;
    if (n == 0) {
        return LP_OK;
    }
    plain = lp_block_new(n);
    if (plain == NULL) {
        return lp_no_memory(err);
    }
    LP_TRY(
        o->unlocker->open(o->key, lp_slice_head(p.bytes, n), plain->data, err));
    lp_feed_took(&o->feed, n);
    o->left -= n;
    /* The block is the source's until the next pull. */
    lp_block_unref(o->plain);
    o->plain = plain;
    *out = (struct lp_piece){{plain->data, n}, plain};
    plain = NULL;

done:
    lp_block_unref(plain);
    return rc;
}

static void
opened_free(struct opened *o)
{
    if (o != NULL) {
        o->unlocker->drop(o->key);
        lp_block_unref(o->plain);
        lp_source_release(&o->all);
        free(o);
    }
}

static void
opened_release(struct lp_source *s)
{
    opened_free(s->self);
}

static const struct lp_source_ops opened_ops = {opened_pull, opened_release};

enum lp_code
lp_zip_lock_open(struct lp_source *out, const struct lp_zip_lock *lock,
                 struct lp_view *v, uint64_t at, uint64_t n, struct lp_err *err)
{
    uint64_t around = sizes[lock->how].head + sizes[lock->how].tail;
    struct opened *o = calloc(1, sizeof *o);
    enum lp_code rc;

    if (o == NULL) {
        return lp_no_memory(err);
    }
    o->unlocker = lock->unlocker;
    o->left = n < around ? 0 : n - around;
    o->feed.from = &o->all;
    LP_TRY(lp_source_range(&o->all, v, at, n, err));
    LP_TRY(begin(lock, &o->feed, &o->key, err));
    *out = (struct lp_source){.ops = &opened_ops, .self = o};
    o = NULL;

done:
    opened_free(o);
    return rc;
}
