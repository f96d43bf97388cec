#include "evidence/key_shared.h"

#include <stdlib.h>

#include "crypto/rsa_shared.h"

/* Of more records the keys are not looked through. */
#define COMPARED_MAX 65536

/* The modulus of a record: a place in `bytes` of the comparison. */
struct modulus {
    size_t at;
    size_t len;
    size_t record;
};

struct comparison {
    struct lp_buf bytes;
    struct lp_buf room;
    struct modulus *of;
    size_t n;
    struct lp_slice *different;
    size_t *first; /* of each different one, its place in `of` */
    struct lp_rsa_shared *shared;
};

static struct lp_slice
modulus_of(const struct comparison *c, size_t i)
{
    return lp_buf_part(&c->bytes, c->of[i].at, c->of[i].len);
}

static int
order_moduli(const void *left, const void *right, void *comparison)
{
    const struct comparison *c = comparison;
    const struct modulus *l = left;
    const struct modulus *r = right;
    int o = lp_slice_order(lp_buf_part(&c->bytes, l->at, l->len),
                           lp_buf_part(&c->bytes, r->at, r->len));

    return o != 0 ? o : (l->record > r->record) - (l->record < r->record);
}

/* All RSA keys that can be used, by their moduli. */
static enum lp_code
gather(struct comparison *c, struct lp_key_archive *a, struct lp_err *err)
{
    size_t n = lp_key_archive_count(a);
    struct lp_mail_key key;
    struct lp_key_look look;

    c->of = calloc(n + 1, sizeof *c->of);
    c->different = calloc(n + 1, sizeof *c->different);
    c->first = calloc(n + 1, sizeof *c->first);
    c->shared = calloc(n + 1, sizeof *c->shared);
    if (c->of == NULL || c->different == NULL || c->first == NULL ||
        c->shared == NULL) {
        return lp_no_memory(err);
    }
    for (size_t i = 0; i < n; i++) {
        lp_mail_key_read(&key, lp_key_archive_entry(a, i).text, &c->room);
        lp_key_look(&look, &key);
        if (look.why == NULL && look.rsa.modulus.len > 0) {
            c->of[c->n++] =
                (struct modulus){c->bytes.len, look.rsa.modulus.len, i};
            lp_buf_put(&c->bytes, look.rsa.modulus);
        }
    }
    if (c->n > 0) {
        qsort_r(c->of, c->n, sizeof *c->of, order_moduli, c);
    }
    return lp_buf_check(&c->bytes, err);
}

/* Each modulus once: how many. */
static size_t
thin(struct comparison *c)
{
    size_t n = 0;

    for (size_t i = 0; i < c->n; i++) {
        if (i == 0 || !lp_slice_equal(modulus_of(c, i), modulus_of(c, i - 1))) {
            c->different[n] = modulus_of(c, i);
            c->first[n++] = i;
        }
    }
    c->first[n] = c->n;
    return n;
}

static void
mark(const struct comparison *c, struct lp_key_archive *a, size_t i)
{
    const struct lp_rsa_shared *s = &c->shared[i];
    const size_t *with =
        s->with == SIZE_MAX ? NULL : &c->of[c->first[s->with]].record;

    for (size_t k = c->first[i]; s->shares && k < c->first[i + 1]; k++) {
        lp_key_archive_mark(a, c->of[k].record, with);
    }
}

enum lp_code
lp_key_shared_find(struct lp_key_archive *a, uint64_t work, bool *done,
                   struct lp_err *err)
{
    struct comparison c = {0};
    size_t n;
    enum lp_code rc;

    *done = lp_key_archive_count(a) <= COMPARED_MAX;
    if (!*done) {
        return LP_OK;
    }
    LP_TRY(gather(&c, a, err));
    n = thin(&c);
    rc = lp_rsa_shared_find(c.shared, c.different, n, work, err);
    if (rc == LP_E_LIMIT) {
        *done = false;
        rc = LP_OK;
        goto done;
    }
    for (size_t i = 0; rc == LP_OK && i < n; i++) {
        mark(&c, a, i);
    }

done:
    free(c.of);
    free(c.different);
    free(c.first);
    free(c.shared);
    lp_buf_release(&c.bytes);
    lp_buf_release(&c.room);
    return rc;
}
