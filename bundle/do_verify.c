#include "bundle/do_verify.h"

#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/path.h"
#include "bundle/verify_leaf.h"
#include "bundle/verify_list.h"
#include "formats/sums.h"

static bool
is_list(const struct lp_verify_options *o, struct lp_slice text)
{
    struct lp_slice name = lp_slice_str(lp_path_last(o->manifest));

    return o->list.kind != LP_SUMS_NONE ||
           (!lp_slice_ends(name, lp_slice_str(".leaf")) &&
            lp_sums_recognise(text, name) != LP_SUMS_NONE);
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
    r->list = is_list(o, v.text);
    LP_TRY(
        lp_signature_judge(&r->signature, o->manifest, v.text, o->trust, err));
    o->judged(o->who, &r->signature);
    if (!lp_verify_may_read(r->signature.verdict, o->allow_unsigned)) {
        r->verdict = lp_verify_stopped(r->signature.verdict);
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
