#include "bundle/do_pieces.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "bundle/infile.h"
#include "bundle/tree.h"
#include "formats/pieces.h"

/* Enough for one task a thread. */
#define QUEUE_ROOM 1024

static enum lp_code
open_file(struct lp_infile *f, const char *path, struct lp_err *err)
{
    struct stat st;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    enum lp_code rc = LP_OK;

    if (fd < 0 || fstat(fd, &st) != 0) {
        rc = lp_fail(err, LP_E_IO, "cannot open %s", path);
    } else if (!S_ISREG(st.st_mode) || st.st_size == 0) {
        rc = lp_fail(err, LP_E_USAGE, "%s is %s", path,
                     S_ISREG(st.st_mode) ? "empty: it has no pieces"
                                         : "no regular file");
    }
    if (rc != LP_OK) {
        if (fd >= 0) {
            (void)close(fd);
        }
        return rc;
    }
    return lp_infile_init(f, fd, &st, err);
}

static enum lp_code
write_out(const char *path, const struct lp_tree *t, struct lp_err *err)
{
    struct lp_pieces p = {.size = t->size, .layer = t->layer};
    struct lp_outfile out = {0};
    struct lp_buf text = {0};
    enum lp_code rc;

    memcpy(p.root, t->root, sizeof p.root);
    lp_pieces_put(&text, &p);
    LP_TRY(lp_buf_check(&text, err));
    LP_TRY(lp_outfile_open(&out, path, 0666, false, err));
    LP_TRY(lp_outfile_put(&out, lp_buf_slice(&text), err));
    LP_TRY(lp_outfile_commit(&out, err));

done:
    lp_outfile_release(&out);
    lp_buf_release(&text);
    return rc;
}

enum lp_code
lp_do_pieces(const struct lp_pieces_options *o, struct lp_pieces_report *report,
             struct lp_err *err)
{
    struct lp_infile f = {0};
    struct lp_pool *pool = NULL;
    struct lp_tree t = {0};
    struct lp_tree_how how = {.threads = o->threads};
    enum lp_code rc;

    LP_TRY(open_file(&f, o->path, err));
    if (o->threads > 1) {
        LP_TRY(lp_pool_new(&pool, o->threads - 1, QUEUE_ROOM, err));
    }
    how.pool = pool;
    rc = lp_tree_read(&t, f.view, &how, err);
    if (rc == LP_OK) {
        rc = lp_infile_settled(&f, t.size, err);
    }
    if (rc != LP_OK) {
        rc = lp_fail_in(err, o->path);
        goto done;
    }
    LP_TRY(write_out(o->out, &t, err));
    *report = (struct lp_pieces_report){.size = t.size, .pieces = t.n};
    memcpy(report->root, t.root, sizeof t.root);

done:
    lp_pool_free(pool);
    lp_tree_release(&t);
    lp_infile_release(&f);
    return rc;
}
