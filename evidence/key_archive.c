#include "evidence/key_archive.h"

#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/mem.h"
#include "formats/domain_name.h"
#include "formats/key_list.h"

#define FILE_MAX ((size_t)1 << 30)

/* So many decoded keys are kept at once. */
#define DECODED_MAX 4096

struct decoded {
    struct lp_key_sight sight;
    struct lp_rsa *rsa;
    struct lp_key_public public;
    bool has_public;
};

/* Places in `bytes`. */
struct record {
    size_t name;
    size_t name_len;
    size_t text;
    size_t text_len;
    size_t source;
    size_t source_len;
    int64_t first;
    int64_t last;
    size_t order; /* in which they came */
    bool shares;  /* a prime with another ... */
    size_t with;  /* ... of this name; empty: not known */
    size_t with_len;
    struct decoded *decoded;
};

struct lp_key_archive {
    struct lp_buf bytes;
    struct record *of;
    size_t n;
    size_t cap;
    bool sorted;
    size_t found; /* the first of those found last ... */
    size_t count; /* ... and how many */
    size_t decoded;
    struct lp_buf room;
    struct lp_bad_keys *bad;
};

enum lp_code
lp_key_archive_new(struct lp_key_archive **out, struct lp_err *err)
{
    *out = calloc(1, sizeof **out);
    return *out == NULL ? lp_no_memory(err) : LP_OK;
}

static struct lp_slice
part(const struct lp_key_archive *a, size_t at, size_t len)
{
    return (struct lp_slice){a->bytes.data + at, len};
}

static struct lp_slice
name_of(const struct lp_key_archive *a, const struct record *r)
{
    return part(a, r->name, r->name_len);
}

enum lp_code
lp_key_archive_add(struct lp_key_archive *a, const struct lp_key_entry *e,
                   struct lp_err *err)
{
    struct record r = {.name = a->bytes.len,
                       .first = e->first,
                       .last = e->last,
                       .order = a->n};
    struct record *grown;

    if (!lp_domain_name(&a->bytes, e->name)) {
        return lp_buf_check(&a->bytes, err);
    }
    r.name_len = a->bytes.len - r.name;
    r.text = a->bytes.len;
    r.text_len = e->text.len;
    lp_buf_put(&a->bytes, e->text);
    r.source = a->bytes.len;
    r.source_len = e->source.len;
    lp_buf_put(&a->bytes, e->source);
    grown = lp_mem_grow(a->of, a->n, &a->cap, sizeof *a->of);
    if (grown == NULL) {
        return lp_no_memory(err);
    }
    a->of = grown;
    a->of[a->n++] = r;
    a->sorted = false;
    return lp_buf_check(&a->bytes, err);
}

static enum lp_code
on_entry(void *who, const struct lp_key_entry *e, struct lp_err *err)
{
    return lp_key_archive_add(who, e, err);
}

enum lp_code
lp_key_archive_load(struct lp_key_archive *a, const char *path,
                    struct lp_err *err)
{
    struct lp_buf text = {0};
    enum lp_code rc;

    LP_TRY(lp_file_read(&text, path, FILE_MAX, NULL, err));
    rc = lp_key_list_read(lp_buf_slice(&text), on_entry, NULL, a, err);
    if (rc == LP_E_FORMAT) {
        rc = lp_fail_in(err, path);
    }

done:
    lp_buf_release(&text);
    return rc;
}

size_t
lp_key_archive_count(const struct lp_key_archive *a)
{
    return a->n;
}

static int
order(const void *left, const void *right, void *archive)
{
    const struct record *l = left;
    const struct record *r = right;
    int by_name = lp_slice_order(name_of(archive, l), name_of(archive, r));

    return by_name != 0 ? by_name
                        : (l->order > r->order) - (l->order < r->order);
}

/* The first record whose name is not before `name`. */
static size_t
lower(const struct lp_key_archive *a, struct lp_slice name)
{
    size_t low = 0;
    size_t high = a->n;

    while (low < high) {
        size_t mid = low + (high - low) / 2;

        if (lp_slice_order(name_of(a, &a->of[mid]), name) < 0) {
            low = mid + 1;
        } else {
            high = mid;
        }
    }
    return low;
}

static void
forget(struct lp_key_archive *a)
{
    for (size_t i = 0; i < a->n && a->decoded > 0; i++) {
        struct decoded *d = a->of[i].decoded;

        if (d != NULL) {
            lp_rsa_free(d->rsa);
            free(d);
            a->of[i].decoded = NULL;
            a->decoded--;
        }
    }
}

static void
sort(struct lp_key_archive *a)
{
    if (!a->sorted && a->n > 0) {
        qsort_r(a->of, a->n, sizeof *a->of, order, a);
    }
    a->sorted = true;
}

struct lp_key_entry
lp_key_archive_entry(struct lp_key_archive *a, size_t i)
{
    const struct record *r;

    sort(a);
    r = &a->of[i];
    return (struct lp_key_entry){.name = name_of(a, r),
                                 .text = part(a, r->text, r->text_len),
                                 .source = part(a, r->source, r->source_len),
                                 .first = r->first,
                                 .last = r->last};
}

size_t
lp_key_archive_find(struct lp_key_archive *a, struct lp_slice name)
{
    sort(a);
    if (a->decoded > DECODED_MAX) {
        forget(a);
    }
    a->found = lower(a, name);
    a->count = 0;
    while (a->found + a->count < a->n &&
           lp_slice_equal(name_of(a, &a->of[a->found + a->count]), name)) {
        a->count++;
    }
    return a->count;
}

static enum lp_code
see(struct lp_key_archive *a, const struct record *r, struct lp_key_sight *out,
    struct lp_err *err)
{
    enum lp_code rc;

    lp_mail_key_read(&out->key, part(a, r->text, r->text_len), &a->room);
    lp_key_look(&out->look, &out->key);
    LP_TRY(
        lp_key_faults_find(&out->faults, &out->key, &out->look, a->bad, err));
    if (r->shares) {
        out->faults.bits |= LP_FAULT_BIT(LP_FAULT_SHARED);
        out->faults.with = part(a, r->with, r->with_len);
    }

done:
    return rc;
}

enum lp_code
lp_key_archive_look(struct lp_key_archive *a, size_t i,
                    struct lp_key_sight *out, struct lp_err *err)
{
    sort(a);
    return see(a, &a->of[i], out, err);
}

/* Decode it; what cannot be used stays as it is, without a key. */
static enum lp_code
decode(struct lp_key_archive *a, struct record *r, struct lp_err *err)
{
    static const uint8_t no_number[8];
    struct decoded *d = calloc(1, sizeof *d);
    const struct lp_mail_key *key;
    struct lp_err why = {0};
    enum lp_code rc;

    if (d == NULL) {
        return lp_no_memory(err);
    }
    key = &d->sight.key;
    rc = see(a, r, &d->sight, &why);
    if (rc == LP_OK && key->state == LP_MAIL_KEY_LAWFUL && key->ed25519) {
        d->has_public =
            lp_key_import(&d->public, no_number, key->bytes, &why) == LP_OK;
    } else if (rc == LP_OK && key->state == LP_MAIL_KEY_LAWFUL && !key->other) {
        rc = lp_rsa_import(&d->rsa, (struct lp_slice){key->bytes, key->len},
                           &why);
        if (rc == LP_E_TRUST) {
            rc = LP_OK;
        }
    }
    if (rc != LP_OK) {
        *err = why;
        free(d);
        return rc;
    }
    r->decoded = d;
    a->decoded++;
    return LP_OK;
}

enum lp_code
lp_key_archive_get(struct lp_key_archive *a, size_t i,
                   struct lp_archived_key *out, struct lp_err *err)
{
    struct record *r = &a->of[a->found + i];
    enum lp_code rc = r->decoded == NULL ? decode(a, r, err) : LP_OK;

    if (rc == LP_OK) {
        const struct decoded *d = r->decoded;

        *out = (struct lp_archived_key){
            .text = part(a, r->text, r->text_len),
            .source = part(a, r->source, r->source_len),
            .first = r->first,
            .last = r->last,
            .key = &d->sight.key,
            .rsa = d->rsa,
            .public = d->has_public ? &d->public : NULL,
            .look = &d->sight.look,
            .faults = &d->sight.faults,
        };
    }
    return rc;
}

void
lp_key_archive_heed(struct lp_key_archive *a, struct lp_bad_keys *bad)
{
    a->bad = bad;
}

void
lp_key_archive_mark(struct lp_key_archive *a, size_t i, const size_t *with)
{
    struct record *r;

    sort(a);
    r = &a->of[i];
    r->shares = true;
    if (with != NULL) {
        r->with = a->of[*with].name;
        r->with_len = a->of[*with].name_len;
    }
}

void
lp_key_archive_seen(const struct lp_key_archive *a, struct lp_slice text,
                    int64_t *first, int64_t *last)
{
    for (size_t i = a->found; i < a->found + a->count; i++) {
        const struct record *r = &a->of[i];

        if (lp_slice_equal(part(a, r->text, r->text_len), text)) {
            *first = r->first != 0 && (*first == 0 || r->first < *first)
                         ? r->first
                         : *first;
            *last = r->last > *last ? r->last : *last;
        }
    }
}

void
lp_key_archive_free(struct lp_key_archive *a)
{
    if (a != NULL) {
        forget(a);
        free(a->of);
        lp_buf_release(&a->bytes);
        lp_buf_release(&a->room);
        free(a);
    }
}
