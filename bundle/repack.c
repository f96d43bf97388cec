#include "bundle/repack.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "bundle/content.h"

#define NOWHERE UINT_MAX

/* Something to be told at the end; texts lie in lp_repack.text. */
struct late {
    struct lp_verify_event e;
    size_t path, path_len;
    size_t to, to_len;
    size_t note, note_len;
};

struct lates {
    struct late *of;
    size_t n;
    size_t cap;
};

struct lp_repack {
    struct lp_repack_options o;
    struct lp_content expected; /* documents and containers */
    struct lp_content there;
    struct lp_content ours;
    struct lates matched;
    struct lates unreadable;
    struct lates missing;
    struct lates added;
    size_t *by_digest; /* the matched */
    struct lp_buf text;
    unsigned covered; /* depth of the container that is on both sides */
    bool differs;     /* the file under way, by o.only */
    struct lp_repack_counts counts;
};

static enum lp_code
keep(struct lp_repack *p, struct lates *in, const struct lp_verify_event *e,
     struct lp_err *err)
{
    struct late *grown = lp_mem_grow(in->of, in->n, &in->cap, sizeof *grown);
    struct late *l;

    if (grown == NULL) {
        return lp_no_memory(err);
    }
    in->of = grown;
    l = &in->of[in->n++];
    *l = (struct late){.e = *e, .path = p->text.len, .path_len = e->path.len};
    lp_buf_put(&p->text, e->path);
    l->note = p->text.len;
    l->note_len = e->note.len;
    lp_buf_put(&p->text, e->note);
    return lp_buf_check(&p->text, err);
}

/* A document or a container of known bytes. What a message says itself stands
 * for no file of the same bytes. */
static bool
has_identity(const struct lp_record *r)
{
    return r->has_digest && (r->flags & LP_FLAG_OWN_TEXT) == 0;
}

static enum lp_code
remember(struct lp_content *in, const struct lp_record *r, struct lp_err *err)
{
    return has_identity(r) ? lp_content_add(in, r->digest.bytes, err) : LP_OK;
}

/* What is expected: all digests of it. */
static enum lp_code
learn(void *self, const struct lp_record *r, const struct lp_where *at,
      struct lp_err *err)
{
    struct lp_repack *p = self;

    (void)at;
    return remember(&p->expected, r, err);
}

static const struct lp_family_ops learn_ops = {.enter = learn, .item = learn};

enum lp_code
lp_repack_new(struct lp_repack **out, const struct lp_repack_options *o,
              struct lp_err *err)
{
    struct lp_repack *p = calloc(1, sizeof *p);
    struct lp_family family = {&learn_ops, p};
    enum lp_code rc;

    if (p == NULL) {
        return lp_no_memory(err);
    }
    p->o = *o;
    p->covered = NOWHERE;
    LP_TRY(o->expected(o->from, &family, err));
    lp_content_sort(&p->expected);
    lp_content_sort(&p->ours);
    *out = p;
    p = NULL;

done:
    lp_repack_free(p);
    return rc;
}

enum lp_code
lp_repack_ours(struct lp_repack *p, const uint8_t digest[32],
               struct lp_err *err)
{
    enum lp_code rc = lp_content_add(&p->ours, digest, err);

    lp_content_sort(&p->ours);
    return rc;
}

static bool
in(const struct lp_content *c, const struct lp_record *r)
{
    return r->has_digest && lp_content_has(c, r->digest.bytes);
}

/* A file on disk, as a whole. */
static enum lp_code
on_disk(struct lp_repack *p, const struct lp_record *r,
        const struct lp_where *at, struct lp_err *err)
{
    struct lp_verify_event e = {
        .path = at->path,
        .size = r->size,
        .has_found = r->has_digest,
    };

    if (p->o.only != NULL) {
        p->differs = lp_compare_is(p->o.only, LP_VERIFY_CHANGED, r->name) ||
                     lp_compare_is(p->o.only, LP_VERIFY_ADDED, r->name);
        return LP_OK;
    }
    p->counts.bytes += r->has_digest ? r->size : 0;
    if (in(&p->expected, r)) {
        memcpy(e.found, r->digest.bytes, 32);
        return keep(p, &p->matched, &e, err);
    }
    if (r->closed != LP_RULE_NONE && !r->has_digest) {
        e.what = LP_VERIFY_UNREADABLE;
        e.rule = (enum lp_rule)r->closed;
        e.note = lp_slice_str(r->note);
        p->counts.unreadable++;
        return keep(p, &p->unreadable, &e, err);
    }
    return LP_OK;
}

static enum lp_code
added(struct lp_repack *p, const struct lp_record *r, const struct lp_where *at,
      struct lp_err *err)
{
    struct lp_verify_event e = {
        .what = LP_VERIFY_ADDED,
        .path = at->path,
        .size = r->size,
        .has_found = true,
    };

    memcpy(e.found, r->digest.bytes, 32);
    p->counts.added++;
    return keep(p, &p->added, &e, err);
}

/* Whether what lies where `r` does is told at all. */
static bool
in_scope(const struct lp_repack *p, const struct lp_record *r)
{
    return p->o.only == NULL || (r->depth > 0 && p->differs);
}

static enum lp_code
there(void *self, const struct lp_record *r, const struct lp_where *at,
      struct lp_err *err)
{
    struct lp_repack *p = self;
    bool known = p->covered != NOWHERE || in(&p->expected, r);
    bool ours = in(&p->ours, r);
    enum lp_code rc = LP_OK;

    LP_TRY(remember(&p->there, r, err));
    if (r->depth == 0) {
        LP_TRY(on_disk(p, r, at, err));
    }
    if (known || ours || !in_scope(p, r)) {
        goto done;
    }
    if ((r->closed != LP_RULE_NONE && (r->depth > 0 || r->has_digest)) ||
        r->found.n > 0) {
        p->counts.unopened++;
    }
    if (r->has_digest && lp_record_is_document(r)) {
        rc = added(p, r, at, err);
    }

done:
    return rc;
}

static enum lp_code
enter_there(void *self, const struct lp_record *r, const struct lp_where *at,
            struct lp_err *err)
{
    struct lp_repack *p = self;
    enum lp_code rc = there(p, r, at, err);

    if (p->covered == NOWHERE && (in(&p->expected, r) || in(&p->ours, r))) {
        p->covered = r->depth;
    }
    return rc;
}

static enum lp_code
leave(void *self, const struct lp_record *r, const struct lp_where *at,
      struct lp_err *err)
{
    struct lp_repack *p = self;

    (void)at;
    (void)err;
    if (p->covered == r->depth) {
        p->covered = NOWHERE;
    }
    return LP_OK;
}

static const struct lp_family_ops there_ops = {
    .enter = enter_there, .item = there, .leave = leave};

struct lp_family
lp_repack_family(struct lp_repack *p)
{
    return (struct lp_family){&there_ops, p};
}

static const uint8_t *
matched_digest(const struct lp_repack *p, size_t i)
{
    return p->matched.of[p->by_digest[i]].e.found;
}

static int
by_digest(const void *a, const void *b, void *repack)
{
    const struct lp_repack *p = repack;
    const size_t *x = a;
    const size_t *y = b;

    return memcmp(p->matched.of[*x].e.found, p->matched.of[*y].e.found, 32);
}

/* Files that match are told as what they were: the first of that digest. */
static enum lp_code
name_matched(struct lp_repack *p, const struct lp_record *r,
             const struct lp_where *at, struct lp_err *err)
{
    size_t low = 0;
    size_t n = p->matched.n;
    size_t to = p->text.len;

    while (n > 0) {
        size_t half = n / 2;

        if (memcmp(matched_digest(p, low + half), r->digest.bytes, 32) < 0) {
            low += half + 1;
            n -= half + 1;
        } else {
            n = half;
        }
    }
    for (; low < p->matched.n; low++) {
        struct late *l = &p->matched.of[p->by_digest[low]];

        if (l->to_len > 0 || memcmp(l->e.found, r->digest.bytes, 32) != 0) {
            break;
        }
        if (p->text.len == to) {
            lp_buf_put(&p->text, at->path);
        }
        l->to = to;
        l->to_len = at->path.len;
    }
    return lp_buf_check(&p->text, err);
}

/* Told of what is expected a second time, when it is known what is there. */
static enum lp_code
look_for(void *self, const struct lp_record *r, const struct lp_where *at,
         struct lp_err *err)
{
    struct lp_repack *p = self;
    struct lp_verify_event e = {.what = LP_VERIFY_MISSING,
                                .path = at->path,
                                .size = r->size,
                                .has_expected = true};
    enum lp_code rc = LP_OK;

    if (r->depth == 0 && p->o.only != NULL) {
        p->differs = lp_compare_is(p->o.only, LP_VERIFY_CHANGED, r->name) ||
                     lp_compare_is(p->o.only, LP_VERIFY_MISSING, r->name);
    }
    if (has_identity(r) && p->o.only == NULL) {
        LP_TRY(name_matched(p, r, at, err));
    }
    if (!lp_record_is_document(r) || !in_scope(p, r)) {
        goto done;
    }
    if (p->covered != NOWHERE || in(&p->there, r)) {
        p->counts.found++;
    } else if (!r->has_digest) {
        p->counts.undigested++;
    } else {
        memcpy(e.expected, r->digest.bytes, 32);
        p->counts.missing++;
        rc = keep(p, &p->missing, &e, err);
    }

done:
    return rc;
}

static enum lp_code
enter_expected(void *self, const struct lp_record *r, const struct lp_where *at,
               struct lp_err *err)
{
    struct lp_repack *p = self;
    enum lp_code rc = look_for(p, r, at, err);

    if (p->covered == NOWHERE && in(&p->there, r)) {
        p->covered = r->depth;
    }
    return rc;
}

static const struct lp_family_ops look_ops = {
    .enter = enter_expected, .item = look_for, .leave = leave};

enum lp_code
lp_repack_close(struct lp_repack *p, struct lp_repack_counts *counts,
                struct lp_err *err)
{
    const struct lp_family family = {&look_ops, p};
    enum lp_code rc;

    p->by_digest = calloc(p->matched.n + 1, sizeof p->by_digest[0]);
    if (p->by_digest == NULL) {
        return lp_no_memory(err);
    }
    for (size_t i = 0; i < p->matched.n; i++) {
        p->by_digest[i] = i;
    }
    if (p->matched.n > 0) {
        qsort_r(p->by_digest, p->matched.n, sizeof p->by_digest[0], by_digest,
                p);
    }
    lp_content_sort(&p->there);
    LP_TRY(p->o.expected(p->o.from, &family, err));
    p->counts.files = p->matched.n;
    *counts = p->counts;

done:
    return rc;
}

static enum lp_code
tell_all(struct lp_repack *p, struct lates *these, struct lp_err *err)
{
    enum lp_code rc = LP_OK;

    for (size_t i = 0; rc == LP_OK && i < these->n; i++) {
        struct late *l = &these->of[i];

        l->e.path = lp_buf_part(&p->text, l->path, l->path_len);
        l->e.to = lp_buf_part(&p->text, l->to, l->to_len);
        l->e.note = lp_buf_part(&p->text, l->note, l->note_len);
        rc = p->o.told(p->o.who, &l->e, err);
    }
    return rc;
}

enum lp_code
lp_repack_tell(struct lp_repack *p, bool missing, struct lp_err *err)
{
    enum lp_code rc;

    LP_TRY(tell_all(p, &p->matched, err));
    LP_TRY(tell_all(p, &p->unreadable, err));
    if (missing) {
        LP_TRY(tell_all(p, &p->missing, err));
    }
    rc = tell_all(p, &p->added, err);

done:
    return rc;
}

void
lp_repack_free(struct lp_repack *p)
{
    if (p == NULL) {
        return;
    }
    lp_content_release(&p->expected);
    lp_content_release(&p->there);
    lp_content_release(&p->ours);
    free(p->matched.of);
    free(p->unreadable.of);
    free(p->missing.of);
    free(p->added.of);
    free(p->by_digest);
    lp_buf_release(&p->text);
    free(p);
}
