#include "bundle/verify_list.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/path.h"
#include "bundle/compare_sums.h"

/* With more names than this, the whole folder of a list is walked: each name
 * at its top takes a descriptor. */
#define TOPS_MAX 256

/* How many files are in the folder of a list. The list itself, if it is one of
 * them, is not meant. */
static enum lp_code
count_folder(struct lp_verifying *v, uint64_t *n, struct lp_err *err)
{
    static const char *const endings[] = {"", ".minisig", ".tsr"};
    struct lp_inputs in = {0};
    struct lp_buf path = {0};
    atomic_uint_least64_t files = 0;
    atomic_uint_least64_t bytes = 0;
    const atomic_bool stop = false;
    struct lp_scan scan;
    struct stat st;
    enum lp_code rc;

    LP_TRY(lp_inputs_folder(&in, v->folder, true, (struct lp_slice){0}, err));
    scan = (struct lp_scan){.root = in.root, .n = in.n};
    lp_scan_count(&scan, &files, &bytes, &stop);
    *n = atomic_load(&files);
    for (size_t i = 0; i < sizeof endings / sizeof endings[0]; i++) {
        lp_buf_clear(&path);
        lp_buf_printf(&path, "%s/%s%s%c", v->folder,
                      lp_path_last(v->o->manifest), endings[i], '\0');
        LP_TRY(lp_buf_check(&path, err));
        if (*n > 0 && lstat((const char *)path.data, &st) == 0 &&
            S_ISREG(st.st_mode)) {
            (*n)--;
        }
    }

done:
    lp_buf_release(&path);
    lp_inputs_release(&in);
    return rc;
}

/* Whether something at the top of the folder is a link: as a root of its own it
 * would be followed. */
static bool
any_link(const struct lp_verifying *v, struct lp_slice names)
{
    struct lp_cursor c = lp_cursor_over(names);
    int dir = open(v->folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool any = false;

    while (dir >= 0 && !any && c.rest.len > 0) {
        struct stat st;

        any = fstatat(dir, (const char *)c.rest.data, &st,
                      AT_SYMLINK_NOFOLLOW) == 0 &&
              S_ISLNK(st.st_mode);
        (void)lp_cursor_until(&c, '\0');
    }
    if (dir >= 0) {
        (void)close(dir);
    }
    return any;
}

static enum lp_code
compare_list(struct lp_verifying *v, struct lp_compare_sums *c,
             struct lp_err *err)
{
    struct lp_verify_report *r = v->r;
    struct lp_walk_how how = v->o->how;
    struct lp_inputs in = {0};
    struct lp_buf tops = {0};
    struct lp_sums_counts counts;
    struct lp_sink sink = lp_compare_sums_sink(c);
    uint64_t files = 0;
    size_t n;
    bool whole;
    enum lp_code rc;

    how.raw = true;
    how.algs = lp_compare_sums_algs(c);
    LP_TRY(lp_compare_sums_tops(c, &tops, &n, err));
    whole = n > TOPS_MAX || any_link(v, lp_buf_slice(&tops));
    LP_TRY(lp_inputs_folder(&in, v->folder, whole, lp_buf_slice(&tops), err));
    LP_TRY(lp_inputs_walk(&in, &how, &sink, v->listener, err));
    LP_TRY(lp_compare_sums_finish(c, !v->o->partial, &counts, err));
    if (v->o->census) {
        LP_TRY(count_folder(v, &files, err));
    }
    memcpy(r->count, counts.count, sizeof r->count);
    r->bytes = counts.bytes;
    r->weak = counts.weak;
    r->hints = counts.hints;
    r->broken = counts.broken;
    r->counted = v->o->census;
    r->unlisted = files > counts.met ? files - counts.met : 0;
    r->compared = true;
    lp_verify_forgive(v);
    r->verdict = lp_verify_judge(v);

done:
    lp_buf_release(&tops);
    lp_inputs_release(&in);
    return rc;
}

/* An index of a web archive has addresses, which are no paths. */
static bool
has_addresses(const struct lp_verifying *v, const struct lp_sums_form *form)
{
    enum lp_sums_kind kind = form->kind != LP_SUMS_NONE
                                 ? form->kind
                                 : lp_sums_recognise(v->text, form->file);

    return kind == LP_SUMS_CDX || kind == LP_SUMS_CDXJ;
}

enum lp_code
lp_verify_list(struct lp_verifying *v, struct lp_err *err)
{
    struct lp_compare_sums *c = NULL;
    struct lp_sums_form form = v->o->list;
    enum lp_code rc;

    form.file = lp_slice_str(lp_path_last(v->o->manifest));
    if (!lp_verify_by_paths(v->o)) {
        rc = lp_fail(err, LP_E_USAGE,
                     "a list of digests is compared with one folder");
        lp_hint(err, "leafproof verify LIST [DIR]");
        return rc;
    }
    if (has_addresses(v, &form)) {
        (void)lp_fail(err, LP_E_USAGE,
                      "%s lists addresses of the web, which are no files",
                      v->o->manifest);
        lp_hint(err, "leafproof check PATH... --against LIST");
        return LP_E_USAGE;
    }
    rc = lp_compare_sums_new(&c, v->text, &form, v->o->told, v->o->who, err);
    if (!lp_verify_malformed(v, rc, err)) {
        rc = rc == LP_OK ? compare_list(v, c, err) : rc;
    } else {
        rc = LP_OK;
    }
    lp_compare_sums_free(c);
    return rc;
}
