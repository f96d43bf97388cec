#include "formats/torrent.h"

#include <string.h>

#include "formats/rule.h"
#include "formats/torrent_list.h"
#include "formats/torrent_tree.h"

/* Paths may take so many times the bytes of the torrent: a folder of a long
 * name could have any number of files. */
#define PATHS_MAX 16

bool
lp_torrent_begins(struct lp_slice text)
{
    return text.len > 2 && text.data[0] == 'd' && text.data[1] >= '1' &&
           text.data[1] <= '9' &&
           (text.data[2] == ':' ||
            (text.data[2] >= '0' && text.data[2] <= '9'));
}

bool
lp_torrent_recognise(struct lp_slice text)
{
    return lp_torrent_begins(text) &&
           memmem(text.data, text.len, "4:infod", 7) != NULL;
}

static enum lp_code
differ(struct lp_err *err)
{
    return lp_fail_at(err, LP_E_FORMAT, LP_RULE_TORRENT_HALVES, 0,
                      "the two halves of the torrent list different files");
}

/* Of a hybrid, the files of version 2 stand behind those of version 1, from
 * `first` on: they must be the same but for pads, and in the same order. */
static enum lp_code
merge(struct lp_torrent *t, size_t first, struct lp_err *err)
{
    struct lp_torrent_files *f = &t->files;
    size_t j = first;

    for (size_t i = 0; i < first; i++) {
        struct lp_torrent_file *one = &f->of[i];
        const struct lp_torrent_file *two = &f->of[j];

        if ((one->flags & LP_TORRENT_PAD) != 0) {
            continue;
        }
        if (j == f->n || one->size != two->size ||
            (one->flags & LP_TORRENT_LINK) != (two->flags & LP_TORRENT_LINK) ||
            !lp_slice_equal(lp_torrent_path(f, one), lp_torrent_path(f, two))) {
            return differ(err);
        }
        one->root = two->root;
        one->layer = two->layer;
        one->flags |= two->flags;
        j++;
    }
    if (j != f->n) {
        return differ(err);
    }
    f->n = first;
    return LP_OK;
}

/* Of version 2 alone: one file that is called as all of it has no folder. */
static bool
is_single(const struct lp_torrent *t)
{
    return t->files.n == 1 &&
           lp_slice_equal(lp_torrent_path(&t->files, &t->files.of[0]), t->name);
}

/* Which versions it is of, and how long its pieces are. */
static enum lp_code
read_versions(struct lp_torrent *t, const struct lp_bencode *info,
              struct lp_err *err)
{
    struct lp_bencode v =
        lp_bencode_get(info, "meta version", LP_BENCODE_INTEGER);

    if (lp_bencode_has(info, "meta version") && v.number != 2) {
        return lp_fail_at(err, LP_E_FORMAT, LP_RULE_TORRENT_VERSION, 0,
                          "the torrent is of a version that is not known here");
    }
    t->v2 = v.number == 2;
    t->v1 = !t->v2 || lp_bencode_has(info, "pieces");
    if (!lp_torrent_length(info, "piece length", &t->piece) || t->piece == 0 ||
        (t->v2 &&
         (t->piece < LP_TORRENT_BLOCK || (t->piece & (t->piece - 1)) != 0))) {
        return lp_torrent_broken(err, "has no length of a piece that can be");
    }
    if (t->piece > LP_TORRENT_PIECE_MAX) {
        return lp_fail_at(err, LP_E_LIMIT, LP_RULE_TORRENT_BROKEN, 0,
                          "the torrent has pieces that are too long");
    }
    return LP_OK;
}

static enum lp_code
read_info(struct lp_torrent *t, const struct lp_bencode *top,
          struct lp_err *err)
{
    struct lp_bencode info = lp_bencode_get(top, "info", LP_BENCODE_DICT);
    struct lp_bencode name =
        lp_bencode_get(&info, "name.utf-8", LP_BENCODE_STRING);
    size_t first;
    enum lp_code rc;

    if (name.kind == LP_BENCODE_NONE) {
        name = lp_bencode_get(&info, "name", LP_BENCODE_STRING);
    }
    if (info.kind == LP_BENCODE_NONE || name.kind == LP_BENCODE_NONE) {
        return lp_torrent_broken(err, "has no info, or no name in it");
    }
    t->info = info.whole;
    t->name = name.bytes;
    t->named = lp_torrent_component(t->name);
    LP_TRY(read_versions(t, &info, err));
    if (t->v1) {
        LP_TRY(lp_torrent_list(t, &info, err));
    }
    first = t->files.n;
    if (t->v2) {
        LP_TRY(lp_torrent_tree(t, top, &info, err));
    }
    if (t->v1 && t->v2) {
        LP_TRY(merge(t, first, err));
    } else if (t->v2) {
        t->single = is_single(t);
    }
    rc = lp_torrent_paths(&t->files, err);

done:
    return rc;
}

enum lp_code
lp_torrent_get(struct lp_torrent *t, struct lp_slice text, struct lp_err *err)
{
    struct lp_bencode_order order;
    struct lp_bencode top;
    enum lp_code rc;

    *t = (struct lp_torrent){0};
    t->files.paths.max = PATHS_MAX * (text.len + LP_TORRENT_PATH_MAX);
    if (text.len > LP_TORRENT_MAX) {
        rc = lp_fail_at(err, LP_E_LIMIT, LP_RULE_TORRENT_BROKEN, 0,
                        "the torrent is too long");
        goto done;
    }
    LP_TRY(lp_bencode_check(&top, text, &order, err));
    t->unsorted = order.unsorted;
    t->unsorted_at = order.at;
    rc = read_info(t, &top, err);

done:
    if (rc != LP_OK) {
        lp_torrent_release(t);
    }
    return rc;
}

void
lp_torrent_release(struct lp_torrent *t)
{
    lp_torrent_files_release(&t->files);
    *t = (struct lp_torrent){0};
}

unsigned
lp_torrent_height(const struct lp_torrent *t)
{
    unsigned height = 0;

    while (LP_TORRENT_BLOCK << height < t->piece) {
        height++;
    }
    return height;
}
