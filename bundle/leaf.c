#include "bundle/leaf.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "bundle/content.h"
#include "bundle/levels.h"
#include "crypto/merkle.h"
#include "formats/bid.h"
#include "formats/locator.h"

struct lp_leaf {
    struct lp_outfile out;
    struct lp_merkle tree;
    struct lp_engine *engine;
    struct lp_hasher *whole;
    struct lp_manifest_trailer counts;
    struct lp_content content;
    unsigned levels;
    uint64_t written;
    struct lp_buf text; /* of the item under way */
    bool broken; /* the file under way could not be read to its end: what was
                    seen in it is not vouched for */
    struct lp_digest digest;
};

static enum lp_code
put_text(struct lp_leaf *l, struct lp_err *err)
{
    struct lp_piece p = {.bytes = lp_buf_slice(&l->text)};
    enum lp_code rc;

    LP_TRY(lp_buf_check(&l->text, err));
    l->written += p.bytes.len;
    if (l->written > LP_BUF_MAX) {
        rc = lp_fail(err, LP_E_LIMIT,
                     "the manifest is longer than the %zu bytes that can be "
                     "read again",
                     LP_BUF_MAX);
        lp_hint(err,
                "hash parts of it, or look into fewer levels with --depth");
        goto done;
    }
    LP_TRY(lp_hasher_submit(l->whole, &p, err));
    LP_TRY(lp_outfile_put(&l->out, p.bytes, err));

done:
    return rc;
}

enum lp_code
lp_leaf_new(struct lp_leaf **out, const char *path, bool tree,
            const struct lp_walk_how *how, struct lp_err *err)
{
    struct lp_leaf *l = calloc(1, sizeof *l);
    enum lp_code rc;

    if (l == NULL) {
        return lp_no_memory(err);
    }
    l->counts.tree = tree;
    l->counts.all = how->depth == UINT_MAX;
    l->counts.depth = how->depth;
    l->counts.algs = how->algs;
    l->levels = how->levels | LP_LEVEL_BIT(LP_LEVEL_RAW);
    LP_TRY(lp_outfile_open(&l->out, path, 0644, false, err));
    LP_TRY(lp_merkle_init(&l->tree, err));
    LP_TRY(lp_engine_new(&l->engine, err));
    LP_TRY(lp_hasher_open(&l->whole, l->engine, LP_ALG_SHA256, err));
    lp_manifest_begin(&l->text);
    LP_TRY(put_text(l, err));
    *out = l;
    l = NULL;

done:
    lp_leaf_free(l);
    return rc;
}

const char *
lp_leaf_temp(const struct lp_leaf *l)
{
    return l->out.temp;
}

static bool
is_link(enum lp_kind kind)
{
    return kind == LP_KIND_SYMLINK || kind == LP_KIND_HARDLINK;
}

static enum lp_manifest_role
role_of(const struct lp_record *r)
{
    if (r->depth > 0) {
        return LP_MANIFEST_MEMBER;
    }
    if (r->has_digest) {
        return LP_MANIFEST_FILE;
    }
    return r->closed != LP_RULE_NONE ? LP_MANIFEST_UNREADABLE
                                     : LP_MANIFEST_SPECIAL;
}

struct lp_slice
lp_leaf_below(const struct lp_where *at)
{
    struct lp_slice step = lp_slice_str(LP_LOCATOR_STEP);
    const uint8_t *found =
        memmem(at->path.data, at->path.len, step.data, step.len);

    return lp_slice_from(at->path, (size_t)(found - at->path.data) + step.len);
}

void
lp_leaf_count(struct lp_manifest_trailer *t, const struct lp_record *r)
{
    bool file = r->depth == 0 && r->has_digest;

    t->files += file ? 1 : 0;
    t->bytes += file ? r->size : 0;
    t->messages += lp_record_is_message(r) ? 1 : 0;
    t->attachments += lp_record_is_attachment(r) ? 1 : 0;
    t->documents += lp_record_is_document(r) ? 1 : 0;
    t->unopened += r->closed != LP_RULE_NONE ? 1 : 0;
}

void
lp_leaf_text(struct lp_buf *to, const struct lp_record *r,
             const struct lp_where *at)
{
    struct lp_manifest_item item = {
        .role = role_of(r),
        .lies = r->role,
        .path = r->depth > 0 ? lp_leaf_below(at) : r->name,
        .target = is_link(r->kind) ? r->target : (struct lp_slice){0},
        .kind = r->kind,
        .size = r->size,
        .has_digest = r->has_digest,
        .has_time = r->has_time,
        .time = r->time,
        /* What the name of a file on disk says for itself is left out. */
        .flags = r->depth > 0 ? r->flags : r->flags & ~LP_FLAGS_OF_NAME,
        .container = r->container,
        .lost = r->lost,
        .closed = r->closed,
        .closed_at = r->closed_at,
        .found = r->found,
        .span_at = r->span_at,
        .span = r->span,
        .algs = r->algs,
    };

    if (r->has_digest) {
        memcpy(item.sha256, r->digest.bytes, sizeof item.sha256);
        memcpy(item.decoded, r->has_decoded ? r->decoded : r->digest.bytes,
               sizeof item.decoded);
        memcpy(item.other, r->other, sizeof item.other);
        item.ids = r->ids;
        memcpy(item.id, r->id, sizeof item.id);
    }
    lp_manifest_item(to, &item);
}

static enum lp_code
put_record(struct lp_leaf *l, const struct lp_record *r,
           const struct lp_where *at, struct lp_err *err)
{
    enum lp_code rc;

    lp_buf_clear(&l->text);
    lp_leaf_text(&l->text, r, at);
    if (r->depth == 0) {
        LP_TRY(lp_merkle_begin(&l->tree, err));
    }
    LP_TRY(lp_merkle_feed(&l->tree, lp_buf_slice(&l->text), err));
    LP_TRY(put_text(l, err));
    lp_leaf_count(&l->counts, r);
    rc = lp_content_record(&l->content, r, err);

done:
    return rc;
}

static enum lp_code
leaf_enter(void *self, const struct lp_record *r, const struct lp_where *at,
           struct lp_err *err)
{
    struct lp_leaf *l = self;
    struct lp_record unopened = *r;

    if (l->broken) {
        return LP_OK;
    }
    l->broken = r->depth == 0 && !r->has_digest;
    unopened.container = r->container && !l->broken;
    return put_record(l, &unopened, at, err);
}

static enum lp_code
leaf_leave(void *self, const struct lp_record *r, const struct lp_where *at,
           struct lp_err *err)
{
    struct lp_leaf *l = self;

    (void)at;
    if (r->depth > 0) {
        return LP_OK;
    }
    l->broken = false;
    return lp_merkle_end(&l->tree, err);
}

static enum lp_code
leaf_item(void *self, const struct lp_record *r, const struct lp_where *at,
          struct lp_err *err)
{
    struct lp_leaf *l = self;
    enum lp_code rc;

    if (l->broken) {
        return LP_OK;
    }
    rc = put_record(l, r, at, err);
    return rc == LP_OK ? leaf_leave(l, r, at, err) : rc;
}

static const struct lp_family_ops leaf_ops = {
    .enter = leaf_enter, .item = leaf_item, .leave = leaf_leave};

struct lp_family
lp_leaf_family(struct lp_leaf *l)
{
    return (struct lp_family){.ops = &leaf_ops, .self = l};
}

static void
keep_digest(void *who, enum lp_code rc, const struct lp_digest *digest)
{
    struct lp_leaf *l = who;

    if (rc == LP_OK) {
        l->digest = *digest;
    }
}

enum lp_code
lp_leaf_finish(struct lp_leaf *l, uint8_t sha256[32], struct lp_err *err)
{
    struct lp_buf readers = {0};
    struct lp_buf levels = {0};
    struct lp_buf rules = {0};
    struct lp_hasher *whole;
    enum lp_code rc;

    lp_readers_list(&readers);
    l->counts.readers = lp_buf_slice(&readers);
    lp_levels_list(&levels, l->levels & LP_LEVELS_OF_MANIFEST);
    l->counts.levels = lp_buf_slice(&levels);
    lp_levels_rules(&rules, l->levels & LP_LEVELS_OF_MANIFEST);
    l->counts.rules = lp_buf_slice(&rules);
    lp_content_sort(&l->content);
    LP_TRY(lp_content_root(&l->content, l->counts.content, err));
    LP_TRY(lp_merkle_root(&l->tree, l->counts.root, err));
    lp_buf_clear(&l->text);
    lp_manifest_end(&l->text, &l->counts);
    LP_TRY(put_text(l, err));
    whole = l->whole;
    l->whole = NULL;
    lp_hasher_finish(whole, keep_digest, l);
    if (l->digest.len != 32) {
        rc = lp_fail(err, LP_E_ENGINE, "digest: engine failed");
        goto done;
    }
    LP_TRY(lp_outfile_commit(&l->out, err));
    memcpy(sha256, l->digest.bytes, 32);

done:
    lp_buf_release(&readers);
    lp_buf_release(&levels);
    lp_buf_release(&rules);
    return rc;
}

void
lp_leaf_free(struct lp_leaf *l)
{
    if (l == NULL) {
        return;
    }
    lp_hasher_abandon(l->whole);
    lp_engine_free(l->engine);
    lp_merkle_release(&l->tree);
    lp_content_release(&l->content);
    lp_outfile_release(&l->out);
    lp_buf_release(&l->text);
    free(l);
}
