#include "bundle/submission.h"

#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "bundle/hold.h"
#include "bundle/leaf.h"

#define FIRST_WORDS "# leafproof manifest "

/* What the user means by a path: a manifest, if its name ends in .leaf and its
 * first line says so, or else a document. A manifest must be right in all of it
 * before any of it is told. */
static enum lp_code
read_manifest(const char *path, struct lp_buf *text, bool *is,
              struct lp_err *err)
{
    struct lp_manifest_trailer trailer;
    struct lp_err why = {0};
    enum lp_code rc;

    *is = false;
    if (!lp_slice_ends(lp_slice_str(path), lp_slice_str(".leaf")) ||
        lp_file_read(text, path, LP_BUF_MAX, NULL, &why) != LP_OK) {
        return LP_OK;
    }
    rc = lp_leaf_tell(lp_buf_slice(text), NULL, &trailer, &why);
    if (rc == LP_E_FORMAT &&
        !lp_slice_begins(lp_buf_slice(text), lp_slice_str(FIRST_WORDS))) {
        return LP_OK;
    }
    *is = rc == LP_OK;
    if (rc != LP_OK) {
        *err = why;
        (void)lp_fail_in(err, path);
    }
    return rc;
}

static enum lp_code
tell_manifest(struct lp_slice text, const struct lp_family *family,
              uint8_t *source, struct lp_err *err)
{
    struct lp_manifest_trailer trailer;
    struct lp_digest digest;
    enum lp_code rc;

    LP_TRY(lp_digest_of(&digest, LP_ALG_SHA256, text, err));
    LP_TRY(lp_leaf_tell(text, family, &trailer, err));
    if (source != NULL) {
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

    *report = (struct lp_submission_report){0};
    if (walk == NULL) {
        return lp_no_memory(err);
    }
    for (size_t i = 0; i < s->n; i++) {
        bool manifest;

        LP_TRY(read_manifest(s->paths[i], &text, &manifest, err));
        if (manifest) {
            LP_TRY(tell_manifest(lp_buf_slice(&text), family, report->source,
                                 err));
            report->manifests++;
        } else {
            walk[n++] = s->paths[i];
        }
        lp_buf_release(&text);
    }
    if (n > 0) {
        rc = tell_walk(s, walk, n, family, listener, err);
    }

done:
    lp_buf_release(&text);
    free(walk);
    return rc;
}
