#include "bundle/do_bag.h"

#include <sys/stat.h>

#include "bundle/bag_lists.h"
#include "bundle/bag_tags.h"
#include "bundle/bag_whole.h"

/* Those that a signature can stand for. */
static const char *const signed_names[] = {"tagmanifest-sha256.txt",
                                           "tagmanifest-sha512.txt"};

static enum lp_code
judge_one(struct lp_bag *b, const char *name, struct lp_err *err)
{
    struct lp_buf path = {0};
    struct lp_buf raw = {0};
    bool there = false;
    enum lp_code rc;

    lp_buf_printf(&path, "%s/%s%c", b->o->folder, name, '\0');
    LP_TRY(lp_buf_check(&path, err));
    LP_TRY(lp_bag_read(b, name, &raw, &there, err));
    if (there) {
        lp_signature_release(&b->r->signature);
        rc = lp_signature_judge(&b->r->signature, (const char *)path.data,
                                lp_buf_slice(&raw), b->o->trust, err);
    }

done:
    lp_buf_release(&path);
    lp_buf_release(&raw);
    return rc;
}

/* Whether the tag manifest `name` lists every payload manifest, by the digests
 * that these have. */
static bool
signs_all(const struct lp_bag *b, const char *name)
{
    uint64_t bit = 0;
    bool all = true;

    for (size_t i = 0; i < b->n; i++) {
        if (lp_slice_is(lp_slice_str(b->manifest[i].name), name)) {
            bit = (uint64_t)1 << i;
        }
    }
    for (size_t i = 0; i < b->n; i++) {
        const struct lp_bag_file *file =
            lp_bag_files_find(&b->files, lp_slice_str(b->manifest[i].name));

        all = all && (b->manifest[i].tags ||
                      (file != NULL && (file->listed & bit) != 0));
    }
    return all && bit != 0;
}

static enum lp_code
judge_signature(struct lp_bag *b, struct lp_err *err)
{
    struct lp_bag_event e = {.rule = LP_RULE_BAG_SIGNATURE};
    struct lp_signature *s = &b->r->signature;
    size_t i;
    enum lp_code rc = LP_OK;

    for (i = 0; i < 2 && s->verdict == LP_SIG_NONE; i++) {
        LP_TRY(judge_one(b, signed_names[i], err));
        e.path = lp_slice_str(signed_names[i]);
        b->r->whole = signs_all(b, signed_names[i]);
    }
    if (s->verdict == LP_SIG_BAD || s->verdict == LP_SIG_BAD_COMMENT) {
        e.note = s->verdict == LP_SIG_BAD
                     ? "this is not what the key signed"
                     : "the trusted comment is not what the key signed";
        rc = lp_bag_tell(b, &e, err);
    } else if (s->verdict == LP_SIG_MALFORMED) {
        e.note = "the signature is malformed";
        rc = lp_bag_tell(b, &e, err);
    }

done:
    return rc;
}

static enum lp_bag_verdict
judge(const struct lp_bag *b)
{
    const struct lp_bag_report *r = b->r;
    bool good = r->signature.verdict == LP_SIG_GOOD && r->whole;

    if (r->findings > 0) {
        return LP_BAG_INVALID;
    }
    return r->closed > 0 || (b->o->signature && !good) ? LP_BAG_INCOMPLETE
                                                       : LP_BAG_VALID;
}

enum lp_code
lp_do_bag(const struct lp_bag_options *o, const struct lp_listener *listener,
          struct lp_bag_report *report, struct lp_err *err)
{
    struct lp_bag b = {.o = o, .listener = listener, .r = report};
    enum lp_code rc;

    *report = (struct lp_bag_report){0};
    LP_TRY(lp_bag_declared(&b, err));
    LP_TRY(lp_bag_manifests(&b, err));
    LP_TRY(lp_bag_fetches(&b, err));
    LP_TRY(lp_bag_files_walk(&b.files, o->folder, (struct lp_slice){0}, NULL,
                             &o->how, listener, err));
    LP_TRY(lp_bag_lists(&b, err));
    LP_TRY(lp_bag_whole(&b, err));
    LP_TRY(lp_bag_infos(&b, err));
    LP_TRY(judge_signature(&b, err));
    report->verdict = judge(&b);

done:
    lp_bag_release(&b);
    return rc;
}

void
lp_bag_report_release(struct lp_bag_report *r)
{
    lp_signature_release(&r->signature);
}

bool
lp_bag_is_there(const char *path)
{
    struct lp_buf name = {0};
    struct stat st;
    bool there;

    lp_buf_printf(&name, "%s/bagit.txt%c", path, '\0');
    there = lp_buf_check(&name, NULL) == LP_OK &&
            lstat((const char *)name.data, &st) == 0;
    lp_buf_release(&name);
    return there;
}
