#include "bundle/derive.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "bundle/leaf.h"
#include "formats/locator.h"

/* A member's lines in its side's text. */
struct line {
    size_t name, name_len; /* its locator, in `names` */
    size_t at, len;        /* in `text` */
    bool locked;           /* closed by a password */
};

/* One entry, as one side has it. The first line is the file's own. */
struct side {
    struct lp_buf path; /* raw */
    bool folder;
    struct lp_buf names;
    struct lp_buf text;
    struct line *line;
    size_t n;
    size_t cap;
};

struct lp_derive {
    struct lp_manifest manifest;
    const struct lp_carried *carried; /* NULL: nothing */
    bool copy;                        /* the file found is one of these */
    struct lp_manifest_item next;     /* of the manifest, not yet taken */
    size_t next_at;                   /* where its text begins */
    bool ended;
    bool partial;
    bool broken; /* the file under way has no digest: see leaf.c */
    lp_verified *told;
    void *who;
    struct side said;
    struct side found;
    struct lp_buf shown;
    uint64_t differ;
    uint64_t locked; /* members that are closed by a password now */
};

static enum lp_code
advance(struct lp_derive *d, struct lp_err *err)
{
    struct lp_manifest_trailer trailer;

    d->next_at = d->manifest.at;
    return lp_manifest_next(&d->manifest, &d->next, &d->ended, &trailer, err);
}

static void
clear(struct side *s)
{
    lp_buf_clear(&s->path);
    lp_buf_clear(&s->names);
    lp_buf_clear(&s->text);
    s->n = 0;
}

/* A line whose text is about to be appended. */
static enum lp_code
begin_line(struct side *s, struct lp_slice name, unsigned closed,
           struct lp_err *err)
{
    struct line *grown = lp_mem_grow(s->line, s->n, &s->cap, sizeof *grown);

    if (grown == NULL) {
        return lp_no_memory(err);
    }
    s->line = grown;
    s->line[s->n++] = (struct line){
        .name = s->names.len,
        .name_len = name.len,
        .at = s->text.len,
        .locked = closed == LP_RULE_ENC_ZIP,
    };
    lp_buf_put(&s->names, name);
    return lp_buf_check(&s->names, err);
}

static enum lp_code
end_line(struct side *s, struct lp_err *err)
{
    struct line *l = &s->line[s->n - 1];

    l->len = s->text.len - l->at;
    return lp_buf_check(&s->text, err);
}

/* Take the manifest's next entry whole. */
static enum lp_code
take_entry(struct lp_derive *d, struct lp_err *err)
{
    enum lp_code rc;

    clear(&d->said);
    lp_buf_put(&d->said.path, d->next.path);
    d->said.folder = d->next.kind == LP_KIND_DIR;
    do {
        struct lp_slice text = lp_slice_from(d->manifest.text, d->next_at);
        bool member = d->next.role == LP_MANIFEST_MEMBER;

        text.len = d->manifest.at - d->next_at;
        LP_TRY(begin_line(&d->said,
                          member ? d->next.path : (struct lp_slice){0},
                          d->next.closed, err));
        lp_buf_put(&d->said.text, text);
        LP_TRY(end_line(&d->said, err));
        LP_TRY(advance(d, err));
    } while (!d->ended && d->next.role == LP_MANIFEST_MEMBER);
    rc = lp_buf_check(&d->said.path, err);

done:
    return rc;
}

static enum lp_code
tell(struct lp_derive *d, struct lp_verify_event *e, const struct side *s,
     const struct line *l, struct lp_err *err)
{
    lp_buf_clear(&d->shown);
    lp_text_escape(&d->shown, lp_buf_slice(&s->path));
    if (l != NULL && l != s->line) {
        lp_buf_str(&d->shown, LP_LOCATOR_STEP);
        lp_buf_put(&d->shown, lp_buf_part(&s->names, l->name, l->name_len));
    }
    if (lp_buf_check(&d->shown, err) != LP_OK) {
        return d->shown.failed;
    }
    e->path = lp_buf_slice(&d->shown);
    return d->told(d->who, e, err);
}

static enum lp_code
differs(struct lp_derive *d, const struct side *s, const struct line *l,
        const char *why, struct lp_err *err)
{
    struct lp_verify_event e = {
        .what = LP_VERIFY_CHANGED, .derived = true, .note = lp_slice_str(why)};

    d->differ++;
    return tell(d, &e, s, l, err);
}

/* It was opened when the manifest was made, by a password that was not given,
 * or is not the right one. */
static enum lp_code
stays_locked(struct lp_derive *d, const struct side *s, const struct line *l,
             struct lp_err *err)
{
    struct lp_verify_event e = {
        .what = LP_VERIFY_UNREADABLE,
        .rule = LP_RULE_ENC_ZIP,
        .note = lp_slice_str("it was opened by a password")};

    d->locked++;
    return tell(d, &e, s, l, err);
}

static int
order(const struct side *s, const struct line *x, const struct side *t,
      const struct line *y)
{
    return lp_slice_order(lp_buf_part(&s->names, x->name, x->name_len),
                          lp_buf_part(&t->names, y->name, y->name_len));
}

static int
by_name(const void *a, const void *b, void *side)
{
    return order(side, a, side, b);
}

static bool
same_line(const struct side *s, const struct line *x, const struct side *t,
          const struct line *y)
{
    return x->len == y->len &&
           memcmp(s->text.data + x->at, t->text.data + y->at, x->len) == 0;
}

/* Whether what holds `l` of side `s` is closed by a password on side `t`, whose
 * members are sorted. */
static bool
below_locked(const struct side *s, const struct line *l, const struct side *t)
{
    struct lp_slice name = lp_buf_part(&s->names, l->name, l->name_len);
    size_t step = strlen(LP_LOCATOR_STEP);

    for (size_t i = 0; i + step <= name.len; i++) {
        struct lp_slice above = lp_slice_head(name, i);
        size_t low = 1;
        size_t high = t->n;

        if (!lp_slice_begins(lp_slice_from(name, i),
                             lp_slice_str(LP_LOCATOR_STEP))) {
            continue;
        }
        while (low < high) {
            size_t half = low + (high - low) / 2;
            const struct line *m = &t->line[half];
            int o = lp_slice_order(lp_buf_part(&t->names, m->name, m->name_len),
                                   above);

            if (o == 0 && m->locked) {
                return true;
            }
            low = o < 0 ? half + 1 : low;
            high = o < 0 ? high : half;
        }
    }
    return false;
}

/* A member that one side alone has. */
static enum lp_code
alone(struct lp_derive *d, const struct side *s, const struct line *l,
      const struct side *t, const char *why, struct lp_err *err)
{
    return below_locked(s, l, t) ? LP_OK : differs(d, s, l, why, err);
}

/* A member that both sides have, in other words. What comes out now by a
 * password and did not then contradicts nothing. */
static enum lp_code
meets(struct lp_derive *d, const struct line *said, const struct line *found,
      struct lp_err *err)
{
    if (said->locked == found->locked) {
        return differs(d, &d->said, said, "comes out otherwise", err);
    }
    return found->locked ? stays_locked(d, &d->said, said, err) : LP_OK;
}

static bool
any_locked(const struct side *s)
{
    bool any = false;

    for (size_t i = 0; i < s->n; i++) {
        any = any || s->line[i].locked;
    }
    return any;
}

/* Both sides have this file, in other words. */
static enum lp_code
tell_members(struct lp_derive *d, struct lp_err *err)
{
    struct side *s = &d->said;
    struct side *t = &d->found;
    uint64_t before = d->differ;
    size_t i = 1;
    size_t k = 1;
    enum lp_code rc = LP_OK;

    if (!same_line(s, s->line, t, t->line)) {
        LP_TRY(differs(d, s, NULL, "comes out otherwise", err));
    }
    qsort_r(s->line + 1, s->n - 1, sizeof s->line[0], by_name, s);
    qsort_r(t->line + 1, t->n - 1, sizeof t->line[0], by_name, t);
    while (i < s->n || k < t->n) {
        int o = i == s->n   ? 1
                : k == t->n ? -1
                            : order(s, &s->line[i], t, &t->line[k]);

        if (o < 0) {
            LP_TRY(alone(d, s, &s->line[i], t, "does not come out", err));
        } else if (o > 0) {
            LP_TRY(alone(d, t, &t->line[k], s, "comes out, unsaid", err));
        } else if (!same_line(s, &s->line[i], t, &t->line[k])) {
            LP_TRY(meets(d, &s->line[i], &t->line[k], err));
        }
        i += o <= 0 ? 1 : 0;
        k += o >= 0 ? 1 : 0;
    }
    if (d->differ == before && !any_locked(s) && !any_locked(t)) {
        rc = differs(d, s, NULL, "its members come out in another order", err);
    }

done:
    return rc;
}

/* The file in d->found is complete. */
static enum lp_code
end_file(struct lp_derive *d, struct lp_err *err)
{
    struct lp_slice path = lp_buf_slice(&d->found.path);
    enum lp_code rc = LP_OK;
    int o = 1;

    while (!d->ended) {
        o = lp_manifest_order(d->next.path, d->next.kind == LP_KIND_DIR, path,
                              d->found.folder);
        if (o > 0) {
            break;
        }
        LP_TRY(take_entry(d, err));
        if (o == 0) {
            break;
        }
        if (!d->partial) {
            LP_TRY(differs(d, &d->said, NULL, "is gone", err));
        }
    }
    if (o != 0 && d->copy) {
        goto done;
    }
    if (o != 0) {
        rc = differs(d, &d->found, NULL, "is new", err);
    } else if (!lp_slice_equal(lp_buf_slice(&d->said.text),
                               lp_buf_slice(&d->found.text))) {
        rc = tell_members(d, err);
    }

done:
    return rc;
}

static enum lp_code
put(struct lp_derive *d, const struct lp_record *r, const struct lp_where *at,
    struct lp_err *err)
{
    enum lp_code rc;

    if (r->depth == 0) {
        clear(&d->found);
        lp_buf_put(&d->found.path, r->name);
        d->found.folder = r->kind == LP_KIND_DIR;
        d->copy = d->carried != NULL && r->has_digest &&
                  lp_carried_is(d->carried, r->name, r->digest.bytes);
        LP_TRY(lp_buf_check(&d->found.path, err));
    }
    LP_TRY(begin_line(&d->found,
                      r->depth > 0 ? lp_leaf_below(at) : (struct lp_slice){0},
                      r->closed, err));
    lp_leaf_text(&d->found.text, r, at);
    rc = end_line(&d->found, err);

done:
    return rc;
}

static enum lp_code
enter(void *self, const struct lp_record *r, const struct lp_where *at,
      struct lp_err *err)
{
    struct lp_derive *d = self;
    struct lp_record as = *r;

    if (d->broken) {
        return LP_OK;
    }
    d->broken = r->depth == 0 && !r->has_digest;
    as.container = r->container && !d->broken;
    return put(d, &as, at, err);
}

static enum lp_code
leave(void *self, const struct lp_record *r, const struct lp_where *at,
      struct lp_err *err)
{
    struct lp_derive *d = self;

    (void)at;
    if (r->depth > 0) {
        return LP_OK;
    }
    d->broken = false;
    return end_file(d, err);
}

static enum lp_code
item(void *self, const struct lp_record *r, const struct lp_where *at,
     struct lp_err *err)
{
    struct lp_derive *d = self;
    enum lp_code rc = d->broken ? LP_OK : put(d, r, at, err);

    return rc == LP_OK && r->depth == 0 ? end_file(d, err) : rc;
}

static const struct lp_family_ops derive_ops = {
    .enter = enter, .item = item, .leave = leave};

void
lp_derive_carried(struct lp_derive *d, const struct lp_carried *carried)
{
    d->carried = carried;
}

struct lp_family
lp_derive_family(struct lp_derive *d)
{
    return (struct lp_family){&derive_ops, d};
}

enum lp_code
lp_derive_new(struct lp_derive **out, struct lp_slice text, bool partial,
              lp_verified *told, void *who, struct lp_err *err)
{
    struct lp_derive *d = calloc(1, sizeof *d);
    enum lp_code rc;

    if (d == NULL) {
        return lp_no_memory(err);
    }
    d->partial = partial;
    d->told = told;
    d->who = who;
    LP_TRY(lp_manifest_open(&d->manifest, text, err));
    LP_TRY(advance(d, err));
    *out = d;
    d = NULL;

done:
    lp_derive_free(d);
    return rc;
}

enum lp_code
lp_derive_finish(struct lp_derive *d, uint64_t *differ, uint64_t *locked,
                 struct lp_err *err)
{
    enum lp_code rc = LP_OK;

    while (!d->ended) {
        LP_TRY(take_entry(d, err));
        if (!d->partial) {
            LP_TRY(differs(d, &d->said, NULL, "is gone", err));
        }
    }
    *differ = d->differ;
    *locked = d->locked;

done:
    return rc;
}

static void
release(struct side *s)
{
    lp_buf_release(&s->path);
    lp_buf_release(&s->names);
    lp_buf_release(&s->text);
    free(s->line);
}

void
lp_derive_free(struct lp_derive *d)
{
    if (d != NULL) {
        lp_manifest_release(&d->manifest);
        release(&d->said);
        release(&d->found);
        lp_buf_release(&d->shown);
        free(d);
    }
}
