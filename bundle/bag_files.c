#include "bundle/bag_files.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "formats/bag_name.h"

struct lp_bag_file *
lp_bag_files_add(struct lp_bag_files *f, struct lp_slice name,
                 struct lp_err *err)
{
    struct lp_bag_file *grown =
        lp_mem_grow(f->of, f->n, &f->cap, sizeof *grown);
    struct lp_bag_file *file;

    if (grown == NULL) {
        (void)lp_no_memory(err);
        return NULL;
    }
    f->of = grown;
    file = &f->of[f->n];
    *file = (struct lp_bag_file){.name = f->text.len, .name_len = name.len};
    lp_buf_put(&f->text, name);
    if (lp_buf_check(&f->text, err) != LP_OK) {
        return NULL;
    }
    f->n++;
    return file;
}

struct lp_slice
lp_bag_files_name(const struct lp_bag_files *f, const struct lp_bag_file *file)
{
    return lp_buf_part(&f->text, file->name, file->name_len);
}

struct lp_slice
lp_bag_files_key(const struct lp_bag_files *f, const struct lp_bag_file *file)
{
    return lp_buf_part(&f->text, file->key, file->key_len);
}

static int
by_name(const void *a, const void *b, void *files)
{
    const struct lp_bag_files *f = files;

    return lp_slice_order(lp_bag_files_name(f, a), lp_bag_files_name(f, b));
}

void
lp_bag_files_sort(struct lp_bag_files *f)
{
    if (f->of != NULL) {
        qsort_r(f->of, f->n, sizeof f->of[0], by_name, f);
    }
}

static enum lp_code
on_item(void *self, const struct lp_record *r, const struct lp_where *at,
        struct lp_err *err)
{
    struct lp_bag_files *f = self;
    struct lp_bag_file *file;

    (void)at;
    if (r->depth > 0) {
        return LP_OK;
    }
    file = lp_bag_files_add(f, r->name, err);
    if (file == NULL) {
        return err->code;
    }
    /* Only what has no bytes is of a kind here. */
    file->kind = lp_record_has_bytes(r) ? LP_KIND_OTHER : r->kind;
    file->closed = r->has_digest ? LP_RULE_NONE : r->closed;
    file->read = r->has_digest;
    file->has_size = true;
    file->size = r->size;
    file->digests = f->digests.len;
    for (unsigned alg = 1; file->read && alg < LP_ALG_COUNT; alg++) {
        if ((f->algs >> alg & 1) != 0) {
            lp_buf_put(&f->digests,
                       (struct lp_slice){alg == LP_ALG_SHA256 ? r->digest.bytes
                                                              : r->other[alg],
                                         lp_alg_len((enum lp_alg)alg)});
        }
    }
    return lp_buf_check(&f->digests, err);
}

static const struct lp_sink_ops files_ops = {.item = on_item};

enum lp_code
lp_bag_files_walk(struct lp_bag_files *f, const char *folder,
                  struct lp_slice only, const char *skip,
                  const struct lp_walk_how *how,
                  const struct lp_listener *listener, struct lp_err *err)
{
    const struct lp_sink sink = {.ops = &files_ops, .self = f};
    struct lp_walk_how raw = *how;
    struct lp_inputs in = {0};
    enum lp_code rc;

    raw.raw = true;
    raw.algs = f->algs & LP_ALG_OTHERS;
    LP_TRY(lp_inputs_folder(&in, folder, only.len == 0, only, err));
    if (skip != NULL) {
        LP_TRY(lp_inputs_skip(&in, skip, NULL, err));
    }
    LP_TRY(lp_inputs_walk(&in, &raw, &sink, listener, err));
    lp_bag_files_sort(f);

done:
    lp_inputs_release(&in);
    return rc;
}

struct lp_bag_file *
lp_bag_files_find(const struct lp_bag_files *f, struct lp_slice name)
{
    size_t low = 0;
    size_t n = f->n;

    while (n > 0) {
        struct lp_bag_file *file = &f->of[low + n / 2];
        int order = lp_slice_order(lp_bag_files_name(f, file), name);

        if (order == 0) {
            return file;
        }
        low += order < 0 ? n / 2 + 1 : 0;
        n = order < 0 ? n - n / 2 - 1 : n / 2;
    }
    return NULL;
}

static int
by_key(const void *a, const void *b, void *files)
{
    const struct lp_bag_files *f = files;
    const size_t *x = a;
    const size_t *y = b;
    int order = lp_slice_order(lp_bag_files_key(f, &f->of[*x]),
                               lp_bag_files_key(f, &f->of[*y]));

    return order != 0 ? order : (*x > *y) - (*x < *y);
}

enum lp_code
lp_bag_files_keys(struct lp_bag_files *f, struct lp_err *err)
{
    if (f->by_key != NULL) {
        return LP_OK;
    }
    for (size_t i = 0; i < f->n; i++) {
        struct lp_buf name = {0};
        enum lp_code rc;

        /* A copy: the text moves while it grows. */
        lp_buf_put(&name, lp_bag_files_name(f, &f->of[i]));
        f->of[i].key = f->text.len;
        rc = lp_buf_check(&name, err);
        if (rc == LP_OK) {
            rc = lp_bag_name_key(&f->text, lp_buf_slice(&name), true, err);
        }
        lp_buf_release(&name);
        if (rc != LP_OK) {
            return rc;
        }
        f->of[i].key_len = f->text.len - f->of[i].key;
    }
    f->by_key = calloc(f->n + 1, sizeof *f->by_key);
    if (f->by_key == NULL) {
        return lp_no_memory(err);
    }
    for (size_t i = 0; i < f->n; i++) {
        f->by_key[i] = i;
    }
    qsort_r(f->by_key, f->n, sizeof f->by_key[0], by_key, f);
    return LP_OK;
}

/* Where in the order of keys `key` would stand first. */
static size_t
first_of(const struct lp_bag_files *f, struct lp_slice key)
{
    size_t low = 0;
    size_t n = f->n;

    while (n > 0) {
        const struct lp_bag_file *file = &f->of[f->by_key[low + n / 2]];
        bool less = lp_slice_order(lp_bag_files_key(f, file), key) < 0;

        low += less ? n / 2 + 1 : 0;
        n = less ? n - n / 2 - 1 : n / 2;
    }
    return low;
}

enum lp_code
lp_bag_files_alike(struct lp_bag_files *f, struct lp_slice name, bool fold,
                   struct lp_bag_file **out, struct lp_err *err)
{
    struct lp_buf key = {0};
    struct lp_buf form = {0};
    struct lp_buf other = {0};
    enum lp_code rc;

    *out = NULL;
    LP_TRY(lp_bag_files_keys(f, err));
    LP_TRY(lp_bag_name_key(&key, name, true, err));
    LP_TRY(lp_bag_name_key(&form, name, false, err));
    for (size_t i = first_of(f, lp_buf_slice(&key)); i < f->n; i++) {
        struct lp_bag_file *file = &f->of[f->by_key[i]];

        if (!lp_slice_equal(lp_bag_files_key(f, file), lp_buf_slice(&key))) {
            break;
        }
        lp_buf_clear(&other);
        LP_TRY(lp_bag_name_key(&other, lp_bag_files_name(f, file), false, err));
        if (fold || lp_slice_equal(lp_buf_slice(&other), lp_buf_slice(&form))) {
            *out = file;
            break;
        }
    }

done:
    lp_buf_release(&key);
    lp_buf_release(&form);
    lp_buf_release(&other);
    return rc;
}

const uint8_t *
lp_bag_files_digest(const struct lp_bag_files *f,
                    const struct lp_bag_file *file, enum lp_alg alg)
{
    size_t at = file->digests;

    for (unsigned a = 1; a < (unsigned)alg; a++) {
        at += (f->algs >> a & 1) != 0 ? lp_alg_len((enum lp_alg)a) : 0;
    }
    return f->digests.data + at;
}

void
lp_bag_files_release(struct lp_bag_files *f)
{
    free(f->of);
    free(f->by_key);
    lp_buf_release(&f->text);
    lp_buf_release(&f->digests);
    *f = (struct lp_bag_files){0};
}
