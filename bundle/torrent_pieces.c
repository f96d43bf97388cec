#include "bundle/torrent_pieces.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bundle/folder.h"
#include "bundle/infile.h"
#include "crypto/md.h"

#define ROOM ((size_t)256 * 1024)

/* Zeros of pads that are digested: their number is what the torrent says, and
 * need have nothing to do with what is there. */
#define ZEROS_MAX ((uint64_t)64 << 30)
#define ZEROS_RATIO 200

/* The files in a row, of which one is open. */
struct row {
    const struct lp_torrent *t;
    int dir;
    struct lp_torrent_seen *seen;
    uint8_t *room;
    struct lp_infile in;
    size_t is; /* the open one; n: none */
    uint64_t zeros;
    uint64_t bytes;
};

/* The file at `path` below `dir`, without following a link; -1. */
static int
open_below(int dir, struct lp_slice path)
{
    struct lp_buf name = {0};
    struct lp_slice rest = path;
    int at = dir;

    while (at >= 0) {
        const uint8_t *slash = memchr(rest.data, '/', rest.len);
        size_t len = slash == NULL ? rest.len : (size_t)(slash - rest.data);
        int next;

        lp_buf_clear(&name);
        lp_buf_put(&name, lp_slice_head(rest, len));
        lp_buf_byte(&name, '\0');
        next = lp_buf_check(&name, NULL) != LP_OK
                   ? -1
                   : openat(at, (const char *)name.data,
                            slash != NULL ? LP_FOLDER_OPEN
                                          : O_RDONLY | O_NOFOLLOW | O_NONBLOCK |
                                                O_CLOEXEC | O_NOCTTY);
        if (at != dir) {
            (void)close(at);
        }
        at = next;
        if (slash == NULL) {
            break;
        }
        rest = lp_slice_from(rest, len + 1);
    }
    lp_buf_release(&name);
    return at;
}

/* The file turned out not to be readable, or to be under change. */
static void
give_up(struct row *r, size_t file, enum lp_rule rule)
{
    struct lp_torrent_seen *s = &r->seen[file];

    s->usable = false;
    s->changed = true;
    s->rule = rule;
}

static void
close_file(struct row *r)
{
    struct lp_err why = {0};

    if (r->is < r->t->files.n) {
        if (lp_infile_settled(&r->in, r->seen[r->is].size, &why) != LP_OK) {
            give_up(r, r->is, LP_RULE_CHANGED);
        }
        lp_infile_release(&r->in);
    }
    r->is = r->t->files.n;
}

/* Make it the open one. False if it is not what it was. */
static enum lp_code
open_file(struct row *r, size_t i, bool *good, struct lp_err *err)
{
    const struct lp_torrent_file *file = &r->t->files.of[i];
    struct stat st = {0};
    enum lp_code rc;
    int fd;

    *good = true;
    if (r->is == i) {
        return LP_OK;
    }
    close_file(r);
    fd = open_below(r->dir, r->seen[i].path.len > 0
                                ? r->seen[i].path
                                : lp_torrent_path(&r->t->files, file));
    if (fd < 0 || fstat(fd, &st) != 0 || !S_ISREG(st.st_mode) ||
        (uint64_t)st.st_size != r->seen[i].size) {
        give_up(r, i, fd < 0 ? LP_RULE_UNREADABLE : LP_RULE_CHANGED);
        *good = false;
        if (fd >= 0) {
            (void)close(fd);
        }
        return LP_OK;
    }
    rc = lp_infile_init(&r->in, fd, &st, err);
    r->is = rc == LP_OK ? i : r->is;
    return rc;
}

static enum lp_code
feed_zeros(struct row *r, struct lp_mdrun *run, uint64_t n, struct lp_err *err)
{
    enum lp_code rc = LP_OK;

    memset(r->room, 0, n < ROOM ? (size_t)n : ROOM);
    r->zeros += n;
    while (rc == LP_OK && n > 0) {
        size_t part = n < ROOM ? (size_t)n : ROOM;

        rc = lp_mdrun_feed(run, (struct lp_slice){r->room, part}, err);
        n -= part;
    }
    return rc;
}

static enum lp_code
feed_file(struct row *r, struct lp_mdrun *run, size_t i, uint64_t at,
          uint64_t n, bool *good, struct lp_err *err)
{
    enum lp_code rc;

    LP_TRY(open_file(r, i, good, err));
    while (*good && n > 0) {
        size_t part = n < ROOM ? (size_t)n : ROOM;
        size_t got = 0;
        struct lp_err why = {0};

        rc = lp_view_read(r->in.view, at, r->room, part, &got, &why);
        if (rc != LP_OK || got < part) {
            give_up(r, i, rc != LP_OK ? LP_RULE_UNREADABLE : LP_RULE_CHANGED);
            *good = false;
            rc = LP_OK;
            break;
        }
        LP_TRY(lp_mdrun_feed(run, (struct lp_slice){r->room, got}, err));
        r->bytes += got;
        at += got;
        n -= got;
    }

done:
    return rc;
}

/* Bytes `begin` up to `end` of the row, the first of which lie in `first`. */
struct cut {
    uint64_t begin;
    uint64_t end;
    size_t first;
    size_t files; /* with a part in it, that are no pads */
    size_t one;   /* the first of them ... */
    size_t last;  /* ... and the last */
    uint64_t zeros;
};

/* How much of `file` lies in the cut, from `*at` of the file on. */
static uint64_t
share(const struct cut *c, const struct lp_torrent_file *file, uint64_t *at)
{
    uint64_t begin = c->begin > file->at ? c->begin - file->at : 0;
    uint64_t end =
        c->end - file->at < file->size ? c->end - file->at : file->size;

    *at = begin;
    return end > begin ? end - begin : 0;
}

/* Look at who has a part in the cut: whether all of it can be read. */
static bool
survey(const struct row *r, struct cut *c)
{
    const struct lp_torrent_files *f = &r->t->files;
    bool all = true;
    uint64_t at;

    for (size_t i = c->first; i < f->n && f->of[i].at < c->end; i++) {
        uint64_t n = share(c, &f->of[i], &at);

        if ((f->of[i].flags & LP_TORRENT_PAD) != 0) {
            c->zeros += n;
        } else if (n > 0) {
            c->one = c->files == 0 ? i : c->one;
            c->last = i;
            c->files++;
            all = all && r->seen[i].usable && at + n <= r->seen[i].size;
        }
    }
    return all && c->files > 0 &&
           r->zeros + c->zeros <= ZEROS_MAX + ZEROS_RATIO * r->bytes;
}

/* Digest the cut; `*good` is false if something in it could not be read. */
static enum lp_code
digest(struct row *r, const struct cut *c, struct lp_mds *out, bool *good,
       struct lp_err *err)
{
    const struct lp_torrent_files *f = &r->t->files;
    struct lp_mdrun *run = NULL;
    uint64_t at;
    enum lp_code rc;

    *good = true;
    LP_TRY(lp_mdrun_new(&run, LP_MD_BIT(LP_MD_SHA1), err));
    for (size_t i = c->first; *good && i < f->n && f->of[i].at < c->end; i++) {
        uint64_t n = share(c, &f->of[i], &at);

        if ((f->of[i].flags & LP_TORRENT_PAD) != 0) {
            LP_TRY(feed_zeros(r, run, n, err));
        } else if (n > 0) {
            LP_TRY(feed_file(r, run, i, at, n, good, err));
        }
    }
    LP_TRY(lp_mdrun_end(run, out, err));
    if ((out->mask & LP_MD_BIT(LP_MD_SHA1)) == 0) {
        rc = lp_fail(err, LP_E_ENGINE, "there is no SHA-1 on this system");
    }

done:
    lp_mdrun_free(run);
    return rc;
}

/* Note for all that have a part in it what became of it. */
static void
note(const struct row *r, const struct cut *c, bool compared, bool right)
{
    const struct lp_torrent_files *f = &r->t->files;
    uint64_t at;

    for (size_t i = c->first; i < f->n && f->of[i].at < c->end; i++) {
        struct lp_torrent_seen *s = &r->seen[i];

        if ((f->of[i].flags & LP_TORRENT_PAD) != 0 ||
            share(c, &f->of[i], &at) == 0) {
            continue;
        }
        s->open += compared ? 0 : 1;
        s->good += compared && right ? 1 : 0;
        s->bad += compared && !right ? 1 : 0;
        s->own += compared && !right && c->files == 1 ? 1 : 0;
    }
}

static enum lp_code
compare(struct row *r, struct cut *c, uint64_t piece, lp_torrent_wrong *told,
        void *who, struct lp_err *err)
{
    const struct lp_slice want = {r->t->hashes.data + 20 * piece, 20};
    bool compared = survey(r, c);
    bool right = false;
    struct lp_mds got = {0};
    enum lp_code rc = LP_OK;

    if (compared) {
        LP_TRY(digest(r, c, &got, &compared, err));
        right = compared && lp_mds_is(&got, LP_MD_SHA1, want);
    }
    note(r, c, compared, right);
    if (compared && !right && c->files > 1) {
        rc = told(who, piece, c->one, c->last, err);
    }

done:
    return rc;
}

enum lp_code
lp_torrent_pieces(const struct lp_torrent *t, int dir,
                  struct lp_torrent_seen *seen, lp_torrent_wrong *told,
                  void *who, struct lp_err *err)
{
    struct row r = {.t = t,
                    .dir = dir,
                    .seen = seen,
                    .room = malloc(ROOM),
                    .is = t->files.n};
    size_t first = 0;
    enum lp_code rc = LP_OK;

    if (r.room == NULL) {
        return lp_no_memory(err);
    }
    for (uint64_t p = 0; p < t->pieces; p++) {
        struct cut c = {.begin = p * t->piece};

        c.end = t->total - c.begin < t->piece ? t->total : c.begin + t->piece;
        while (first < t->files.n &&
               t->files.of[first].at + t->files.of[first].size <= c.begin) {
            first++;
        }
        c.first = first;
        LP_TRY(compare(&r, &c, p, told, who, err));
    }

done:
    close_file(&r);
    lp_infile_release(&r.in);
    free(r.room);
    return rc;
}

enum lp_code
lp_torrent_pieces_own(const struct lp_torrent *t, int dir,
                      struct lp_torrent_seen *seen, size_t i, bool *same,
                      struct lp_err *err)
{
    const struct lp_torrent_file *file = &t->files.of[i];
    struct row r = {.t = t,
                    .dir = dir,
                    .seen = seen,
                    .room = malloc(ROOM),
                    .is = t->files.n};
    uint64_t first = file->at / t->piece + (file->at % t->piece > 0 ? 1 : 0);
    uint64_t last = (file->at + file->size) / t->piece; /* behind the last */
    enum lp_code rc = LP_OK;

    if (r.room == NULL) {
        return lp_no_memory(err);
    }
    last = file->at + file->size == t->total ? t->pieces : last;
    *same = first < last;
    for (uint64_t p = first; *same && p < last; p++) {
        const struct lp_slice want = {t->hashes.data + 20 * p, 20};
        struct cut c = {.begin = p * t->piece, .first = i};
        struct lp_mds got = {0};

        c.end = t->total - c.begin < t->piece ? t->total : c.begin + t->piece;
        LP_TRY(digest(&r, &c, &got, same, err));
        *same = *same && lp_mds_is(&got, LP_MD_SHA1, want);
    }

done:
    close_file(&r);
    lp_infile_release(&r.in);
    free(r.room);
    return rc;
}
