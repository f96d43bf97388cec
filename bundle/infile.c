#include "bundle/infile.h"

#include <unistd.h>

#include "formats/rule.h"

static bool
same_time(struct timespec a, struct timespec b)
{
    return a.tv_sec == b.tv_sec && a.tv_nsec == b.tv_nsec;
}

enum lp_code
lp_infile_settled(const struct lp_infile *f, uint64_t seen, struct lp_err *err)
{
    struct stat now;

    if (fstat(f->fd, &now) != 0) {
        return lp_fail(err, LP_E_IO, "cannot look at the file again");
    }
    if (seen != (uint64_t)f->at_first.st_size ||
        now.st_size != f->at_first.st_size ||
        !same_time(now.st_mtim, f->at_first.st_mtim)) {
        return lp_fail_at(err, LP_E_IO, LP_RULE_CHANGED, seen,
                          "the file changed while it was read");
    }
    return LP_OK;
}

static enum lp_code
watched_pull(struct lp_source *s, struct lp_piece *out, struct lp_err *err)
{
    struct lp_infile *f = s->self;
    enum lp_code rc = lp_source_pull(&f->range, out, err);

    f->seen += out->bytes.len;
    return rc != LP_OK || out->bytes.len > 0
               ? rc
               : lp_infile_settled(f, f->seen, err);
}

static const struct lp_source_ops watched_ops = {watched_pull, NULL};

enum lp_code
lp_infile_init(struct lp_infile *f, int fd, const struct stat *st,
               struct lp_err *err)
{
    enum lp_code rc;

    *f = (struct lp_infile){.fd = fd, .at_first = *st};
    rc = lp_view_file(&f->view, fd, (uint64_t)st->st_size, false, err);
    if (rc != LP_OK) {
        (void)close(fd);
        return rc;
    }
    rc = lp_source_range(&f->range, f->view, 0, (uint64_t)st->st_size, err);
    if (rc != LP_OK) {
        lp_infile_release(f);
        return rc;
    }
    f->bytes = (struct lp_source){.ops = &watched_ops, .self = f};
    return LP_OK;
}

void
lp_infile_release(struct lp_infile *f)
{
    lp_source_release(&f->range);
    lp_view_unref(f->view);
    *f = (struct lp_infile){0};
}
