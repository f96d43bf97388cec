#include "evidence/pdf_same.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#define PAIRS_MAX ((size_t)1 << 21)
#define CHUNK ((size_t)32768)

void
lp_pdf_same_release(struct lp_pdf_same *d)
{
    free(d->pairs);
    free(d->met);
    d->pairs = NULL;
    d->met = NULL;
    d->n = d->cap = d->next = d->met_cap = 0;
}

enum lp_code
lp_pdf_newest(struct lp_pdf *pdf, const struct lp_pdf_value *v,
              struct lp_pdf_object *hold, struct lp_pdf_value *out,
              struct lp_err *err)
{
    return lp_pdf_follow(pdf, lp_pdf_revisions(pdf) - 1, v, hold, out, err);
}

static enum lp_code
pay(struct lp_pdf_same *d, uint64_t n, struct lp_err *err)
{
    return lp_pdf_work_take(lp_pdf_work(d->now), n, err);
}

static size_t
slot_of(const uint64_t *met, size_t cap, uint64_t key)
{
    size_t i = (size_t)(key * 0x9e3779b97f4a7c15U >> 20) & (cap - 1);

    while (met[i] != 0 && met[i] != key) {
        i = (i + 1) & (cap - 1);
    }
    return i;
}

/* Note a pair as met: `*first` if it was not. The set is at most half full. */
static enum lp_code
meet(struct lp_pdf_same *d, uint64_t key, bool *first, struct lp_err *err)
{
    size_t i;

    if (d->n * 2 >= d->met_cap) {
        size_t cap = d->met_cap == 0 ? 256 : d->met_cap * 2;
        uint64_t *more = calloc(cap, sizeof *more);

        if (more == NULL) {
            return lp_no_memory(err);
        }
        for (size_t k = 0; k < d->met_cap; k++) {
            if (d->met[k] != 0) {
                more[slot_of(more, cap, d->met[k])] = d->met[k];
            }
        }
        free(d->met);
        d->met = more;
        d->met_cap = cap;
    }
    i = slot_of(d->met, d->met_cap, key);
    *first = d->met[i] == 0;
    d->met[i] = key;
    return LP_OK;
}

static enum lp_code
put_off(struct lp_pdf_same *d, const struct lp_pdf_value *old,
        const struct lp_pdf_value *now, unsigned kind, struct lp_err *err)
{
    /* Object 0 is none, so that no pair is 0 but that of two that are none.
     * What was looked at in another light is looked at again. */
    uint64_t key = (uint64_t)old->num << 32 | now->num |
                   (uint64_t)((kind & LP_PDF_DIFF_SHOWN) != 0) << 63;
    struct lp_pdf_pair *more;
    bool first = false;
    enum lp_code rc = LP_OK;

    if (old->num == 0 && now->num == 0) {
        goto done;
    }
    LP_TRY(meet(d, key, &first, err));
    if (!first) {
        goto done;
    }
    if (d->n == PAIRS_MAX) {
        rc = lp_fail_at(err, LP_E_LIMIT, LP_RULE_LIMIT_ENTRIES, 0,
                        "pdf: too many objects to compare");
        goto done;
    }
    more = lp_mem_grow(d->pairs, d->n, &d->cap, sizeof *more);
    if (more == NULL) {
        rc = lp_no_memory(err);
        goto done;
    }
    d->pairs = more;
    more[d->n++] =
        (struct lp_pdf_pair){old->num, now->num, old->gen, now->gen, kind};

done:
    return rc;
}

static bool
is_nothing(const struct lp_pdf_value *v)
{
    return v->kind == LP_PDF_NONE || v->kind == LP_PDF_NULL;
}

static bool
bytes_same(const struct lp_pdf_value *a, const struct lp_pdf_value *b)
{
    struct lp_buf x = {0};
    struct lp_buf y = {0};
    bool same;

    if (lp_slice_equal(a->raw, b->raw)) {
        return true;
    }
    lp_pdf_bytes_of(&x, a);
    lp_pdf_bytes_of(&y, b);
    same = x.failed == LP_OK && y.failed == LP_OK &&
           lp_slice_equal(lp_buf_slice(&x), lp_buf_slice(&y));
    lp_buf_release(&x);
    lp_buf_release(&y);
    return same;
}

static struct lp_slice
name_of(const struct lp_pdf_value *key, struct lp_buf *room)
{
    lp_buf_clear(room);
    lp_pdf_bytes_of(room, key);
    return lp_buf_slice(room);
}

/* Every key of `of`, with what both have under it: of two equal keys the last
 * counts. `fresh`: only those that `old` has not. */
static enum lp_code
each_key(struct lp_pdf_same *d, const struct lp_pdf_value *old,
         const struct lp_pdf_value *now, bool fresh, lp_pdf_on_key *on_key,
         void *who, struct lp_err *err)
{
    struct lp_pdf_walk walk = lp_pdf_walk(fresh ? now : old);
    struct lp_buf room = {0};
    struct lp_pdf_value key;
    struct lp_pdf_value v;
    struct lp_pdf_value w;
    enum lp_code rc = LP_OK;

    while (lp_pdf_pair(&walk, &key, &v)) {
        LP_TRY(pay(d, old->raw.len + now->raw.len, err));
        (void)name_of(&key, &room);
        LP_TRY(lp_buf_check(&room, err));
        v = lp_pdf_get_slice(old, lp_buf_slice(&room));
        w = lp_pdf_get_slice(now, lp_buf_slice(&room));
        if (!fresh || v.kind == LP_PDF_NONE) {
            LP_TRY(on_key(who, &key, &v, &w, err));
        }
    }

done:
    lp_buf_release(&room);
    return rc;
}

enum lp_code
lp_pdf_same_keys(struct lp_pdf_same *d, const struct lp_pdf_value *old,
                 const struct lp_pdf_value *now, lp_pdf_on_key *on_key,
                 void *who, struct lp_err *err)
{
    struct lp_pdf_walk walk = lp_pdf_walk(old);
    struct lp_pdf_value key;
    struct lp_pdf_value v;
    enum lp_code rc;

    LP_TRY(pay(d, old->raw.len + 1, err));
    if (old->kind == LP_PDF_DICT && lp_slice_equal(old->raw, now->raw)) {
        while (lp_pdf_pair(&walk, &key, &v)) {
            LP_TRY(on_key(who, &key, &v, &v, err));
        }
        goto done;
    }
    LP_TRY(each_key(d, old, now, false, on_key, who, err));
    LP_TRY(each_key(d, old, now, true, on_key, who, err));

done:
    return rc;
}

/* Where a comparison of two values stands. */
struct place {
    struct lp_pdf_same *d;
    unsigned kind;
    unsigned depth;
    bool stream; /* it is the dictionary of one: /Length goes with the bytes */
};

static enum lp_code compare(const struct place *p,
                            const struct lp_pdf_value *old,
                            const struct lp_pdf_value *now, struct lp_err *err);

static enum lp_code
compare_key(void *who, const struct lp_pdf_value *key,
            const struct lp_pdf_value *old, const struct lp_pdf_value *now,
            struct lp_err *err)
{
    const struct place *at = who;
    struct place p = *at;

    if (p.stream && lp_pdf_is(key, "Length")) {
        return LP_OK;
    }
    p.stream = false;
    return compare(&p, old, now, err);
}

static enum lp_code
compare_items(const struct place *p, const struct lp_pdf_value *old,
              const struct lp_pdf_value *now, struct lp_err *err)
{
    struct lp_pdf_walk a = lp_pdf_walk(old);
    struct lp_pdf_walk b = lp_pdf_walk(now);
    struct lp_pdf_value v;
    struct lp_pdf_value w;
    enum lp_code rc;

    LP_TRY(pay(p->d, old->raw.len + now->raw.len, err));
    for (;;) {
        bool more = lp_pdf_item(&a, &v);

        if (lp_pdf_item(&b, &w) != more) {
            p->d->kinds |= p->kind;
            break;
        }
        if (!more) {
            break;
        }
        LP_TRY(compare(p, &v, &w, err));
    }

done:
    return rc;
}

/* One of them is a reference, or both stand for something else. */
static enum lp_code
compare_followed(const struct place *p, const struct lp_pdf_value *old,
                 const struct lp_pdf_value *now, struct lp_err *err)
{
    struct lp_pdf_object a = {0};
    struct lp_pdf_object b = {0};
    struct lp_pdf_value v;
    struct lp_pdf_value w;
    enum lp_code rc;

    LP_TRY(lp_pdf_newest(p->d->old, old, &a, &v, err));
    LP_TRY(lp_pdf_newest(p->d->now, now, &b, &w, err));
    if (a.stream_at != 0 || b.stream_at != 0) {
        p->d->kinds |= p->kind;
    } else {
        LP_TRY(compare(p, &v, &w, err));
    }

done:
    lp_pdf_object_release(&a);
    lp_pdf_object_release(&b);
    return rc;
}

static bool
is_number(const struct lp_pdf_value *v)
{
    return v->kind == LP_PDF_INT || v->kind == LP_PDF_REAL;
}

static bool
plain_same(const struct lp_pdf_value *old, const struct lp_pdf_value *now)
{
    if (is_number(old) && is_number(now)) {
        return !(old->real < now->real) && !(old->real > now->real);
    }
    if (is_nothing(old) || is_nothing(now) || old->kind != now->kind) {
        return is_nothing(old) && is_nothing(now);
    }
    return old->kind == LP_PDF_BOOL ? old->integer == now->integer
                                    : bytes_same(old, now);
}

static enum lp_code
compare(const struct place *at, const struct lp_pdf_value *old,
        const struct lp_pdf_value *now, struct lp_err *err)
{
    struct place p = *at;

    if (++p.depth > LP_PDF_NESTING) {
        p.d->kinds |= p.kind;
        return LP_OK;
    }
    if (old->kind == LP_PDF_REF && now->kind == LP_PDF_REF) {
        return put_off(p.d, old, now, p.kind, err);
    }
    if (old->kind == LP_PDF_REF || now->kind == LP_PDF_REF) {
        return compare_followed(&p, old, now, err);
    }
    if (old->kind == LP_PDF_DICT && now->kind == LP_PDF_DICT) {
        return lp_pdf_same_keys(p.d, old, now, compare_key, &p, err);
    }
    if (old->kind == LP_PDF_ARRAY && now->kind == LP_PDF_ARRAY) {
        return compare_items(&p, old, now, err);
    }
    if (!plain_same(old, now)) {
        p.d->kinds |= p.kind;
    }
    return pay(p.d, old->raw.len, err);
}

enum lp_code
lp_pdf_same_value(struct lp_pdf_same *d, const struct lp_pdf_value *old,
                  const struct lp_pdf_value *now, unsigned kind,
                  struct lp_err *err)
{
    struct place p = {d, kind, 0, false};

    return compare(&p, old, now, err);
}

/* What an object is says more of a difference than the way to it. */
static unsigned
kind_of(const struct lp_pdf_object *o, unsigned kind)
{
    struct lp_pdf_value type = lp_pdf_get(&o->value, "Type");

    if (lp_pdf_is(&type, "Font") || lp_pdf_is(&type, "FontDescriptor")) {
        return LP_PDF_DIFF_FONT;
    }
    if (lp_pdf_is(&type, "OCG") || lp_pdf_is(&type, "OCMD")) {
        return LP_PDF_DIFF_LAYER;
    }
    if (lp_pdf_is(&type, "Annot")) {
        return LP_PDF_DIFF_ANNOTATION;
    }
    if (lp_pdf_is(&type, "Sig") || lp_pdf_is(&type, "DocTimeStamp")) {
        return LP_PDF_DIFF_SIGNATURE;
    }
    return kind;
}

/* The bytes of a stream as they stand in the file. */
static enum lp_code
stream_of(struct lp_pdf *pdf, const struct lp_pdf_object *o, uint64_t *size,
          struct lp_err *err)
{
    struct lp_pdf_value length = lp_pdf_get(&o->value, "Length");
    struct lp_pdf_object hold = {0};
    enum lp_code rc;

    LP_TRY(lp_pdf_newest(pdf, &length, &hold, &length, err));
    LP_TRY(
        lp_pdf_stream_size(lp_pdf_bytes(pdf), o,
                           (uint64_t)lp_pdf_integer(&length, 0, INT64_MAX, -1),
                           lp_pdf_work(pdf), size, err));

done:
    lp_pdf_object_release(&hold);
    return rc;
}

static enum lp_code
compare_streams(struct lp_pdf_same *d, const struct lp_pdf_object *old,
                const struct lp_pdf_object *now, bool *same, struct lp_err *err)
{
    uint8_t a[CHUNK];
    uint8_t b[CHUNK];
    uint64_t n = 0;
    uint64_t m = 0;
    enum lp_code rc;

    *same = false;
    LP_TRY(stream_of(d->old, old, &n, err));
    LP_TRY(stream_of(d->now, now, &m, err));
    if (n != m) {
        goto done;
    }
    *same = old->stream_at == now->stream_at;
    for (uint64_t i = 0; !*same && i < n; i += CHUNK) {
        size_t want = n - i < CHUNK ? (size_t)(n - i) : CHUNK;
        size_t got = 0;
        size_t too = 0;

        LP_TRY(pay(d, 2 * want, err));
        LP_TRY(lp_view_read(lp_pdf_bytes(d->old), old->stream_at + i, a, want,
                            &got, err));
        LP_TRY(lp_view_read(lp_pdf_bytes(d->now), now->stream_at + i, b, want,
                            &too, err));
        if (got != too || memcmp(a, b, got) != 0) {
            goto done;
        }
    }
    *same = true;

done:
    return rc;
}

static enum lp_code
compare_objects(struct lp_pdf_same *d, const struct lp_pdf_pair *pair,
                const struct lp_pdf_object *old,
                const struct lp_pdf_object *now, struct lp_err *err)
{
    struct place p = {d, kind_of(old, pair->kind), 0, old->stream_at != 0};
    bool same = true;
    enum lp_code rc;

    p.kind |= old->stream_at != 0 ? LP_PDF_DIFF_DRAWN : 0;
    LP_TRY(compare(&p, &old->value, &now->value, err));
    if (old->stream_at != 0 && now->stream_at != 0) {
        LP_TRY(compare_streams(d, old, now, &same, err));
    } else {
        same = old->stream_at == 0 && now->stream_at == 0;
    }
    d->kinds |= same ? 0 : p.kind;

done:
    return rc;
}

static enum lp_code
run_one(struct lp_pdf_same *d, const struct lp_pdf_pair *pair,
        struct lp_err *err)
{
    struct lp_pdf_object old = {0};
    struct lp_pdf_object now = {0};
    bool handled = false;
    enum lp_code rc;

    LP_TRY(lp_pdf_object(d->old, lp_pdf_revisions(d->old) - 1, pair->old_num,
                         pair->old_gen, &old, err));
    LP_TRY(lp_pdf_object(d->now, lp_pdf_revisions(d->now) - 1, pair->now_num,
                         pair->now_gen, &now, err));
    if (d->on_pair != NULL) {
        LP_TRY(d->on_pair(d->who, pair, &old, &now, &handled, err));
    }
    if (!handled) {
        LP_TRY(compare_objects(d, pair, &old, &now, err));
    }

done:
    lp_pdf_object_release(&old);
    lp_pdf_object_release(&now);
    return rc;
}

enum lp_code
lp_pdf_same_run(struct lp_pdf_same *d, struct lp_err *err)
{
    enum lp_code rc = LP_OK;

    while (d->next < d->n) {
        struct lp_pdf_pair pair = d->pairs[d->next++];

        LP_TRY(run_one(d, &pair, err));
    }

done:
    return rc;
}
