#include "bundle/torrent_moved.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bundle/torrent_judge.h"

/* What lies in the folder and is no file of the torrent, by its length. */
struct others {
    struct lp_bag_file **of;
    size_t n;
};

static int
by_size(const void *left, const void *right)
{
    const struct lp_bag_file *const *l = left;
    const struct lp_bag_file *const *r = right;

    if ((*l)->size != (*r)->size) {
        return (*l)->size < (*r)->size ? -1 : 1;
    }
    return *l < *r ? -1 : *l > *r; /* they are sorted by name */
}

static enum lp_code
gather(struct others *o, const struct lp_torrenting *v, struct lp_err *err)
{
    bool *met = calloc(v->files.n + 1, sizeof *met);

    o->of = calloc(v->files.n + 1, sizeof(struct lp_bag_file *));
    if (met == NULL || o->of == NULL) {
        free(met);
        return lp_no_memory(err);
    }
    for (size_t i = 0; i < v->t.files.n; i++) {
        const struct lp_bag_file *is = lp_torrent_met(v, &v->t.files.of[i]);

        if (is != NULL) {
            met[is - v->files.of] = true;
        }
    }
    for (size_t i = 0; i < v->files.n; i++) {
        if (!met[i] && v->files.of[i].read && v->files.of[i].size > 0) {
            o->of[o->n++] = &v->files.of[i];
        }
    }
    qsort(o->of, o->n, sizeof(struct lp_bag_file *), by_size);
    free(met);
    return LP_OK;
}

/* The first that is at least so long. */
static size_t
find(const struct others *o, uint64_t size)
{
    size_t low = 0;
    size_t high = o->n;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (o->of[middle]->size < size) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

static enum lp_code
is_same(struct lp_torrenting *v, int dir, size_t i,
        const struct lp_bag_file *other, bool *same, struct lp_err *err)
{
    const struct lp_torrent_file *file = &v->t.files.of[i];
    struct lp_torrent_seen *s = &v->seen[i];
    enum lp_code rc = LP_OK;

    if (v->t.v2) {
        *same =
            file->root != NULL &&
            memcmp(file->root,
                   lp_bag_files_digest(&v->files, other, LP_ALG_BTV2), 32) == 0;
    } else {
        s->size = other->size;
        s->path = lp_bag_files_name(&v->files, other);
        rc = lp_torrent_pieces_own(&v->t, dir, v->seen, i, same, err);
    }
    *s = (struct lp_torrent_seen){0};
    return rc;
}

static enum lp_code
look(struct lp_torrenting *v, int dir, size_t i, struct others *o,
     struct lp_err *err)
{
    uint64_t size = v->t.files.of[i].size;
    unsigned tries = 0;
    enum lp_code rc = LP_OK;

    for (size_t k = find(o, size);
         k < o->n && o->of[k]->size == size && tries < LP_TORRENT_TRIES; k++) {
        struct lp_bag_file *other = o->of[k];
        bool same = false;

        if (other->listed != 0) {
            continue;
        }
        tries++;
        LP_TRY(is_same(v, dir, i, other, &same, err));
        if (same) {
            other->listed = 1;
            v->seen[i].elsewhere = (size_t)(other - v->files.of) + 1;
            v->seen[i].path = lp_bag_files_name(&v->files, other);
            break;
        }
    }

done:
    return rc;
}

enum lp_code
lp_torrent_moved(struct lp_torrenting *v, struct lp_err *err)
{
    const unsigned never = LP_TORRENT_UNSAFE | LP_TORRENT_PAD | LP_TORRENT_LINK;
    struct others o = {0};
    int dir =
        open((const char *)v->base.data, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    enum lp_code rc;

    if (dir < 0) {
        return lp_fail(err, LP_E_IO, "cannot open %s",
                       (const char *)v->base.data);
    }
    LP_TRY(gather(&o, v, err));
    for (size_t i = 0; o.n > 0 && i < v->t.files.n; i++) {
        const struct lp_torrent_file *file = &v->t.files.of[i];

        if ((file->flags & never) == 0 && file->size > 0 &&
            lp_torrent_met(v, file) == NULL) {
            LP_TRY(look(v, dir, i, &o, err));
        }
    }

done:
    free(o.of);
    (void)close(dir);
    return rc;
}
