#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "bundle/content.h"
#include "bundle/leaf.h"
#include "bundle/levels.h"
#include "crypto/merkle.h"
#include "formats/locator.h"

/* A container whose members are being told. Its slices borrow from `name`. */
struct level {
    struct lp_record rec;
    struct lp_buf name;
    struct lp_buf locator; /* below the file on disk */
};

struct teller {
    const struct lp_family *family;
    struct lp_manifest manifest;
    struct lp_manifest_trailer counts; /* our own */
    struct lp_merkle tree;
    struct lp_content content;
    size_t entry; /* where the entry under way begins */
    bool any;
    struct level *level;
    size_t n;
    size_t cap;
    struct lp_trail trail;
    struct lp_buf name;
};

struct lp_record
lp_leaf_record(const struct lp_manifest_item *item)
{
    struct lp_record r = {
        .role = item->role == LP_MANIFEST_MEMBER ? item->lies : LP_ROLE_FILE,
        .kind = item->kind,
        .target = item->target,
        .size = item->size,
        .container = item->container,
        .lost = item->lost,
        .has_time = item->has_time,
        .time = item->time,
        .flags = item->flags,
        .closed = item->closed,
        .closed_at = item->closed_at,
        .found = item->found,
        .has_digest = item->has_digest,
    };

    if (item->has_digest) {
        r.digest = (struct lp_digest){.alg = LP_ALG_SHA256, .len = 32};
        memcpy(r.digest.bytes, item->sha256, 32);
        r.has_decoded = true;
        memcpy(r.decoded, item->decoded, sizeof r.decoded);
        r.algs = item->algs;
        memcpy(r.other, item->other, sizeof r.other);
        r.ids = item->ids;
        memcpy(r.id, item->id, sizeof r.id);
    }
    r.has_span = r.role != LP_ROLE_FILE && r.role != LP_ROLE_MEMBER;
    r.span_at = item->span_at;
    r.span = item->span;
    if (item->lost && item->closed_at < item->size) {
        r.unread = item->size - item->closed_at;
    }
    return r;
}

static enum lp_code
leave(struct teller *t, struct lp_err *err)
{
    struct level *l = &t->level[t->n - 1];
    struct lp_where at;
    enum lp_code rc = LP_OK;

    lp_trail_leave(&t->trail, &at);
    if (t->family != NULL && t->family->ops->leave != NULL) {
        rc = t->family->ops->leave(t->family->self, &l->rec, &at, err);
    }
    lp_buf_release(&l->name);
    lp_buf_release(&l->locator);
    t->n--;
    return rc;
}

static enum lp_code
enter(struct teller *t, const struct lp_record *r, struct lp_slice locator,
      struct lp_err *err)
{
    struct level *l;
    enum lp_code rc;
    struct level *grown;

    grown = lp_mem_grow(t->level, t->n, &t->cap, sizeof *grown);
    if (grown == NULL) {
        return lp_no_memory(err);
    }
    t->level = grown;
    l = &t->level[t->n];
    *l = (struct level){.rec = *r};
    lp_buf_put(&l->name, r->name);
    lp_buf_put(&l->locator, locator);
    LP_TRY(lp_buf_check(&l->name, err));
    LP_TRY(lp_buf_check(&l->locator, err));
    l->rec.name = lp_buf_slice(&l->name);
    l->rec.decoded_name = (struct lp_slice){0};
    l->rec.target = (struct lp_slice){0};
    LP_TRY(lp_trail_enter(&t->trail, r, err));
    t->n++;
    l = NULL;

done:
    if (l != NULL) {
        lp_buf_release(&l->name);
        lp_buf_release(&l->locator);
    }
    return rc;
}

static enum lp_code
misplaced(const struct teller *t, struct lp_err *err)
{
    return lp_fail(err, LP_E_FORMAT,
                   "line %llu of the manifest: a member without its container",
                   (unsigned long long)t->manifest.line - 1);
}

/* How deep a member lies. Its name may be empty: a locator that ends in a step
 * has one more level after it. */
static unsigned
depth_of(struct lp_slice locator)
{
    bool nameless = locator.len == 0 ||
                    lp_slice_ends(locator, lp_slice_str(LP_LOCATOR_STEP));

    return lp_locator_levels(locator) + (nameless ? 1 : 0);
}

/* Close the levels that `locator` does not lie in, and take its last level
 * apart. */
static enum lp_code
find_place(struct teller *t, struct lp_slice locator, struct lp_record *r,
           struct lp_err *err)
{
    unsigned levels = depth_of(locator);
    struct lp_slice rest = locator;
    struct lp_slice holder = {0};
    enum lp_code rc = LP_OK;

    for (unsigned i = 0; i < levels; i++) {
        if (i == levels - 1 && rest.len < locator.len) {
            holder = lp_slice_head(locator, locator.len - rest.len -
                                                strlen(LP_LOCATOR_STEP));
        }
        if (!lp_locator_take(&rest, &t->name, &r->ordinal)) {
            return misplaced(t, err);
        }
    }
    r->depth = levels;
    r->name = lp_buf_slice(&t->name);
    while (rc == LP_OK && t->n > levels) {
        rc = leave(t, err);
    }
    if (rc == LP_OK &&
        (t->n != levels ||
         !lp_slice_equal(lp_buf_slice(&t->level[t->n - 1].locator), holder))) {
        rc = misplaced(t, err);
    }
    return rc;
}

/* The entry that ends at `end` becomes a leaf of the tree. */
static enum lp_code
end_entry(struct teller *t, size_t end, struct lp_err *err)
{
    struct lp_slice text = lp_slice_from(t->manifest.text, t->entry);
    enum lp_code rc = LP_OK;

    while (rc == LP_OK && t->n > 0) {
        rc = leave(t, err);
    }
    if (rc == LP_OK && t->any) {
        text.len = end - t->entry;
        rc = lp_merkle_add(&t->tree, text, err);
    }
    t->any = true;
    t->entry = end;
    return rc;
}

static enum lp_code
on_item(struct teller *t, const struct lp_manifest_item *item, size_t begin,
        struct lp_err *err)
{
    const struct lp_family *f = t->family;
    struct lp_record r = lp_leaf_record(item);
    bool member = item->role == LP_MANIFEST_MEMBER;
    struct lp_where at = {0};
    enum lp_code rc;

    if (member) {
        LP_TRY(find_place(t, item->path, &r, err));
    } else {
        LP_TRY(end_entry(t, begin, err));
        r.name = item->path;
        r.flags |= lp_record_name_flags(item->path);
    }
    lp_leaf_count(&t->counts, &r);
    LP_TRY(lp_content_record(&t->content, &r, err));
    LP_TRY(lp_trail_at(&t->trail, &r, &at, err));
    if (f != NULL && r.container) {
        LP_TRY(f->ops->enter(f->self, &r, &at, err));
    } else if (f != NULL) {
        LP_TRY(f->ops->item(f->self, &r, &at, err));
    }
    if (r.container) {
        LP_TRY(enter(t, &r, member ? item->path : (struct lp_slice){0}, err));
    }

done:
    return rc;
}

static enum lp_code
check_counts(struct teller *t, const struct lp_manifest_trailer *said,
             struct lp_err *err)
{
    uint8_t root[32];
    uint8_t content[32];
    enum lp_code rc;

    LP_TRY(lp_merkle_root(&t->tree, root, err));
    lp_content_sort(&t->content);
    LP_TRY(lp_content_root(&t->content, content, err));
    if (said->files != t->counts.files || said->bytes != t->counts.bytes ||
        said->documents != t->counts.documents ||
        said->unopened != t->counts.unopened ||
        said->messages != t->counts.messages ||
        said->attachments != t->counts.attachments ||
        memcmp(content, said->content, 32) != 0 ||
        memcmp(root, said->root, 32) != 0) {
        rc = lp_fail(err, LP_E_FORMAT,
                     "the manifest's trailer does not fit its entries");
        lp_hint(err, "it was changed after it was written");
    }

done:
    return rc;
}

enum lp_code
lp_leaf_tell(struct lp_slice text, const struct lp_family *family,
             struct lp_manifest_trailer *trailer, struct lp_err *err)
{
    struct teller t = {.family = family};
    bool end = false;
    enum lp_code rc;

    LP_TRY(lp_merkle_init(&t.tree, err));
    LP_TRY(lp_manifest_open(&t.manifest, text, err));
    while (!end) {
        struct lp_manifest_item item;
        size_t begin = t.manifest.at;

        LP_TRY(lp_manifest_next(&t.manifest, &item, &end, trailer, err));
        if (end) {
            LP_TRY(end_entry(&t, begin, err));
        } else {
            LP_TRY(on_item(&t, &item, begin, err));
        }
    }
    LP_TRY(check_counts(&t, trailer, err));

done:
    while (t.n > 0) {
        t.n--;
        lp_buf_release(&t.level[t.n].name);
        lp_buf_release(&t.level[t.n].locator);
    }
    free(t.level);
    lp_trail_release(&t.trail);
    lp_merkle_release(&t.tree);
    lp_content_release(&t.content);
    lp_manifest_release(&t.manifest);
    lp_buf_release(&t.name);
    return rc;
}

enum lp_code
lp_leaf_levels(const struct lp_manifest_trailer *t, struct lp_err *err)
{
    struct lp_buf rules = {0};
    bool ours;

    lp_levels_rules(&rules, lp_levels_listed(t->levels));
    ours = lp_slice_equal(lp_buf_slice(&rules), t->rules);
    lp_buf_release(&rules);
    if (ours) {
        return LP_OK;
    }
    (void)lp_fail(err, LP_E_USAGE,
                  "the manifest was made by other rules than this program has");
    lp_hint(err, "hash the documents again with this version");
    return LP_E_USAGE;
}
