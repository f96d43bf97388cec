#include "bundle/names.h"

#include <stdlib.h>
#include <string.h>

#include "crypto/short.h"

/* Open addressing over hashes; 0 marks a free place. The counts of repeated
 * names are few, but any may repeat. */
struct lp_names {
    uint8_t key[16];
    uint64_t *hash;
    uint32_t *count;
    size_t cap; /* a power of two */
    size_t n;
};

enum lp_code
lp_names_new(struct lp_names **out, const uint8_t key[16], struct lp_err *err)
{
    struct lp_names *n = calloc(1, sizeof *n);

    if (n == NULL) {
        return lp_no_memory(err);
    }
    memcpy(n->key, key, sizeof n->key);
    *out = n;
    return LP_OK;
}

static size_t
place(const struct lp_names *n, uint64_t hash)
{
    size_t i = (size_t)hash & (n->cap - 1);

    while (n->hash[i] != 0 && n->hash[i] != hash) {
        i = (i + 1) & (n->cap - 1);
    }
    return i;
}

static enum lp_code
grow(struct lp_names *n, struct lp_err *err)
{
    struct lp_names bigger = *n;

    bigger.cap = n->cap == 0 ? 16 : n->cap * 2;
    bigger.hash = calloc(bigger.cap, sizeof *bigger.hash);
    bigger.count = calloc(bigger.cap, sizeof *bigger.count);
    if (bigger.hash == NULL || bigger.count == NULL) {
        free(bigger.hash);
        free(bigger.count);
        return lp_no_memory(err);
    }
    for (size_t i = 0; i < n->cap; i++) {
        if (n->hash[i] != 0) {
            size_t to = place(&bigger, n->hash[i]);

            bigger.hash[to] = n->hash[i];
            bigger.count[to] = n->count[i];
        }
    }
    free(n->hash);
    free(n->count);
    n->hash = bigger.hash;
    n->count = bigger.count;
    n->cap = bigger.cap;
    return LP_OK;
}

enum lp_code
lp_names_add(struct lp_names *n, struct lp_slice name, unsigned *nth,
             struct lp_err *err)
{
    uint64_t hash = lp_short_hash(n->key, name);
    size_t i;

    if (hash == 0) {
        hash = 1;
    }
    if (4 * (n->n + 1) > 3 * n->cap) {
        enum lp_code rc = grow(n, err);

        if (rc != LP_OK) {
            return rc;
        }
    }
    i = place(n, hash);
    if (n->hash[i] == 0) {
        n->hash[i] = hash;
        n->n++;
    }
    *nth = ++n->count[i];
    return LP_OK;
}

void
lp_names_free(struct lp_names *n)
{
    if (n != NULL) {
        free(n->hash);
        free(n->count);
        free(n);
    }
}
