#include "bundle/submission.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

#include "base/path.h"
#include "bundle/hold.h"
#include "bundle/leaf.h"
#include "bundle/levels.h"
#include "bundle/rds.h"
#include "bundle/sums_join.h"
#include "bundle/sums_tell.h"
#include "bundle/torrent_tell.h"

#define FIRST_WORDS "# leafproof manifest "

static enum lp_code
read_manifest(struct lp_slice text, enum lp_stand_in *is, struct lp_err *err)
{
    struct lp_manifest_trailer trailer;
    struct lp_err why = {0};
    enum lp_code rc;

    rc = lp_leaf_tell(text, NULL, &trailer, &why);
    if (rc == LP_E_FORMAT &&
        !lp_slice_begins(text, lp_slice_str(FIRST_WORDS))) {
        return LP_OK;
    }
    *is = LP_STAND_IN_MANIFEST;
    if (rc != LP_OK) {
        *err = why;
        return rc;
    }
    return lp_leaf_levels(&trailer, err);
}

static bool
begins_as_list(const char *path, const struct lp_sums_form *form)
{
    return form->sure || lp_sums_begins(open(path, O_RDONLY | O_CLOEXEC |
                                                       O_NONBLOCK | O_NOCTTY),
                                        lp_path_last(path)) != LP_SUMS_NONE;
}

/* How to read this one: what is known by its bytes need not be said. */
static struct lp_sums_form
form_of(const char *path, struct lp_slice text,
        const struct lp_sums_form *lists)
{
    const struct lp_slice file = lp_slice_str(lp_path_last(path));
    struct lp_sums_form form = *lists;

    if (!form.sure && lp_sums_recognise(text, file) != LP_SUMS_UNSURE) {
        form = (struct lp_sums_form){0};
    }
    form.file = file;
    return form;
}

enum lp_code
lp_stand_in_read(const char *path, const struct lp_sums_form *lists,
                 struct lp_buf *text, enum lp_stand_in *is, struct lp_err *err)
{
    const struct lp_sums_form none = {0};
    struct lp_sums_form form;
    bool leaf = lp_slice_ends(lp_slice_str(path), lp_slice_str(".leaf"));
    bool torrent;
    bool list;
    enum lp_code rc = LP_OK;

    *is = LP_STAND_IN_NONE;
    if (lp_sums_is_digest(path)) {
        *is = LP_STAND_IN_DIGEST;
        return LP_OK;
    }
    torrent = lp_torrent_is_there(path);
    list = !torrent && begins_as_list(path, lists);
    if (!leaf && !list && !torrent) {
        return LP_OK;
    }
    rc = lp_rds_read(text, path, lists->sure ? lists : &none, err);
    if (rc == LP_E_IO || rc == LP_E_USAGE) {
        return LP_OK; /* as a document that cannot be read, or a folder */
    }
    LP_TRY(rc);
    if (leaf) {
        rc = read_manifest(lp_buf_slice(text), is, err);
    }
    if (rc == LP_OK && *is == LP_STAND_IN_NONE && list) {
        *is = LP_STAND_IN_LIST;
        form = form_of(path, lp_buf_slice(text), lists);
        rc = lp_sums_join(lp_buf_slice(text), &form, NULL, NULL, err);
    } else if (rc == LP_OK && *is == LP_STAND_IN_NONE && torrent) {
        *is = LP_STAND_IN_LIST;
        rc = lp_torrent_tell_files(lp_buf_slice(text), NULL, err);
    }
    return rc == LP_OK ? LP_OK : lp_fail_in(err, path);

done:
    return rc;
}

enum lp_code
lp_stand_in_tell(const char *path, const struct lp_sums_form *lists,
                 struct lp_slice text, enum lp_stand_in is,
                 const struct lp_family *family, unsigned *levels,
                 uint8_t *source, struct lp_err *err)
{
    struct lp_sums_form form;
    struct lp_manifest_trailer trailer;
    struct lp_digest digest;
    enum lp_code rc;

    *levels = 0;
    if (is == LP_STAND_IN_DIGEST) {
        return lp_sums_tell_digest(path, family, err);
    }
    LP_TRY(lp_digest_of(&digest, LP_ALG_SHA256, text, err));
    if (is == LP_STAND_IN_MANIFEST) {
        rc = lp_leaf_tell(text, family, &trailer, err);
        *levels = rc == LP_OK ? lp_levels_listed(trailer.levels) : 0;
    } else if (lp_torrent_recognise(text)) {
        rc = lp_torrent_tell_files(text, family, err);
    } else {
        form = form_of(path, text, lists);
        rc = lp_sums_tell(text, &form, family, err);
    }
    if (rc == LP_OK && source != NULL) {
        memcpy(source, digest.bytes, 32);
    }

done:
    return rc;
}

static enum lp_code
tell_walk(const struct lp_submission *s, const char *const *paths, size_t n,
          const struct lp_family *family, const struct lp_listener *listener,
          struct lp_err *err)
{
    struct lp_inputs in = {0};
    struct lp_hold *hold = NULL;
    struct lp_sink sink;
    enum lp_code rc;

    LP_TRY(lp_inputs_open(&in, paths, n, n < s->n, err));
    if (s->out != NULL) {
        LP_TRY(lp_inputs_skip(&in, s->out, NULL, err));
    }
    LP_TRY(lp_hold_new(&hold, family, err));
    sink = lp_hold_sink(hold);
    LP_TRY(lp_inputs_walk(&in, &s->how, &sink, listener, err));

done:
    lp_hold_free(hold);
    lp_inputs_release(&in);
    return rc;
}

enum lp_code
lp_submission_tell(const struct lp_submission *s,
                   const struct lp_family *family,
                   const struct lp_listener *listener,
                   struct lp_submission_report *report, struct lp_err *err)
{
    const char **walk = calloc(s->n + 1, sizeof *walk);
    struct lp_buf text = {0};
    size_t n = 0;
    enum lp_code rc = LP_OK;

    *report = (struct lp_submission_report){.levels = LP_LEVELS_ALL};
    if (walk == NULL) {
        return lp_no_memory(err);
    }
    for (size_t i = 0; i < s->n; i++) {
        enum lp_stand_in is;
        unsigned levels;

        LP_TRY(lp_stand_in_read(s->paths[i], &s->list, &text, &is, err));
        if (is == LP_STAND_IN_NONE) {
            walk[n++] = s->paths[i];
        } else {
            LP_TRY(lp_stand_in_tell(s->paths[i], &s->list, lp_buf_slice(&text),
                                    is, family, &levels, report->source, err));
            report->levels &= levels;
            report->manifests += is == LP_STAND_IN_MANIFEST ? 1 : 0;
            report->lists += is == LP_STAND_IN_MANIFEST ? 0 : 1;
        }
        lp_buf_release(&text);
    }
    if (n > 0) {
        report->levels &= s->how.levels;
        rc = tell_walk(s, walk, n, family, listener, err);
    }

done:
    lp_buf_release(&text);
    free(walk);
    return rc;
}
