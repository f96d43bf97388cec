#include "bundle/rds.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "bundle/helping.h"

/* Frames of a helper, as they come in pieces. */
struct frames {
    struct lp_source from;
    struct lp_buf held;
    size_t at;
};

/* The next frame; its body borrows until the next call. */
static enum lp_code
next_frame(struct frames *f, uint8_t *type, struct lp_slice *body,
           struct lp_err *err)
{
    size_t need = LP_HELPER_HEAD;
    enum lp_code rc = LP_OK;

    for (;;) {
        struct lp_slice rest = lp_slice_from(lp_buf_slice(&f->held), f->at);
        struct lp_piece piece = {0};

        if (rest.len >= LP_HELPER_HEAD) {
            need = LP_HELPER_HEAD + lp_get_le32(rest.data + 1);
        }
        if (need > LP_HELPER_HEAD + LP_HELPER_BODY_MAX) {
            return lp_fail(err, LP_E_FORMAT, "the helper makes no sense");
        }
        if (rest.len >= LP_HELPER_HEAD && rest.len >= need) {
            *type = rest.data[0];
            *body = lp_slice_from(lp_slice_head(rest, need), LP_HELPER_HEAD);
            f->at += need;
            return LP_OK;
        }
        LP_TRY(lp_source_pull(&f->from, &piece, err));
        if (piece.bytes.len == 0) {
            return lp_fail(err, LP_E_FORMAT, "the helper broke off");
        }
        if (f->at == f->held.len) {
            lp_buf_clear(&f->held);
            f->at = 0;
        }
        lp_buf_put(&f->held, piece.bytes);
        LP_TRY(lp_buf_check(&f->held, err));
    }

done:
    return rc;
}

static enum lp_code
hear_table(struct frames *f, struct lp_buf *text, struct lp_err *err)
{
    enum lp_code rc;

    for (;;) {
        struct lp_slice body = {0};
        uint8_t type = 0;

        LP_TRY(next_frame(f, &type, &body, err));
        if (type == LP_HELPER_DATA) {
            lp_buf_put(text, body);
            LP_TRY(lp_buf_check(text, err));
        } else if (type == LP_HELPER_END) {
            return LP_OK;
        } else if (type != LP_HELPER_MEMBER && type != LP_HELPER_DONE) {
            return lp_fail(err, LP_E_FORMAT, "%s",
                           type == LP_HELPER_FAILED
                               ? "no SQLite database with a table FILE as an "
                                 "RDSv3 has it"
                               : "the database is broken");
        }
    }

done:
    return rc;
}

static enum lp_code
open_view(struct lp_view **view, const char *path, struct lp_err *err)
{
    struct stat st;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);

    if (fd < 0 || fstat(fd, &st) != 0 || !S_ISREG(st.st_mode)) {
        if (fd >= 0) {
            (void)close(fd);
        }
        return lp_fail(err, LP_E_IO, "cannot read %s", path);
    }
    return lp_view_file(view, fd, (uint64_t)st.st_size, false, err);
}

static enum lp_code
read_database(struct lp_buf *text, const char *path, struct lp_err *err)
{
    struct lp_view *view = NULL;
    struct frames f = {0};
    enum lp_code rc;

    LP_TRY(open_view(&view, path, err));
    LP_TRY(lp_helping.start(&f.from, "rds", "rds", view, err));
    rc = hear_table(&f, text, err);

done:
    lp_source_release(&f.from);
    lp_buf_release(&f.held);
    lp_view_unref(view);
    return rc;
}

enum lp_code
lp_rds_read(struct lp_buf *text, const char *path,
            const struct lp_sums_form *form, struct lp_err *err)
{
    enum lp_code rc;

    if (form->kind != LP_SUMS_RDS) {
        return lp_file_read(text, path, LP_BUF_MAX, NULL, err);
    }
    rc = read_database(text, path, err);
    return rc == LP_E_FORMAT ? lp_fail_in(err, path) : rc;
}
