#include "formats/zip_window.h"

#include <stdlib.h>

/* What is read at once when reading moves forward, and after a jump: records
 * that lie scattered must not each cost a long read. */
#define AHEAD ((size_t)64 * 1024)
#define JUMP ((size_t)4 * 1024)

static enum lp_code
fill(struct lp_zip_window *w, uint64_t at, size_t n, struct lp_err *err)
{
    bool forward = at >= w->at && at - w->at <= w->len + JUMP;
    size_t want = forward ? AHEAD : JUMP;
    size_t got;
    enum lp_code rc;

    want = want < n ? n : want;
    if (w->cap < want) {
        uint8_t *more = realloc(w->data, want);

        if (more == NULL) {
            return lp_no_memory(err);
        }
        w->data = more;
        w->cap = want;
    }
    w->len = 0;
    rc = lp_view_read(w->view, at, w->data, want, &got, err);
    if (rc == LP_OK) {
        w->at = at;
        w->len = got;
    }
    return rc;
}

enum lp_code
lp_zip_window_show(struct lp_zip_window *w, uint64_t at, size_t n,
                   struct lp_slice *out, struct lp_err *err)
{
    struct lp_slice have;

    if (at < w->at || at - w->at > w->len || n > w->len - (at - w->at)) {
        enum lp_code rc = fill(w, at, n, err);

        if (rc != LP_OK) {
            return rc;
        }
    }
    have = (struct lp_slice){w->data, w->len};
    *out = lp_slice_head(lp_slice_from(have, (size_t)(at - w->at)), n);
    return LP_OK;
}

void
lp_zip_window_release(struct lp_zip_window *w)
{
    free(w->data);
    *w = (struct lp_zip_window){0};
}
