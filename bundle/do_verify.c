#include "bundle/do_verify.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/path.h"
#include "bundle/leaf.h"

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

static bool
may_read(const struct lp_verify_options *o, enum lp_sig_verdict v)
{
    return v == LP_SIG_GOOD ||
           (o->allow_unsigned && (v == LP_SIG_NONE || v == LP_SIG_UNKNOWN_KEY));
}

static enum lp_verify_verdict
from_signature(enum lp_sig_verdict v)
{
    return v == LP_SIG_NONE || v == LP_SIG_UNKNOWN_KEY || v == LP_SIG_LEGACY
               ? LP_VERIFY_INCOMPLETE
               : LP_NOT_VERIFIED;
}

static enum lp_verify_verdict
from_counts(const uint64_t *count)
{
    if (count[LP_VERIFY_CHANGED] + count[LP_VERIFY_MISSING] +
            count[LP_VERIFY_MOVED] + count[LP_VERIFY_ADDED] >
        0) {
        return LP_NOT_VERIFIED;
    }
    return count[LP_VERIFY_UNREADABLE] > 0 ? LP_VERIFY_INCOMPLETE : LP_VERIFIED;
}

static enum lp_code
compare_files(const struct lp_verify_options *o, struct lp_slice text,
              const struct lp_listener *listener, struct lp_verify_report *r,
              struct lp_err *err)
{
    char *folder =
        o->folder == NULL ? lp_path_folder(o->manifest) : strdup(o->folder);
    struct lp_walk_how how = o->how;
    struct lp_inputs in = {0};
    struct lp_compare *compare = NULL;
    struct lp_buf names = {0};
    struct lp_sink sink;
    enum lp_code rc;

    if (folder == NULL) {
        return lp_no_memory(err);
    }
    how.raw = true;
    if (!r->trailer.tree) {
        LP_TRY(top_level(text, &names, err));
    }
    LP_TRY(lp_inputs_folder(&in, folder, r->trailer.tree, lp_buf_slice(&names),
                            err));
    LP_TRY(lp_inputs_skip(&in, o->manifest, NULL, err));
    LP_TRY(lp_compare_new(&compare, text, o->told, o->who, err));
    sink = lp_compare_sink(compare);
    LP_TRY(lp_inputs_walk(&in, &how, &sink, listener, err));
    LP_TRY(lp_compare_finish(compare, r->count, &r->bytes, err));
    r->compared = true;

done:
    lp_compare_free(compare);
    lp_inputs_release(&in);
    lp_buf_release(&names);
    free(folder);
    return rc;
}

enum lp_code
lp_do_verify(const struct lp_verify_options *o,
             const struct lp_listener *listener, struct lp_verify_report *r,
             struct lp_err *err)
{
    struct lp_buf text = {0};
    enum lp_code rc;

    *r = (struct lp_verify_report){0};
    LP_TRY(lp_file_read(&text, o->manifest, LP_BUF_MAX, NULL, err));
    LP_TRY(lp_signature_judge(&r->signature, o->manifest, lp_buf_slice(&text),
                              o->trust, err));
    o->judged(o->who, &r->signature);
    if (!may_read(o, r->signature.verdict)) {
        r->verdict = from_signature(r->signature.verdict);
        goto done;
    }
    rc = lp_leaf_tell(lp_buf_slice(&text), NULL, &r->trailer, err);
    if (rc == LP_E_FORMAT) {
        (void)snprintf(r->malformed, sizeof r->malformed, "%s", err->text);
        r->verdict = LP_NOT_VERIFIED;
        rc = LP_OK;
        goto done;
    }
    LP_TRY(rc);
    LP_TRY(compare_files(o, lp_buf_slice(&text), listener, r, err));
    r->verdict = from_counts(r->count);

done:
    lp_buf_release(&text);
    return rc;
}

void
lp_verify_report_release(struct lp_verify_report *r)
{
    lp_signature_release(&r->signature);
}
