#include "ledger/set_build.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "ledger/set_pages.h"

#define COUNTS 0x80000000U

/* One add. `order` is its number; `length` that of its locator, with COUNTS
 * for a document. */
struct entry {
    uint8_t digest[LP_KEY_SIZE];
    uint32_t order;
    uint32_t length;
};

/* The records wait in `spool` in the order of the adds, as they will stand in
 * the set, with those that will not. */
struct lp_set_build {
    struct lp_outfile to;
    FILE *spool;
    struct entry *entries;
    size_t n;
    size_t cap;
    uint64_t documents;
};

/* Which adds stay. `length` is that of each add's record, or 0 if it does not;
 * `number` is the record's number. Both are indexed by the order of the adds.
 */
struct chosen {
    uint32_t *number;
    uint32_t *length;
    size_t n;
    uint64_t unique;
    uint64_t blob;
};

/* An unnamed file in the folder of `path`: what it holds is as private as the
 * set, and a disk that has room for one has to have it for both. */
static enum lp_code
open_spool(FILE **out, const char *path, struct lp_err *err)
{
    char *name = NULL;
    enum lp_code rc = LP_OK;
    int fd;

    if (asprintf(&name, "%s.XXXXXX", path) < 0) {
        return lp_no_memory(err);
    }
    fd = mkostemp(name, O_CLOEXEC);
    if (fd < 0) {
        rc = lp_fail(err, LP_E_IO, "cannot write beside %s", path);
        goto done;
    }
    (void)unlink(name);
    *out = fdopen(fd, "w+b");
    if (*out == NULL) {
        rc = lp_no_memory(err);
        (void)close(fd);
    }

done:
    free(name);
    return rc;
}

enum lp_code
lp_set_build_new(struct lp_set_build **out, const char *path, bool fresh,
                 struct lp_err *err)
{
    struct lp_set_build *b = calloc(1, sizeof *b);
    enum lp_code rc;

    if (b == NULL) {
        return lp_no_memory(err);
    }
    LP_TRY(lp_outfile_open(&b->to, path, 0644, fresh, err));
    LP_TRY(open_spool(&b->spool, path, err));
    *out = b;
    b = NULL;

done:
    lp_set_build_free(b);
    return rc;
}

void
lp_set_build_free(struct lp_set_build *b)
{
    if (b == NULL) {
        return;
    }
    lp_outfile_release(&b->to);
    if (b->spool != NULL) {
        (void)fclose(b->spool);
    }
    free(b->entries);
    free(b);
}

static enum lp_code
spool_failed(const struct lp_set_build *b, struct lp_err *err)
{
    (void)lp_fail(err, LP_E_IO, "cannot keep records beside %s", b->to.path);
    lp_hint(err, "free some space or choose another place");
    return LP_E_IO;
}

static enum lp_code
grow(struct lp_set_build *b, struct lp_err *err)
{
    struct entry *entries;

    if (b->n >= LP_SET_KEYS_MAX) {
        return lp_fail(err, LP_E_LIMIT, "too many documents for one set");
    }
    entries = lp_mem_grow(b->entries, b->n, &b->cap, sizeof *entries);
    if (entries == NULL) {
        return lp_no_memory(err);
    }
    b->entries = entries;
    return LP_OK;
}

enum lp_code
lp_set_build_add(struct lp_set_build *b, const uint8_t sha256[LP_KEY_SIZE],
                 const struct lp_set_record *record, bool counts,
                 struct lp_err *err)
{
    struct lp_slice locator = record->locator;
    uint8_t head[LP_SET_RECORD_HEAD];
    struct entry e = {.order = (uint32_t)b->n};
    enum lp_code rc;

    if (!lp_set_record_text_ok(locator)) {
        return lp_fail(err, LP_E_USAGE, "set: a locator is not printable text");
    }
    LP_TRY(grow(b, err));
    lp_set_record_head(head, record);
    if (fwrite(head, sizeof head, 1, b->spool) != 1 ||
        (locator.len > 0 &&
         fwrite(locator.data, locator.len, 1, b->spool) != 1)) {
        rc = spool_failed(b, err);
        goto done;
    }
    memcpy(e.digest, sha256, LP_KEY_SIZE);
    e.length = (uint32_t)locator.len | (counts ? COUNTS : 0);
    b->entries[b->n++] = e;
    b->documents += counts;

done:
    return rc;
}

static int
by_digest_then_order(const void *one, const void *other)
{
    const struct entry *a = one;
    const struct entry *b = other;
    int order = memcmp(a->digest, b->digest, LP_KEY_SIZE);

    if (order != 0) {
        return order;
    }
    return (a->order > b->order) - (a->order < b->order);
}

/* Sort the entries and leave the first of each digest; note which they were.
 * A digest is a unique document if any of its adds was one. */
static void
drop_repeats(struct lp_set_build *b, struct chosen *c)
{
    size_t i = 0;

    qsort(b->entries, b->n, sizeof *b->entries, by_digest_then_order);
    while (i < b->n) {
        struct entry first = b->entries[i];
        uint32_t counts = 0;

        while (i < b->n &&
               memcmp(b->entries[i].digest, first.digest, LP_KEY_SIZE) == 0) {
            counts |= b->entries[i].length & COUNTS;
            i++;
        }
        c->unique += counts != 0;
        c->length[first.order] =
            (uint32_t)LP_SET_RECORD_HEAD + (first.length & ~COUNTS);
        b->entries[c->n++] = first;
    }
}

static enum lp_code
choose(struct lp_set_build *b, struct chosen *c, struct lp_err *err)
{
    uint32_t next = 0;

    c->number = calloc(b->n + 1, sizeof *c->number);
    c->length = calloc(b->n + 1, sizeof *c->length);
    if (c->number == NULL || c->length == NULL) {
        return lp_no_memory(err);
    }
    if (b->n > 0) {
        drop_repeats(b, c);
    }
    for (size_t i = 0; i < b->n; i++) {
        if (c->length[i] != 0) {
            c->number[i] = next++;
            c->blob += c->length[i];
        }
    }
    return LP_OK;
}

static enum lp_code
put_u32(struct lp_set_pages *p, uint32_t v, struct lp_err *err)
{
    uint8_t bytes[4];

    lp_put_le32(bytes, v);
    return lp_set_pages_put(p, (struct lp_slice){bytes, sizeof bytes}, err);
}

static enum lp_code
put_u64(struct lp_set_pages *p, uint64_t v, struct lp_err *err)
{
    uint8_t bytes[8];

    lp_put_le64(bytes, v);
    return lp_set_pages_put(p, (struct lp_slice){bytes, sizeof bytes}, err);
}

static enum lp_code
put_keys(const struct lp_set_build *b, const struct chosen *c,
         struct lp_set_pages *p, struct lp_err *err)
{
    enum lp_code rc;

    for (size_t i = 0; i < c->n; i++) {
        struct lp_slice key = {b->entries[i].digest, LP_KEY_SIZE};

        LP_TRY(lp_set_pages_put(p, key, err));
    }
    LP_TRY(lp_set_pages_pad(p, err));
    for (size_t i = 0; i < c->n; i++) {
        LP_TRY(put_u32(p, c->number[b->entries[i].order], err));
    }
    rc = lp_set_pages_pad(p, err);

done:
    return rc;
}

static enum lp_code
put_prefix(const struct lp_set_build *b, const struct chosen *c, unsigned bits,
           struct lp_set_pages *p, struct lp_err *err)
{
    uint64_t buckets = (uint64_t)1 << bits;
    uint32_t below = 0;
    enum lp_code rc;

    for (uint64_t bucket = 0; bucket <= buckets; bucket++) {
        while (below < c->n &&
               lp_set_bucket(b->entries[below].digest, bits) < bucket) {
            below++;
        }
        LP_TRY(put_u32(p, below, err));
    }
    rc = lp_set_pages_pad(p, err);

done:
    return rc;
}

static enum lp_code
put_offsets(const struct lp_set_build *b, const struct chosen *c,
            struct lp_set_pages *p, struct lp_err *err)
{
    uint64_t at = 0;
    enum lp_code rc;

    for (size_t i = 0; i < b->n; i++) {
        if (c->length[i] != 0) {
            LP_TRY(put_u64(p, at, err));
            at += c->length[i];
        }
    }
    LP_TRY(put_u64(p, at, err));
    rc = lp_set_pages_pad(p, err);

done:
    return rc;
}

/* Copy, or pass over, the next record of the spool. */
static enum lp_code
put_record(const struct lp_set_build *b, bool stays, struct lp_buf *record,
           struct lp_set_pages *p, struct lp_err *err)
{
    uint8_t head[LP_SET_RECORD_HEAD];
    struct lp_cursor c = {{head + 12, 4}, false};
    size_t length;
    uint8_t *locator;

    if (fread(head, sizeof head, 1, b->spool) != 1) {
        return spool_failed(b, err);
    }
    length = lp_cursor_le32(&c);
    lp_buf_clear(record);
    lp_buf_put(record, (struct lp_slice){head, sizeof head});
    locator = lp_buf_room(record, length);
    if (locator == NULL) {
        return lp_buf_check(record, err);
    }
    if (length > 0 && fread(locator, length, 1, b->spool) != 1) {
        return spool_failed(b, err);
    }
    record->len += length;
    return stays ? lp_set_pages_put(p, lp_buf_slice(record), err) : LP_OK;
}

static enum lp_code
put_records(const struct lp_set_build *b, const struct chosen *c,
            struct lp_set_pages *p, struct lp_err *err)
{
    struct lp_buf record = {0};
    enum lp_code rc;

    if (fflush(b->spool) != 0 || fseeko(b->spool, 0, SEEK_SET) != 0) {
        rc = spool_failed(b, err);
        goto done;
    }
    for (size_t i = 0; i < b->n; i++) {
        bool stays = c->length[i] != 0;

        LP_TRY(put_record(b, stays, &record, p, err));
    }
    rc = lp_set_pages_pad(p, err);

done:
    lp_buf_release(&record);
    return rc;
}

enum lp_code
lp_set_build_finish(struct lp_set_build *b, const struct lp_set_meta *meta,
                    uint8_t *root, struct lp_err *err)
{
    struct lp_set_meta about = *meta;
    struct chosen c = {0};
    struct lp_set_pages p = {0};
    struct lp_set_layout layout;
    struct lp_buf text = {0};
    uint8_t own[LP_KEY_SIZE];
    enum lp_code rc;

    LP_TRY(choose(b, &c, err));
    about.documents = b->documents;
    about.unique = c.unique;
    LP_TRY(lp_set_meta_write(&text, &about, err));
    lp_set_layout_make(&layout, text.len, c.n, c.blob);
    LP_TRY(lp_set_pages_init(&p, &b->to, &layout, err));
    LP_TRY(lp_set_pages_put(&p, lp_buf_slice(&text), err));
    LP_TRY(lp_set_pages_pad(&p, err));
    LP_TRY(put_keys(b, &c, &p, err));
    LP_TRY(put_prefix(b, &c, layout.prefix_bits, &p, err));
    LP_TRY(put_offsets(b, &c, &p, err));
    LP_TRY(put_records(b, &c, &p, err));
    LP_TRY(lp_set_pages_finish(&p, own, err));
    LP_TRY(lp_outfile_commit(&b->to, err));
    if (root != NULL) {
        memcpy(root, own, sizeof own);
    }

done:
    free(c.number);
    free(c.length);
    lp_set_pages_release(&p);
    lp_buf_release(&text);
    return rc;
}
