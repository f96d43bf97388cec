#include "bundle/verify_leaf.h"

#include <limits.h>
#include <string.h>

#include "bundle/derive.h"
#include "bundle/hold.h"
#include "bundle/leaf.h"
#include "bundle/levels.h"
#include "bundle/repack.h"

/* The first components of a manifest's paths, each once. */
static enum lp_code
top_level(struct lp_slice text, struct lp_buf *names, struct lp_err *err)
{
    struct lp_manifest m = {0};
    struct lp_manifest_trailer trailer;
    struct lp_slice last = {0};
    bool end = false;
    enum lp_code rc;

    LP_TRY(lp_manifest_open(&m, text, err));
    while (!end) {
        struct lp_manifest_item item;
        const uint8_t *slash;
        size_t len;

        LP_TRY(lp_manifest_next(&m, &item, &end, &trailer, err));
        if (end || item.role == LP_MANIFEST_MEMBER) {
            continue;
        }
        slash = memchr(item.path.data, '/', item.path.len);
        len = slash == NULL ? item.path.len : (size_t)(slash - item.path.data);
        if (names->len > 0 && last.len == len &&
            memcmp(names->data + names->len - len - 1, item.path.data, len) ==
                0) {
            continue;
        }
        lp_buf_put(names, lp_slice_head(item.path, len));
        lp_buf_byte(names, '\0');
        LP_TRY(lp_buf_check(names, err));
        last.len = len;
    }

done:
    lp_manifest_release(&m);
    return rc;
}

/* The manifest as what is expected. */
static enum lp_code
expected(void *from, const struct lp_family *family, struct lp_err *err)
{
    const struct lp_slice *text = from;
    struct lp_manifest_trailer trailer;

    return lp_leaf_tell(*text, family, &trailer, err);
}

/* The manifest and its signature may have been packed with the documents. */
static enum lp_code
add_ours(const struct lp_verifying *v, struct lp_repack *p, struct lp_err *err)
{
    enum lp_code rc = LP_OK;

    for (size_t i = 0; rc == LP_OK && i < v->carried->n; i++) {
        rc = lp_repack_ours(p, v->carried->digest[i], err);
    }
    return rc;
}

/* Walk `in` with all parsers, tell `family`. */
static enum lp_code
walk_all(struct lp_verifying *v, struct lp_inputs *in,
         const struct lp_walk_how *how, const struct lp_family *family,
         struct lp_err *err)
{
    struct lp_hold *hold = NULL;
    struct lp_sink sink;
    enum lp_code rc;

    LP_TRY(lp_inputs_skip(in, v->o->manifest, NULL, err));
    LP_TRY(lp_hold_new(&hold, family, err));
    sink = lp_hold_sink(hold);
    rc = lp_inputs_walk(in, how, &sink, v->listener, err);

done:
    lp_hold_free(hold);
    return rc;
}

/* Look for documents in `in`: everywhere, or only those of the files that
 * differ by `only`. */
static enum lp_code
look_inside(struct lp_verifying *v, struct lp_inputs *in,
            const struct lp_compare *only, struct lp_repack **out,
            struct lp_repack_counts *counts, struct lp_err *err)
{
    const struct lp_repack_options options = {.expected = expected,
                                              .from = &v->text,
                                              .told = v->o->told,
                                              .who = v->o->who,
                                              .only = only};
    struct lp_walk_how how = v->o->how;
    struct lp_repack *p = NULL;
    struct lp_family family;
    enum lp_code rc;

    how.raw = false;
    how.depth = UINT_MAX;
    how.algs = 0;
    how.levels = LP_LEVELS_OF_BYTES;
    LP_TRY(lp_repack_new(&p, &options, err));
    LP_TRY(add_ours(v, p, err));
    family = lp_repack_family(p);
    LP_TRY(walk_all(v, in, &how, &family, err));
    LP_TRY(lp_repack_close(p, counts, err));
    *out = p;
    p = NULL;

done:
    lp_repack_free(p);
    return rc;
}

static enum lp_code
report_content(struct lp_verifying *v, struct lp_repack *p,
               const struct lp_repack_counts *c, struct lp_err *err)
{
    struct lp_verify_report *r = v->r;

    r->by_content = true;
    r->compared = true;
    memset(r->count, 0, sizeof r->count);
    r->count[LP_VERIFY_MATCHED] = c->files;
    r->count[LP_VERIFY_MISSING] = c->missing;
    r->count[LP_VERIFY_ADDED] = c->added;
    r->count[LP_VERIFY_UNREADABLE] = c->unreadable;
    r->bytes = c->bytes;
    r->documents = c->found;
    r->undigested = c->undigested;
    r->unopened = c->unopened;
    lp_verify_forgive(v);
    return lp_repack_tell(p, !v->o->partial, err);
}

static enum lp_code
compare_content(struct lp_verifying *v, struct lp_err *err)
{
    struct lp_inputs in = {0};
    struct lp_repack *p = NULL;
    struct lp_repack_counts counts;
    enum lp_code rc;

    LP_TRY(lp_inputs_open(&in, v->o->paths, v->o->n, false, err));
    LP_TRY(look_inside(v, &in, NULL, &p, &counts, err));
    rc = report_content(v, p, &counts, err);

done:
    lp_repack_free(p);
    lp_inputs_release(&in);
    return rc;
}

static enum lp_code
open_folder(struct lp_verifying *v, struct lp_inputs *in, struct lp_err *err)
{
    struct lp_buf names = {0};
    enum lp_code rc;

    if (!v->r->trailer.tree) {
        LP_TRY(top_level(v->text, &names, err));
    }
    rc = lp_inputs_folder(in, v->folder, v->r->trailer.tree,
                          lp_buf_slice(&names), err);

done:
    lp_buf_release(&names);
    return rc;
}

/* Every document is there (with `partial`, some may not), and no other may
 * be. */
static bool
complete(const struct lp_repack_counts *c, bool partial)
{
    uint64_t absent = partial ? 0 : c->missing + c->undigested;

    return absent + c->added + c->unopened + c->unreadable == 0;
}

/* No file is where the manifest has it: are its documents there all the same,
 * and, if `all`, every one and no other? `*are` says whether that was told
 * instead. */
static enum lp_code
try_content(struct lp_verifying *v, bool all, bool *are, struct lp_err *err)
{
    struct lp_inputs in = {0};
    struct lp_repack *p = NULL;
    struct lp_repack_counts counts;
    enum lp_code rc;

    LP_TRY(lp_inputs_folder(&in, v->folder, true, (struct lp_slice){0}, err));
    LP_TRY(look_inside(v, &in, NULL, &p, &counts, err));
    if (counts.found > 0 && (!all || complete(&counts, v->o->partial))) {
        *are = true;
        rc = report_content(v, p, &counts, err);
    }

done:
    lp_repack_free(p);
    lp_inputs_release(&in);
    return rc;
}

/* Only containers differ, which were packed again under their own names. What
 * matched was told. */
static void
report_repacked(struct lp_verifying *v)
{
    v->r->by_content = true;
    v->r->count[LP_VERIFY_CHANGED] = 0;
    v->r->documents = v->r->trailer.documents;
}

/* Look into the containers that differ. If nothing else does (`only`), and
 * they hold what they held, that is told; if not, what differs, and their
 * documents. */
static enum lp_code
tell_documents(struct lp_verifying *v, struct lp_compare *differs, bool only,
               struct lp_err *err)
{
    struct lp_inputs in = {0};
    struct lp_repack *p = NULL;
    struct lp_repack_counts counts;
    enum lp_code rc;

    LP_TRY(open_folder(v, &in, err));
    LP_TRY(look_inside(v, &in, differs, &p, &counts, err));
    if (only && complete(&counts, false)) {
        report_repacked(v);
        goto done;
    }
    LP_TRY(lp_compare_tell(differs, !v->o->partial, err));
    v->r->count[LP_VERIFY_MISSING] += counts.missing;
    v->r->count[LP_VERIFY_ADDED] += counts.added;
    lp_verify_forgive(v);
    rc = lp_repack_tell(p, !v->o->partial, err);

done:
    lp_repack_free(p);
    lp_inputs_release(&in);
    return rc;
}

static enum lp_code
tell_paths(struct lp_verifying *v, struct lp_compare *compare,
           struct lp_err *err)
{
    const uint64_t *count = v->r->count;
    uint64_t moved = count[LP_VERIFY_MOVED];
    uint64_t others = moved + count[LP_VERIFY_MISSING] +
                      count[LP_VERIFY_ADDED] + count[LP_VERIFY_UNREADABLE];
    uint64_t repacked = lp_compare_opened(compare, LP_VERIFY_CHANGED);
    bool only = others == 0 && repacked == count[LP_VERIFY_CHANGED];
    bool opened =
        repacked > 0 ||
        (!v->o->partial && lp_compare_opened(compare, LP_VERIFY_MISSING) > 0);
    bool elsewhere = false;
    enum lp_code rc = LP_OK;

    if (count[LP_VERIFY_MATCHED] + count[LP_VERIFY_CHANGED] == 0 &&
        moved + count[LP_VERIFY_MISSING] > 0) {
        LP_TRY(try_content(v, moved > 0, &elsewhere, err));
    }
    if (elsewhere) {
        goto done;
    }
    lp_verify_forgive(v);
    rc = opened ? tell_documents(v, compare, only, err)
                : lp_compare_tell(compare, !v->o->partial, err);

done:
    return rc;
}

static enum lp_code
compare_paths(struct lp_verifying *v, struct lp_err *err)
{
    struct lp_walk_how how = v->o->how;
    struct lp_inputs in = {0};
    struct lp_compare *compare = NULL;
    struct lp_sink sink;
    enum lp_code rc;

    how.raw = true;
    LP_TRY(open_folder(v, &in, err));
    LP_TRY(lp_inputs_skip(&in, v->o->manifest, NULL, err));
    LP_TRY(lp_compare_new(&compare, v->text, v->o->told, v->o->who, err));
    lp_compare_carried(compare, v->carried);
    sink = lp_compare_sink(compare);
    LP_TRY(lp_inputs_walk(&in, &how, &sink, v->listener, err));
    LP_TRY(lp_compare_close(compare, v->r->count, &v->r->bytes, err));
    LP_TRY(tell_paths(v, compare, err));
    v->r->compared = true;

done:
    lp_compare_free(compare);
    lp_inputs_release(&in);
    return rc;
}

/* Everything matched: derive every member again, as it was when the manifest
 * was made. */
static enum lp_code
derive(struct lp_verifying *v, struct lp_err *err)
{
    const struct lp_manifest_trailer *t = &v->r->trailer;
    struct lp_walk_how how = v->o->how;
    struct lp_inputs in = {0};
    struct lp_derive *d = NULL;
    struct lp_family family;
    uint64_t differ;
    uint64_t locked;
    enum lp_code rc;

    how.raw = false;
    how.depth = t->all ? UINT_MAX : t->depth;
    how.algs = t->algs;
    how.levels = lp_levels_listed(t->levels);
    LP_TRY(lp_leaf_levels(t, err));
    LP_TRY(open_folder(v, &in, err));
    LP_TRY(
        lp_derive_new(&d, v->text, v->o->partial, v->o->told, v->o->who, err));
    lp_derive_carried(d, v->carried);
    family = lp_derive_family(d);
    LP_TRY(walk_all(v, &in, &how, &family, err));
    LP_TRY(lp_derive_finish(d, &differ, &locked, err));
    v->r->count[LP_VERIFY_CHANGED] += differ;
    v->r->count[LP_VERIFY_UNREADABLE] += locked;
    v->r->derived = true;

done:
    lp_derive_free(d);
    lp_inputs_release(&in);
    return rc;
}

static enum lp_code
compare_all(struct lp_verifying *v, struct lp_err *err)
{
    struct lp_verify_report *r = v->r;
    struct lp_carried carried = {0};
    enum lp_code rc;

    LP_TRY(lp_carried_read(&carried, v->o->manifest, v->text, err));
    v->carried = &carried;
    if (lp_verify_by_paths(v->o)) {
        LP_TRY(compare_paths(v, err));
    } else {
        LP_TRY(compare_content(v, err));
    }
    r->verdict = lp_verify_judge(v);
    if (v->o->deep && r->verdict == LP_VERIFIED && !r->by_content) {
        LP_TRY(derive(v, err));
        r->verdict = lp_verify_judge(v);
    }

done:
    v->carried = NULL;
    lp_carried_release(&carried);
    return rc;
}

enum lp_code
lp_verify_leaf(struct lp_verifying *v, struct lp_err *err)
{
    struct lp_verify_report *r = v->r;
    enum lp_code rc = lp_leaf_tell(v->text, NULL, &r->trailer, err);

    if (lp_verify_malformed(v, rc, err)) {
        rc = LP_OK;
        goto done;
    }
    LP_TRY(rc);
    if (v->o->claimed != NULL) {
        v->o->claimed(v->o->who, &r->trailer);
    }
    rc = compare_all(v, err);

done:
    /* Words of the manifest must not outlive its text. */
    r->trailer.readers = (struct lp_slice){0};
    r->trailer.levels = (struct lp_slice){0};
    r->trailer.rules = (struct lp_slice){0};
    return rc;
}
