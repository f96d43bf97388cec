#include "bundle/submission.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "bundle/hold.h"
#include "bundle/leaf.h"

static bool
is_manifest(const char *path)
{
    static const char first[] = "# leafproof manifest ";
    char head[sizeof first - 1];
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    bool is = fd >= 0 && pread(fd, head, sizeof head, 0) == sizeof head &&
              memcmp(head, first, sizeof head) == 0;

    if (fd >= 0) {
        (void)close(fd);
    }
    return is;
}

static enum lp_code
tell_manifest(const char *path, const struct lp_family *family, uint8_t *source,
              struct lp_err *err)
{
    struct lp_buf text = {0};
    struct lp_manifest_trailer trailer;
    struct lp_digest digest;
    enum lp_code rc;

    LP_TRY(lp_file_read(&text, path, LP_BUF_MAX, NULL, err));
    LP_TRY(lp_digest_of(&digest, LP_ALG_SHA256, lp_buf_slice(&text), err));
    rc = lp_leaf_tell(lp_buf_slice(&text), family, &trailer, err);
    if (rc == LP_E_FORMAT) {
        rc = lp_fail_in(err, path);
    }
    if (rc == LP_OK && source != NULL) {
        memcpy(source, digest.bytes, 32);
    }

done:
    lp_buf_release(&text);
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
                   const struct lp_listener *listener, uint8_t source[32],
                   bool *sourced, struct lp_err *err)
{
    const char **walk = calloc(s->n + 1, sizeof *walk);
    size_t n = 0;
    enum lp_code rc = LP_OK;

    if (walk == NULL) {
        return lp_no_memory(err);
    }
    for (size_t i = 0; i < s->n; i++) {
        if (is_manifest(s->paths[i])) {
            LP_TRY(tell_manifest(s->paths[i], family, source, err));
        } else {
            walk[n++] = s->paths[i];
        }
    }
    if (sourced != NULL) {
        *sourced = n == 0 && s->n == 1;
    }
    if (n > 0) {
        rc = tell_walk(s, walk, n, family, listener, err);
    }

done:
    free(walk);
    return rc;
}
