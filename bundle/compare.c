#include "bundle/compare.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"

#define WAS_UNREADABLE "already so when the manifest was made"

/* Something that differs; texts lie in lp_compare.text. */
struct problem {
    struct lp_verify_event e; /* its slices are filled in when told */
    size_t path, path_len;    /* raw */
    size_t to, to_len;        /* raw */
    size_t note, note_len;
    bool folder;
    bool opened; /* the manifest knows its members */
    bool done;   /* became part of a move */
};

struct lp_compare {
    struct lp_manifest manifest;
    struct lp_manifest_item next; /* the manifest's entry to come */
    bool ended;
    bool sizeless;
    const struct lp_carried *carried; /* NULL: nothing */
    lp_verified *told;
    void *who;
    struct problem *problem;
    size_t n;
    size_t cap;
    struct lp_buf text;
    struct lp_buf veiled; /* a folder that the manifest could not see into */
    struct lp_buf shown;
    uint64_t count[LP_VERIFY_COUNT];
    uint64_t bytes;
};

const char *
lp_verify_word(enum lp_verify_what w)
{
    static const char *const words[LP_VERIFY_COUNT] = {
        "MATCHED", "CHANGED", "UNREADABLE", "MISSING", "MOVED", "ADDED"};

    return words[w];
}

/* The next entry of the manifest; members are not compared. */
static enum lp_code
advance(struct lp_compare *c, struct lp_err *err)
{
    struct lp_manifest_trailer trailer;
    enum lp_code rc;

    do {
        rc = lp_manifest_next(&c->manifest, &c->next, &c->ended, &trailer, err);
    } while (rc == LP_OK && !c->ended && c->next.role == LP_MANIFEST_MEMBER);
    return rc;
}

enum lp_code
lp_compare_new(struct lp_compare **out, struct lp_slice text, lp_verified *told,
               void *who, struct lp_err *err)
{
    struct lp_compare *c = calloc(1, sizeof *c);
    enum lp_code rc;

    if (c == NULL) {
        return lp_no_memory(err);
    }
    c->told = told;
    c->who = who;
    LP_TRY(lp_manifest_open(&c->manifest, text, err));
    LP_TRY(advance(c, err));
    *out = c;
    c = NULL;

done:
    lp_compare_free(c);
    return rc;
}

static size_t
keep_text(struct lp_compare *c, struct lp_slice s)
{
    size_t at = c->text.len;

    lp_buf_put(&c->text, s);
    return at;
}

static enum lp_code
add_problem(struct lp_compare *c, const struct lp_verify_event *e, bool folder,
            bool opened, struct lp_err *err)
{
    struct problem *grown =
        lp_mem_grow(c->problem, c->n, &c->cap, sizeof *grown);
    struct problem *p;

    if (grown == NULL) {
        return lp_no_memory(err);
    }
    c->problem = grown;
    p = &c->problem[c->n++];
    *p = (struct problem){.e = *e, .folder = folder, .opened = opened};
    p->path_len = e->path.len;
    p->note_len = e->note.len;
    p->path = keep_text(c, e->path);
    p->note = keep_text(c, e->note);
    return lp_buf_check(&c->text, err);
}

static enum lp_code
missing(struct lp_compare *c, struct lp_err *err)
{
    const struct lp_manifest_item *item = &c->next;
    bool never = item->role == LP_MANIFEST_UNREADABLE;
    struct lp_verify_event e = {
        .what = never ? LP_VERIFY_UNREADABLE : LP_VERIFY_MISSING,
        .path = item->path,
        .size = item->size,
        .has_expected = item->has_digest,
        .rule = (enum lp_rule)item->closed,
        .note = lp_slice_str(never ? WAS_UNREADABLE : ""),
    };

    memcpy(e.expected, item->sha256, sizeof item->sha256);
    return add_problem(c, &e, item->kind == LP_KIND_DIR, item->container, err);
}

static void
set_found(struct lp_compare *c, struct lp_verify_event *e,
          const struct lp_record *r)
{
    c->bytes += r->has_digest ? r->size : 0;
    e->size = r->size;
    e->has_found = r->has_digest;
    memcpy(e->found, r->digest.bytes, 32);
}

static enum lp_code
added(struct lp_compare *c, const struct lp_record *r, struct lp_err *err)
{
    struct lp_verify_event e = {.what = LP_VERIFY_ADDED, .path = r->name};

    if (c->carried != NULL && r->has_digest &&
        lp_carried_is(c->carried, r->name, r->digest.bytes)) {
        return LP_OK;
    }
    set_found(c, &e, r);
    return add_problem(c, &e, r->kind == LP_KIND_DIR, false, err);
}

static bool
same_thing(const struct lp_compare *c, const struct lp_record *r)
{
    const struct lp_manifest_item *item = &c->next;

    if (item->role == LP_MANIFEST_FILE) {
        return r->has_digest && (c->sizeless || r->size == item->size) &&
               memcmp(r->digest.bytes, item->sha256, 32) == 0;
    }
    return item->kind == r->kind && lp_slice_equal(item->target, r->target);
}

/* The manifest and the folder both have something of this name. */
static enum lp_code
meet(struct lp_compare *c, const struct lp_record *r, struct lp_err *err)
{
    const struct lp_manifest_item *item = &c->next;
    struct lp_verify_event e = {
        .path = r->name,
        .has_expected = item->has_digest,
        .flags = item->flags,
        .rule_flags = lp_rule_flags(item->closed, &item->found),
        .note = lp_slice_str(r->note),
        .rule = (enum lp_rule)r->closed,
    };

    memcpy(e.expected, item->sha256, sizeof item->sha256);
    set_found(c, &e, r);
    if (item->role == LP_MANIFEST_UNREADABLE) {
        e.what = LP_VERIFY_UNREADABLE;
        e.rule = (enum lp_rule)item->closed;
        e.note = lp_slice_str(WAS_UNREADABLE);
    } else if (r->closed != LP_RULE_NONE && !r->has_digest) {
        e.what = LP_VERIFY_UNREADABLE;
    } else if (!same_thing(c, r)) {
        e.what = LP_VERIFY_CHANGED;
        e.kind_note = !r->has_digest;
        e.note = r->has_digest ? (struct lp_slice){0}
                               : lp_slice_str(lp_kind_word(r->kind));
    } else {
        c->count[LP_VERIFY_MATCHED] += item->role == LP_MANIFEST_FILE ? 1 : 0;
        lp_buf_clear(&c->shown);
        lp_text_escape(&c->shown, r->name);
        e.path = lp_buf_slice(&c->shown);
        return c->told(c->who, &e, err);
    }
    return add_problem(c, &e, false, item->container, err);
}

/* Whether `path` lies in the folder `folder`. */
static bool
lies_in(struct lp_slice path, struct lp_slice folder)
{
    return path.len > folder.len && lp_slice_begins(path, folder) &&
           path.data[folder.len] == '/';
}

/* Canonical order puts an empty folder just before what would be in it: if one
 * side has the folder and the other something inside, it is still there. */
static bool
only_filled(const struct lp_manifest_item *item, const struct lp_record *r)
{
    return item->role == LP_MANIFEST_SPECIAL && item->kind == LP_KIND_DIR &&
           lies_in(r->name, item->path);
}

static bool
only_emptied(const struct lp_manifest_item *item, const struct lp_record *r)
{
    return r->kind == LP_KIND_DIR && r->closed == LP_RULE_NONE &&
           lies_in(item->path, r->name);
}

/* Where the manifest's next entry stands to what was found. An empty folder is
 * no further than what lies in it: it comes first. */
static int
order_of(const struct lp_manifest_item *item, const struct lp_record *r)
{
    int order = lp_manifest_order(item->path, item->kind == LP_KIND_DIR,
                                  r->name, r->kind == LP_KIND_DIR);

    if (order == 0 && item->path.len != r->name.len) {
        order = item->path.len < r->name.len ? -1 : 1;
    }
    return order;
}

static enum lp_code
compare_item(void *self, const struct lp_record *r, const struct lp_where *at,
             struct lp_err *err)
{
    struct lp_compare *c = self;
    enum lp_code rc = LP_OK;

    (void)at;
    if (c->veiled.len > 0 && lies_in(r->name, lp_buf_slice(&c->veiled))) {
        return LP_OK;
    }
    while (!c->ended) {
        int order = order_of(&c->next, r);

        if (order > 0) {
            break;
        }
        if (order == 0) {
            LP_TRY(meet(c, r, err));
            return advance(c, err);
        }
        if (!only_filled(&c->next, r)) {
            LP_TRY(missing(c, err));
        }
        if (c->next.role == LP_MANIFEST_UNREADABLE &&
            lies_in(r->name, c->next.path)) {
            lp_buf_clear(&c->veiled);
            lp_buf_put(&c->veiled, c->next.path);
            LP_TRY(lp_buf_check(&c->veiled, err));
            LP_TRY(advance(c, err));
            return LP_OK;
        }
        LP_TRY(advance(c, err));
    }
    if (c->ended || !only_emptied(&c->next, r)) {
        LP_TRY(added(c, r, err));
    }

done:
    return rc;
}

static const struct lp_sink_ops compare_ops = {.item = compare_item};

struct lp_sink
lp_compare_sink(struct lp_compare *c)
{
    return (struct lp_sink){.ops = &compare_ops, .self = c};
}

void
lp_compare_sizeless(struct lp_compare *c)
{
    c->sizeless = true;
}

void
lp_compare_carried(struct lp_compare *c, const struct lp_carried *carried)
{
    c->carried = carried;
}

static struct lp_slice
path_of(const struct lp_compare *c, const struct problem *p)
{
    return lp_buf_part(&c->text, p->path, p->path_len);
}

/* A file on one side only, of which the digest is known. */
static int
by_digest(const void *a, const void *b, void *compare)
{
    const struct lp_compare *c = compare;
    const struct problem *x = &c->problem[*(const size_t *)a];
    const struct problem *y = &c->problem[*(const size_t *)b];
    int order = memcmp(x->e.found, y->e.found, 32);

    return order != 0 ? order : (x > y) - (x < y);
}

/* Index of the first of `n` sorted problems with this digest or a later one. */
static size_t
lower_bound(const struct lp_compare *c, const size_t *list, size_t n,
            const uint8_t *digest)
{
    size_t low = 0;

    while (n > 0) {
        size_t half = n / 2;

        if (memcmp(c->problem[list[low + half]].e.found, digest, 32) < 0) {
            low += half + 1;
            n -= half + 1;
        } else {
            n = half;
        }
    }
    return low;
}

/* What is missing here and added there, with equal bytes, was moved. */
static enum lp_code
pair_moves(struct lp_compare *c, struct lp_err *err)
{
    size_t *list = calloc(c->n + 1, sizeof *list);
    size_t *used = calloc(c->n + 1, sizeof *used); /* by first of a digest */
    size_t n = 0;

    if (list == NULL || used == NULL) {
        free(list);
        free(used);
        return lp_no_memory(err);
    }
    for (size_t i = 0; i < c->n; i++) {
        if (c->problem[i].e.what == LP_VERIFY_ADDED &&
            c->problem[i].e.has_found) {
            list[n++] = i;
        }
    }
    qsort_r(list, n, sizeof list[0], by_digest, c);
    for (size_t i = 0; i < c->n; i++) {
        struct problem *gone = &c->problem[i];
        size_t first, k;

        if (gone->e.what != LP_VERIFY_MISSING || !gone->e.has_expected) {
            continue;
        }
        first = lower_bound(c, list, n, gone->e.expected);
        k = first + used[first];
        if (k < n &&
            memcmp(c->problem[list[k]].e.found, gone->e.expected, 32) == 0) {
            used[first]++;
            c->problem[list[k]].done = true;
            gone->e.what = LP_VERIFY_MOVED;
            gone->to = c->problem[list[k]].path;
            gone->to_len = c->problem[list[k]].path_len;
        }
    }
    free(list);
    free(used);
    return LP_OK;
}

static int
by_what(const void *a, const void *b, void *compare)
{
    const struct lp_compare *c = compare;
    const struct problem *x = a;
    const struct problem *y = b;
    int order = (x->e.what > y->e.what) - (x->e.what < y->e.what);

    return order != 0 ? order
                      : lp_manifest_order(path_of(c, x), x->folder,
                                          path_of(c, y), y->folder);
}

static enum lp_code
tell(struct lp_compare *c, struct problem *p, struct lp_err *err)
{
    size_t path_len;

    lp_buf_clear(&c->shown);
    lp_text_escape(&c->shown, path_of(c, p));
    path_len = c->shown.len;
    lp_text_escape(&c->shown, lp_buf_part(&c->text, p->to, p->to_len));
    if (lp_buf_check(&c->shown, err) != LP_OK) {
        return c->shown.failed;
    }
    p->e.path = lp_slice_head(lp_buf_slice(&c->shown), path_len);
    p->e.to = lp_slice_from(lp_buf_slice(&c->shown), path_len);
    p->e.note = lp_buf_part(&c->text, p->note, p->note_len);
    return c->told(c->who, &p->e, err);
}

enum lp_code
lp_compare_close(struct lp_compare *c, uint64_t count[LP_VERIFY_COUNT],
                 uint64_t *bytes, struct lp_err *err)
{
    enum lp_code rc = LP_OK;

    while (!c->ended) {
        LP_TRY(missing(c, err));
        LP_TRY(advance(c, err));
    }
    LP_TRY(pair_moves(c, err));
    if (c->n > 0) {
        qsort_r(c->problem, c->n, sizeof c->problem[0], by_what, c);
    }
    for (size_t i = 0; i < c->n; i++) {
        c->count[c->problem[i].e.what] += c->problem[i].done ? 0 : 1;
    }
    memcpy(count, c->count, sizeof c->count);
    *bytes = c->bytes;

done:
    return rc;
}

enum lp_code
lp_compare_tell(struct lp_compare *c, bool missing, struct lp_err *err)
{
    enum lp_code rc = LP_OK;

    for (size_t i = 0; rc == LP_OK && i < c->n; i++) {
        struct problem *p = &c->problem[i];

        if (!p->done && (missing || p->e.what != LP_VERIFY_MISSING)) {
            rc = tell(c, p, err);
        }
    }
    return rc;
}

bool
lp_compare_is(const struct lp_compare *c, enum lp_verify_what what,
              struct lp_slice path)
{
    size_t low = 0;
    size_t n = c->n;

    while (n > 0) {
        const struct problem *p = &c->problem[low + n / 2];
        int order =
            p->e.what != what
                ? (p->e.what < what ? -1 : 1)
                : lp_manifest_order(path_of(c, p), p->folder, path, false);

        if (order == 0) {
            return !p->done && !p->folder;
        }
        low += order < 0 ? n / 2 + 1 : 0;
        n = order < 0 ? n - n / 2 - 1 : n / 2;
    }
    return false;
}

uint64_t
lp_compare_opened(const struct lp_compare *c, enum lp_verify_what what)
{
    uint64_t n = 0;

    for (size_t i = 0; i < c->n; i++) {
        n += c->problem[i].e.what == what && c->problem[i].opened ? 1 : 0;
    }
    return n;
}

void
lp_compare_free(struct lp_compare *c)
{
    if (c != NULL) {
        lp_manifest_release(&c->manifest);
        lp_buf_release(&c->text);
        lp_buf_release(&c->veiled);
        lp_buf_release(&c->shown);
        free(c->problem);
        free(c);
    }
}
