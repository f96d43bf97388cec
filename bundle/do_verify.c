#include "bundle/do_verify.h"

#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/path.h"
#include "bundle/verify_leaf.h"
#include "bundle/verify_list.h"
#include "formats/sums.h"

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

static bool
is_list(const char *path, struct lp_slice text)
{
    return !lp_slice_ends(lp_slice_str(path), lp_slice_str(".leaf")) &&
           lp_sums_recognise(text) != LP_SUMS_NONE;
}

enum lp_code
lp_do_verify(const struct lp_verify_options *o,
             const struct lp_listener *listener, struct lp_verify_report *r,
             struct lp_err *err)
{
    struct lp_verifying v = {.o = o, .listener = listener, .r = r};
    struct lp_buf text = {0};
    char *folder = NULL;
    enum lp_code rc;

    *r = (struct lp_verify_report){0};
    LP_TRY(lp_file_read(&text, o->manifest, LP_BUF_MAX, NULL, err));
    v.text = lp_buf_slice(&text);
    r->list = is_list(o->manifest, v.text);
    LP_TRY(
        lp_signature_judge(&r->signature, o->manifest, v.text, o->trust, err));
    o->judged(o->who, &r->signature);
    if (!may_read(o, r->signature.verdict)) {
        r->verdict = from_signature(r->signature.verdict);
        goto done;
    }
    folder = o->n == 0 ? lp_path_folder(o->manifest) : strdup(o->paths[0]);
    if (folder == NULL) {
        rc = lp_no_memory(err);
        goto done;
    }
    v.folder = folder;
    rc = r->list ? lp_verify_list(&v, err) : lp_verify_leaf(&v, err);

done:
    free(folder);
    lp_buf_release(&text);
    return rc;
}

void
lp_verify_report_release(struct lp_verify_report *r)
{
    lp_signature_release(&r->signature);
}
