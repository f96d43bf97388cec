#include "bundle/do_diff.h"

#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/path.h"
#include "bundle/compare_sums.h"
#include "bundle/content.h"
#include "bundle/diff_sets.h"
#include "bundle/leaf.h"
#include "bundle/repack.h"
#include "bundle/submission.h"
#include "bundle/sums_tell.h"

/* One of the two. */
struct side {
    const char *path;
    enum lp_stand_in is;
    struct lp_buf text;
    struct lp_buf listed; /* of a list: the same as a manifest's entries */
    struct lp_content content;
    uint64_t undigested;
};

struct diff {
    const struct lp_diff_options *o;
    struct lp_diff_report *r;
    struct side a;
    struct side b;
    bool silent;
};

static struct lp_sums_form
form_of(const struct side *s)
{
    return (struct lp_sums_form){.file = lp_slice_str(lp_path_last(s->path))};
}

static enum lp_code
tell(void *from, const struct lp_family *family, struct lp_err *err)
{
    const struct side *s = from;
    const struct lp_sums_form form = form_of(s);
    struct lp_manifest_trailer trailer;

    return s->is == LP_STAND_IN_MANIFEST
               ? lp_leaf_tell(lp_buf_slice(&s->text), family, &trailer, err)
               : lp_sums_tell(lp_buf_slice(&s->text), &form, family, err);
}

static enum lp_code
learn(void *self, const struct lp_record *r, const struct lp_where *at,
      struct lp_err *err)
{
    struct side *s = self;

    (void)at;
    s->undigested += lp_record_is_document(r) && !r->has_digest ? 1 : 0;
    return lp_content_record(&s->content, r, err);
}

static enum lp_code
list_entries(struct side *s, struct lp_err *err)
{
    const struct lp_sums_form form = form_of(s);
    struct lp_compare_sums *list = NULL;
    enum lp_code rc;

    LP_TRY(lp_compare_sums_new(&list, lp_buf_slice(&s->text), &form, NULL, NULL,
                               err));
    rc = lp_compare_sums_manifest(list, &s->listed, err);

done:
    lp_compare_sums_free(list);
    return rc == LP_OK ? rc : lp_fail_in(err, s->path);
}

static enum lp_code
load(struct side *s, struct lp_err *err)
{
    static const struct lp_family_ops ops = {.enter = learn, .item = learn};
    const struct lp_family family = {&ops, s};
    enum lp_code rc;

    if (s->is == LP_STAND_IN_LIST) {
        LP_TRY(list_entries(s, err));
    }
    LP_TRY(tell(s, &family, err));
    lp_content_sort(&s->content);

done:
    return rc;
}

static enum lp_code
on_event(void *who, const struct lp_verify_event *e, struct lp_err *err)
{
    struct diff *d = who;

    return d->silent ? LP_OK : d->o->told(d->o->who, e, err);
}

static struct lp_slice
entries(const struct side *s)
{
    return lp_buf_slice(s->is == LP_STAND_IN_LIST ? &s->listed : &s->text);
}

/* Push what is on disk by the manifest of `b` as if it were there. */
static enum lp_code
push(const struct diff *d, const struct lp_sink *sink, struct lp_err *err)
{
    struct lp_manifest m = {0};
    struct lp_manifest_trailer trailer;
    const struct lp_where at = {0};
    bool end = false;
    enum lp_code rc;

    LP_TRY(lp_manifest_open(&m, entries(&d->b), err));
    while (!end) {
        struct lp_manifest_item item;
        struct lp_record r;

        LP_TRY(lp_manifest_next(&m, &item, &end, &trailer, err));
        if (end || item.role == LP_MANIFEST_MEMBER) {
            continue;
        }
        r = lp_leaf_record(&item);
        r.name = item.path;
        LP_TRY(sink->ops->item(sink->self, &r, &at, err));
    }

done:
    lp_manifest_release(&m);
    return rc;
}

/* The documents in the files that differ. */
static enum lp_code
diff_documents(struct diff *d, const struct lp_compare *only,
               struct lp_err *err)
{
    const struct lp_repack_options o = {.expected = tell,
                                        .from = &d->a,
                                        .told = on_event,
                                        .who = d,
                                        .only = only};
    struct lp_repack *p = NULL;
    struct lp_repack_counts counts;
    struct lp_family family;
    enum lp_code rc;

    LP_TRY(lp_repack_new(&p, &o, err));
    family = lp_repack_family(p);
    LP_TRY(tell(&d->b, &family, err));
    LP_TRY(lp_repack_close(p, &counts, err));
    d->r->count[LP_VERIFY_MISSING] += counts.missing;
    d->r->count[LP_VERIFY_ADDED] += counts.added;
    rc = lp_repack_tell(p, true, err);

done:
    lp_repack_free(p);
    return rc;
}

static enum lp_code
diff_files(struct diff *d, struct lp_err *err)
{
    struct lp_compare *c = NULL;
    struct lp_sink sink;
    uint64_t bytes;
    enum lp_code rc;

    LP_TRY(lp_compare_new(&c, entries(&d->a), on_event, d, err));
    if (d->a.is == LP_STAND_IN_LIST || d->b.is == LP_STAND_IN_LIST) {
        lp_compare_sizeless(c);
    }
    sink = lp_compare_sink(c);
    LP_TRY(push(d, &sink, err));
    LP_TRY(lp_compare_close(c, d->r->count, &bytes, err));
    if (!d->silent) {
        LP_TRY(lp_compare_tell(c, true, err));
        rc = diff_documents(d, c, err);
    }

done:
    lp_compare_free(c);
    return rc;
}

/* Equal sets of digests, and nothing beside them. */
static bool
same_content(const struct diff *d)
{
    const struct lp_content *a = &d->a.content;
    const struct lp_content *b = &d->b.content;

    return d->a.undigested + d->b.undigested == 0 && a->n == b->n &&
           (a->n == 0 || memcmp(a->digest, b->digest, 32 * a->n) == 0);
}

static enum lp_code
diff_texts(struct diff *d, struct lp_err *err)
{
    struct lp_diff_report *r = d->r;
    enum lp_code rc;

    LP_TRY(load(&d->a, err));
    LP_TRY(load(&d->b, err));
    r->same_bytes =
        lp_slice_equal(lp_buf_slice(&d->a.text), lp_buf_slice(&d->b.text));
    r->same_content = same_content(d);
    r->undigested =
        d->a.undigested > d->b.undigested ? d->a.undigested : d->b.undigested;
    d->silent = r->same_content;
    if (!r->same_bytes) {
        rc = diff_files(d, err);
    }

done:
    return rc;
}

/* Find out what it is; `*set` gets whether it must be a set. */
static enum lp_code
recognise(struct side *s, bool *set, struct lp_err *err)
{
    const struct lp_sums_form form = form_of(s);
    enum lp_code rc = lp_stand_in_read(s->path, &form, &s->text, &s->is, err);

    if (rc != LP_OK) {
        return rc;
    }
    if (s->is == LP_STAND_IN_DIGEST) {
        (void)lp_fail(err, LP_E_USAGE, "%s is a single digest", s->path);
        lp_hint(err, "leafproof diff A B, of manifests, lists or sets");
        return LP_E_USAGE;
    }
    *set = s->is == LP_STAND_IN_NONE;
    return LP_OK;
}

static void
release(struct side *s)
{
    lp_buf_release(&s->text);
    lp_buf_release(&s->listed);
    lp_content_release(&s->content);
}

enum lp_code
lp_do_diff(const struct lp_diff_options *o, struct lp_diff_report *report,
           struct lp_err *err)
{
    struct diff d = {
        .o = o, .r = report, .a = {.path = o->a}, .b = {.path = o->b}};
    bool a_set = false;
    bool b_set = false;
    enum lp_code rc;

    *report = (struct lp_diff_report){0};
    LP_TRY(recognise(&d.a, &a_set, err));
    LP_TRY(recognise(&d.b, &b_set, err));
    if (!a_set && !b_set) {
        rc = diff_texts(&d, err);
        goto done;
    }
    report->sets = true;
    LP_TRY(lp_diff_sets(a_set ? o->a : NULL, b_set ? o->b : NULL, o->told,
                        o->who, report->count, err));
    report->same_content =
        report->count[LP_VERIFY_MISSING] + report->count[LP_VERIFY_ADDED] == 0;

done:
    release(&d.a);
    release(&d.b);
    return rc;
}
