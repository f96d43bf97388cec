#include "formats/torrent_tree.h"

#include <stdlib.h>

/* A layer, by its root. */
struct layer {
    struct lp_slice root;
    struct lp_slice hashes;
};

struct trees {
    struct lp_torrent *t;
    struct layer *layer; /* sorted */
    size_t layers;
    struct lp_err *err;
};

static int
by_root(const void *a, const void *b)
{
    return lp_slice_order(((const struct layer *)a)->root,
                          ((const struct layer *)b)->root);
}

static enum lp_code
read_layers(struct trees *r, const struct lp_bencode *top)
{
    struct lp_bencode dict =
        lp_bencode_get(top, "piece layers", LP_BENCODE_DICT);
    struct lp_slice rest = dict.bytes;
    struct lp_slice root;
    struct lp_bencode v;
    size_t n = 0;

    while (lp_bencode_next(&rest, &root, &v)) {
        n++;
    }
    r->layer = calloc(n + 1, sizeof *r->layer);
    if (r->layer == NULL) {
        return lp_no_memory(r->err);
    }
    rest = dict.bytes;
    while (r->layers < n && lp_bencode_next(&rest, &root, &v)) {
        r->layer[r->layers++] = (struct layer){root, v.bytes};
    }
    qsort(r->layer, r->layers, sizeof r->layer[0], by_root);
    return LP_OK;
}

/* The layer of a file of more than one piece. */
static void
find_layer(const struct trees *r, struct lp_torrent_file *file)
{
    const struct layer key = {.root = {file->root, LP_TORRENT_ROOT}};
    const struct layer *found;
    uint64_t piece = r->t->piece;
    uint64_t n = file->size / piece + (file->size % piece > 0 ? 1 : 0);

    if (n <= 1) {
        return;
    }
    found = bsearch(&key, r->layer, r->layers, sizeof key, by_root);
    if (found == NULL || found->hashes.len % LP_TORRENT_ROOT != 0 ||
        found->hashes.len / LP_TORRENT_ROOT != n) {
        file->flags |= LP_TORRENT_LAYERLESS;
    } else {
        file->layer = found->hashes;
    }
}

static enum lp_code
read_leaf(struct trees *r, const struct lp_bencode *dict, struct lp_slice path,
          bool safe)
{
    struct lp_torrent_files *files = &r->t->files;
    struct lp_torrent_file *file;
    enum lp_code rc = lp_torrent_add(files, path, r->err);

    if (rc != LP_OK) {
        return rc;
    }
    file = &files->of[files->n - 1];
    if (!lp_torrent_length(dict, "length", &file->size)) {
        return lp_torrent_broken(r->err,
                                 "has a file without a length that can be");
    }
    file->flags = lp_torrent_attr(dict) | (safe ? 0U : LP_TORRENT_UNSAFE);
    file->flags |= LP_TORRENT_V2;
    file->root = lp_torrent_bytes(dict, "pieces root", LP_TORRENT_ROOT);
    if ((file->root == NULL) != (file->size == 0) ||
        lp_bencode_has(dict, "pieces root") != (file->size > 0)) {
        return lp_torrent_broken(
            r->err, "has a root for a file without bytes, or none for one "
                    "with bytes");
    }
    if (file->root != NULL) {
        find_layer(r, file);
    }
    return LP_OK;
}

/* Where in the tree of version 2 its walk is. */
struct branch {
    struct lp_buf path;
    size_t begin[LP_BENCODE_DEPTH]; /* of the path of each folder around */
    bool safe[LP_BENCODE_DEPTH];
    size_t depth;
};

static enum lp_code
descend(struct trees *r, struct branch *b, struct lp_slice *rest,
        struct lp_slice name)
{
    bool safe = b->depth == 0 || b->safe[b->depth - 1];
    struct lp_slice key;
    struct lp_bencode leaf;
    enum lp_code rc;

    if (name.len == 0 || b->depth == LP_BENCODE_DEPTH) {
        return lp_torrent_broken(r->err,
                                 "has something that is a file and a folder");
    }
    b->begin[b->depth] = b->path.len;
    b->safe[b->depth] = safe && lp_torrent_component(name);
    b->depth++;
    if (b->path.len > 0) {
        lp_buf_byte(&b->path, '/');
    }
    lp_buf_put(&b->path, name);
    LP_TRY(lp_buf_check(&b->path, r->err));
    if (!lp_slice_begins(*rest, lp_slice_str("0:"))) {
        goto done; /* a folder */
    }
    if (!lp_bencode_next(rest, &key, &leaf) || leaf.kind != LP_BENCODE_DICT ||
        rest->len == 0 || rest->data[0] != 'e') {
        rc = lp_torrent_broken(r->err,
                               "has something that is a file and a folder");
        goto done;
    }
    rc = read_leaf(r, &leaf, lp_buf_slice(&b->path), b->safe[b->depth - 1]);

done:
    return rc;
}

static enum lp_code
read_tree(struct trees *r, const struct lp_bencode *info)
{
    struct lp_bencode tree = lp_bencode_get(info, "file tree", LP_BENCODE_DICT);
    struct lp_slice rest = tree.bytes;
    struct branch *b = calloc(1, sizeof *b);
    enum lp_code rc = LP_OK;

    if (b == NULL) {
        return lp_no_memory(r->err);
    }
    b->path.max = 4 * LP_TORRENT_PATH_MAX;
    while (rest.len > 0) {
        struct lp_slice name;

        if (b->depth > 0 && lp_bencode_leave(&rest)) {
            b->path.len = b->begin[--b->depth];
            continue;
        }
        LP_TRY(lp_bencode_enter(&rest, &name)
                   ? descend(r, b, &rest, name)
                   : lp_torrent_broken(
                         r->err, "has something in its tree that is no file"));
    }

done:
    lp_buf_release(&b->path);
    free(b);
    return rc;
}

enum lp_code
lp_torrent_tree(struct lp_torrent *t, const struct lp_bencode *top,
                const struct lp_bencode *info, struct lp_err *err)
{
    struct trees r = {.t = t, .err = err};
    size_t before = t->files.n;
    enum lp_code rc;

    LP_TRY(read_layers(&r, top));
    LP_TRY(read_tree(&r, info));
    if (t->files.n == before) {
        rc = lp_torrent_broken(err, "lists no files");
    }

done:
    free(r.layer);
    return rc;
}
