#include "bundle/compare_sums.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "formats/sums.h"

#define OUTSIDE "outside the folder"
#define NAMELESS "the list does not name it"

/* Digests of one thing. */
struct known {
    unsigned has;
    bool either; /* by SHA-512 or BLAKE2b; has it as SHA-512, and none by the
                    other */
    uint8_t digest[LP_ALG_COUNT][LP_ALG_LEN_MAX];
};

/* What the list says of one name, and what became of it. */
struct entry {
    size_t name, name_len; /* in lp_compare_sums.names, in plain spelling */
    uint64_t line;
    bool has_size;
    uint64_t size;
    struct known known;
    bool unlawful; /* never to be looked for */
    bool met;
    struct lp_verify_event e; /* met: its slices are filled in when told */
    size_t note, note_len;
};

struct lp_compare_sums {
    lp_verified *told;
    void *who;
    struct entry *entry; /* by name, once read */
    size_t n;
    size_t cap;
    struct lp_buf names;
    struct lp_buf notes;
    struct lp_buf shown;
    unsigned algs;
    struct lp_sums_counts counts;
};

/* Digests by how hard they are to forge. */
static const enum lp_alg by_strength[] = {
    LP_ALG_SHA512, LP_ALG_BLAKE2B, LP_ALG_SHA256, LP_ALG_SHA1, LP_ALG_MD5};

#define STRENGTHS (sizeof by_strength / sizeof by_strength[0])

static struct lp_slice
name_of(const struct lp_compare_sums *c, const struct entry *e)
{
    return (struct lp_slice){c->names.data + e->name, e->name_len};
}

/* "./a//b/." names a/b. What is absolute or goes up is not told apart further:
 * it is kept as it is. */
static bool
plain_name(struct lp_buf *to, struct lp_slice name)
{
    size_t begin = to->len;
    struct lp_slice rest = name;

    if (name.len > 0 && name.data[0] == '/') {
        lp_buf_put(to, name);
        return false;
    }
    while (rest.len > 0) {
        const uint8_t *slash = memchr(rest.data, '/', rest.len);
        size_t len = slash == NULL ? rest.len : (size_t)(slash - rest.data);
        struct lp_slice part = lp_slice_head(rest, len);

        rest = lp_slice_from(rest, slash == NULL ? len : len + 1);
        if (part.len == 0 || lp_slice_is(part, ".")) {
            continue;
        }
        if (lp_slice_is(part, "..")) {
            to->len = begin;
            lp_buf_put(to, name);
            return false;
        }
        if (to->len > begin) {
            lp_buf_byte(to, '/');
        }
        lp_buf_put(to, part);
    }
    return to->len > begin &&
           memchr(to->data + begin, '\0', to->len - begin) == NULL;
}

static enum lp_code
add(struct lp_compare_sums *c, const struct lp_sums_item *item,
    struct lp_err *err)
{
    struct entry *grown = lp_mem_grow(c->entry, c->n, &c->cap, sizeof *grown);
    struct entry *e;

    if (grown == NULL) {
        return lp_no_memory(err);
    }
    c->entry = grown;
    e = &c->entry[c->n++];
    *e = (struct entry){.name = c->names.len,
                        .line = item->line,
                        .has_size = item->has_size,
                        .size = item->size,
                        .known.has = item->has,
                        .known.either = item->either};
    memcpy(e->known.digest, item->digest, sizeof e->known.digest);
    e->unlawful = !plain_name(&c->names, item->name);
    e->name_len = c->names.len - e->name;
    if (!e->unlawful) {
        c->algs |= item->has & LP_ALG_OTHERS;
        c->algs |= item->either ? 1U << LP_ALG_BLAKE2B : 0;
    }
    return lp_buf_check(&c->names, err);
}

static int
by_name(const void *a, const void *b, void *sums)
{
    const struct lp_compare_sums *c = sums;
    const struct entry *x = a;
    const struct entry *y = b;
    int order = lp_slice_order(name_of(c, x), name_of(c, y));

    return order != 0 ? order : (x->line > y->line) - (x->line < y->line);
}

/* The digest by `alg`; NULL if it is not known. */
static const uint8_t *
known_by(const struct known *k, enum lp_alg alg)
{
    return (k->has >> alg & 1) != 0 ? k->digest[alg] : NULL;
}

/* What was taken for SHA-512 is by BLAKE2b. */
static void
make_blake2b(struct known *k)
{
    memcpy(k->digest[LP_ALG_BLAKE2B], k->digest[LP_ALG_SHA512], LP_ALG_LEN_MAX);
    k->has &= ~(1U << LP_ALG_SHA512);
    k->has |= 1U << LP_ALG_BLAKE2B;
    k->either = false;
}

/* `sha512` and `blake2b` (NULL: not known) tell by which of them the long
 * digest is. */
static void
settle(struct known *k, const uint8_t *sha512, const uint8_t *blake2b)
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

/* Add to `into` what `more` says of the same thing. */
static bool
agrees(struct known *into, const struct known *more)
{
    struct known k = *more;

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

/* Add to `into` what `e` says of the same name. */
static bool
joins(struct entry *into, const struct entry *e)
{
    if ((into->has_size && e->has_size && into->size != e->size) ||
        !agrees(&into->known, &e->known)) {
        return false;
    }
    if (e->has_size) {
        into->has_size = true;
        into->size = e->size;
    }
    return true;
}

/* One entry for each name. Those without a name are not the same thing. */
static enum lp_code
merge(struct lp_compare_sums *c, struct lp_err *err)
{
    size_t n = 0;

    if (c->n > 0) {
        qsort_r(c->entry, c->n, sizeof c->entry[0], by_name, c);
    }
    for (size_t i = 0; i < c->n; i++) {
        struct entry *e = &c->entry[i];
        struct entry *last = n > 0 ? &c->entry[n - 1] : NULL;

        if (last == NULL || e->name_len == 0 ||
            !lp_slice_equal(name_of(c, last), name_of(c, e))) {
            c->entry[n++] = *e;
        } else if (!joins(last, e)) {
            (void)lp_fail(
                err, LP_E_FORMAT, "line %llu of the list contradicts line %llu",
                (unsigned long long)e->line, (unsigned long long)last->line);
            return LP_E_FORMAT;
        }
    }
    c->n = n;
    return LP_OK;
}

enum lp_code
lp_compare_sums_new(struct lp_compare_sums **out, struct lp_slice text,
                    lp_verified *told, void *who, struct lp_err *err)
{
    struct lp_compare_sums *c = calloc(1, sizeof *c);
    struct lp_sums list = {0};
    bool end = false;
    enum lp_code rc;

    if (c == NULL) {
        return lp_no_memory(err);
    }
    c->told = told;
    c->who = who;
    LP_TRY(lp_sums_open(&list, text, LP_SUMS_NONE, LP_ALG_NONE, err));
    while (!end) {
        struct lp_sums_item item = {0};

        LP_TRY(lp_sums_next(&list, &item, &end, err));
        if (!end) {
            LP_TRY(add(c, &item, err));
        }
    }
    LP_TRY(merge(c, err));
    *out = c;
    c = NULL;

done:
    lp_sums_release(&list);
    lp_compare_sums_free(c);
    return rc;
}

unsigned
lp_compare_sums_algs(const struct lp_compare_sums *c)
{
    return c->algs;
}

static int
by_bytes(const void *a, const void *b)
{
    return lp_slice_order(*(const struct lp_slice *)a,
                          *(const struct lp_slice *)b);
}

enum lp_code
lp_compare_sums_tops(const struct lp_compare_sums *c, struct lp_buf *names,
                     size_t *n, struct lp_err *err)
{
    struct lp_slice *top = calloc(c->n + 1, sizeof *top);
    size_t tops = 0;

    if (top == NULL) {
        return lp_no_memory(err);
    }
    for (size_t i = 0; i < c->n; i++) {
        struct lp_slice name = name_of(c, &c->entry[i]);
        const uint8_t *slash = memchr(name.data, '/', name.len);

        if (!c->entry[i].unlawful) {
            top[tops++] = lp_slice_head(
                name, slash == NULL ? name.len : (size_t)(slash - name.data));
        }
    }
    qsort(top, tops, sizeof top[0], by_bytes);
    *n = 0;
    for (size_t i = 0; i < tops; i++) {
        if (i == 0 || !lp_slice_equal(top[i - 1], top[i])) {
            lp_buf_put(names, top[i]);
            lp_buf_byte(names, '\0');
            (*n)++;
        }
    }
    free(top);
    return lp_buf_check(names, err);
}

static struct entry *
find(const struct lp_compare_sums *c, struct lp_slice name)
{
    size_t low = 0;
    size_t n = c->n;

    while (n > 0) {
        struct entry *e = &c->entry[low + n / 2];
        int order = lp_slice_order(name_of(c, e), name);

        if (order == 0) {
            return e->unlawful ? NULL : e;
        }
        low += order < 0 ? n / 2 + 1 : 0;
        n = order < 0 ? n - n / 2 - 1 : n / 2;
    }
    return NULL;
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
show(const struct known *k, enum lp_alg alg, const struct lp_record *r,
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

static void
show_strongest(const struct known *k, const struct lp_record *r,
               struct lp_verify_event *e)
{
    for (size_t i = 0; i < STRENGTHS; i++) {
        if ((k->has >> by_strength[i] & 1) != 0) {
            show(k, by_strength[i], r, e);
            return;
        }
    }
}

/* Whether all digests agree; shows the strongest that differs. */
static bool
agree(const struct known *known, const struct lp_record *r,
      struct lp_verify_event *e)
{
    struct known k = *known;

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
    show_strongest(&k, r, e);
    return true;
}

static bool
only_weak(unsigned has)
{
    for (unsigned a = LP_ALG_NONE + 1; a < LP_ALG_COUNT; a++) {
        if ((has >> a & 1) != 0 && !lp_alg_weak((enum lp_alg)a)) {
            return false;
        }
    }
    return true;
}

static enum lp_code
matched(struct lp_compare_sums *c, const struct entry *x, struct lp_slice name,
        struct lp_err *err)
{
    struct lp_verify_event e = x->e;

    c->counts.weak += only_weak(x->known.has) ? 1 : 0;
    lp_buf_clear(&c->shown);
    lp_text_escape(&c->shown, name);
    e.path = lp_buf_slice(&c->shown);
    return lp_buf_check(&c->shown, err) == LP_OK ? c->told(c->who, &e, err)
                                                 : c->shown.failed;
}

static enum lp_code
on_item(void *self, const struct lp_record *r, const struct lp_where *at,
        struct lp_err *err)
{
    struct lp_compare_sums *c = self;
    struct entry *x = find(c, r->name);
    struct lp_slice note = {0};
    enum lp_code rc = LP_OK;

    (void)at;
    if (x == NULL || x->met) {
        return LP_OK;
    }
    x->met = true;
    x->e = (struct lp_verify_event){.size = r->size};
    c->counts.met += lp_record_has_bytes(r) ? 1 : 0;
    c->counts.bytes += r->has_digest ? r->size : 0;
    if (r->closed != LP_RULE_NONE && !r->has_digest) {
        x->e.what = LP_VERIFY_UNREADABLE;
        x->e.rule = (enum lp_rule)r->closed;
        note = lp_slice_str(r->note);
    } else if (!r->has_digest) {
        x->e.what = LP_VERIFY_CHANGED;
        x->e.kind_note = true;
        note = lp_slice_str(lp_kind_word(r->kind));
    } else if (!agree(&x->known, r, &x->e)) {
        x->e.what = LP_VERIFY_CHANGED;
    } else if (x->has_size && x->size != r->size) {
        x->e.what = LP_VERIFY_CHANGED;
        note = lp_slice_str("has another size than the list says");
    } else {
        rc = matched(c, x, r->name, err);
    }
    c->counts.count[x->e.what]++;
    x->note = c->notes.len;
    x->note_len = note.len;
    lp_buf_put(&c->notes, note);
    return rc == LP_OK ? lp_buf_check(&c->notes, err) : rc;
}

static const struct lp_sink_ops sums_ops = {.item = on_item};

struct lp_sink
lp_compare_sums_sink(struct lp_compare_sums *c)
{
    return (struct lp_sink){.ops = &sums_ops, .self = c};
}

static enum lp_code
tell(struct lp_compare_sums *c, const struct entry *x, struct lp_err *err)
{
    struct lp_verify_event e = x->e;

    lp_buf_clear(&c->shown);
    lp_text_escape(&c->shown, name_of(c, x));
    if (lp_buf_check(&c->shown, err) != LP_OK) {
        return c->shown.failed;
    }
    e.path = lp_buf_slice(&c->shown);
    e.note = x->met ? (struct lp_slice){c->notes.data + x->note, x->note_len}
             : !x->unlawful
                 ? (struct lp_slice){0}
                 : lp_slice_str(x->name_len == 0 ? NAMELESS : OUTSIDE);
    return c->told(c->who, &e, err);
}

enum lp_code
lp_compare_sums_finish(struct lp_compare_sums *c, bool missing,
                       struct lp_sums_counts *counts, struct lp_err *err)
{
    enum lp_code rc = LP_OK;

    for (size_t i = 0; i < c->n; i++) {
        if (!c->entry[i].met) {
            c->entry[i].e = (struct lp_verify_event){.what = LP_VERIFY_MISSING,
                                                     .size = c->entry[i].size};
            show_strongest(&c->entry[i].known, NULL, &c->entry[i].e);
            c->counts.count[LP_VERIFY_MISSING]++;
        }
    }
    for (unsigned w = LP_VERIFY_MATCHED + 1; w < LP_VERIFY_COUNT; w++) {
        for (size_t i = 0; i < c->n && (missing || w != LP_VERIFY_MISSING);
             i++) {
            if (c->entry[i].e.what == w) {
                LP_TRY(tell(c, &c->entry[i], err));
            }
        }
    }
    *counts = c->counts;

done:
    return rc;
}

enum lp_code
lp_compare_sums_manifest(const struct lp_compare_sums *c, struct lp_buf *to,
                         struct lp_err *err)
{
    const struct lp_manifest_trailer trailer = {.all = true};

    lp_manifest_begin(to);
    for (size_t i = 0; i < c->n; i++) {
        const struct entry *e = &c->entry[i];
        struct lp_manifest_item item = {.role = LP_MANIFEST_FILE,
                                        .path = name_of(c, e),
                                        .kind = LP_KIND_OTHER,
                                        .has_digest = true};

        if (e->unlawful || !lp_manifest_path_lawful(item.path) ||
            (e->known.has >> LP_ALG_SHA256 & 1) == 0) {
            return lp_fail(err, LP_E_USAGE,
                           "line %llu of the list has no SHA-256, or no plain "
                           "name below a folder",
                           (unsigned long long)e->line);
        }
        memcpy(item.sha256, e->known.digest[LP_ALG_SHA256], sizeof item.sha256);
        memcpy(item.decoded, item.sha256, sizeof item.decoded);
        lp_manifest_item(to, &item);
    }
    lp_manifest_end(to, &trailer);
    return lp_buf_check(to, err);
}

void
lp_compare_sums_free(struct lp_compare_sums *c)
{
    if (c != NULL) {
        free(c->entry);
        lp_buf_release(&c->names);
        lp_buf_release(&c->notes);
        lp_buf_release(&c->shown);
        free(c);
    }
}
