#include "formats/torrent_files.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "formats/bag_name.h"
#include "formats/rule.h"

bool
lp_torrent_component(struct lp_slice name)
{
    return name.len > 0 && !lp_slice_is(name, ".") &&
           !lp_slice_is(name, "..") &&
           memchr(name.data, '/', name.len) == NULL &&
           memchr(name.data, '\0', name.len) == NULL &&
           /* "..\" climbs where that is a separator. */
           !lp_slice_begins(name, lp_slice_str("..\\")) &&
           !lp_slice_ends(name, lp_slice_str("\\..")) &&
           memmem(name.data, name.len, "\\..\\", 4) == NULL;
}

enum lp_code
lp_torrent_add(struct lp_torrent_files *f, struct lp_slice path,
               struct lp_err *err)
{
    struct lp_torrent_file *grown;

    if (f->n == LP_TORRENT_FILES_MAX || path.len > LP_TORRENT_PATH_MAX) {
        return lp_fail_at(err, LP_E_LIMIT, LP_RULE_TORRENT_BROKEN, 0,
                          f->n == LP_TORRENT_FILES_MAX
                              ? "the torrent has too many files"
                              : "a path of the torrent is too long");
    }
    grown = lp_mem_grow(f->of, f->n, &f->cap, sizeof *grown);
    if (grown == NULL) {
        return lp_no_memory(err);
    }
    f->of = grown;
    f->of[f->n] =
        (struct lp_torrent_file){.path = f->paths.len, .path_len = path.len};
    lp_buf_put(&f->paths, path);
    if (lp_buf_check(&f->paths, err) != LP_OK) {
        return f->paths.failed;
    }
    f->n++;
    return LP_OK;
}

struct lp_slice
lp_torrent_path(const struct lp_torrent_files *f,
                const struct lp_torrent_file *file)
{
    return lp_buf_part(&f->paths, file->path, file->path_len);
}

/* A file, and what its name is compared by. */
struct named {
    struct lp_slice key;
    size_t file;
};

/* What is in a folder comes right behind it. */
static int
by_folder(const void *a, const void *b)
{
    struct lp_slice x = ((const struct named *)a)->key;
    struct lp_slice y = ((const struct named *)b)->key;
    size_t n = x.len < y.len ? x.len : y.len;

    for (size_t i = 0; i < n; i++) {
        if (x.data[i] != y.data[i]) {
            int p = x.data[i] == '/' ? -1 : x.data[i];
            int q = y.data[i] == '/' ? -1 : y.data[i];

            return p - q;
        }
    }
    return (x.len > y.len) - (x.len < y.len);
}

/* Whether `b`, which comes right behind it, is the same or lies in it. */
static bool
collides(struct lp_slice a, struct lp_slice b)
{
    return lp_slice_begins(b, a) && (a.len == b.len || b.data[a.len] == '/');
}

static bool
compared(const struct lp_torrent_file *file)
{
    return (file->flags & (LP_TORRENT_PAD | LP_TORRENT_UNSAFE)) == 0;
}

static size_t
by_path(const struct lp_torrent_files *f, struct named *to)
{
    size_t n = 0;

    for (size_t i = 0; i < f->n; i++) {
        if (compared(&f->of[i])) {
            to[n++] = (struct named){lp_torrent_path(f, &f->of[i]), i};
        }
    }
    qsort(to, n, sizeof to[0], by_folder);
    return n;
}

static enum lp_code
find_same(const struct named *is, size_t n, struct lp_err *err)
{
    for (size_t i = 1; i < n; i++) {
        if (collides(is[i - 1].key, is[i].key)) {
            struct lp_slice shown = lp_slice_head(is[i - 1].key, 256);

            return lp_fail_at(err, LP_E_FORMAT, LP_RULE_TORRENT_PATH_TWICE, 0,
                              "the torrent has two files at %.*s",
                              (int)shown.len, (const char *)shown.data);
        }
    }
    return LP_OK;
}

/* Replace the keys by those that twins share; they lie in `text`. */
static enum lp_code
fold(struct named *is, size_t n, struct lp_buf *text, struct lp_err *err)
{
    size_t at = 0;
    size_t *len = calloc(n + 1, sizeof *len);
    enum lp_code rc = LP_OK;

    if (len == NULL) {
        return lp_no_memory(err);
    }
    for (size_t i = 0; i < n; i++) {
        size_t before = text->len;

        LP_TRY(lp_bag_name_key(text, is[i].key, true, err));
        len[i] = text->len - before;
    }
    for (size_t i = 0; i < n; i++) {
        is[i].key = lp_buf_part(text, at, len[i]);
        at += len[i];
    }

done:
    free(len);
    return rc;
}

enum lp_code
lp_torrent_paths(struct lp_torrent_files *f, struct lp_err *err)
{
    struct named *is = calloc(f->n + 1, sizeof *is);
    struct lp_buf text = {0};
    size_t n;
    enum lp_code rc;

    if (is == NULL) {
        return lp_no_memory(err);
    }
    n = by_path(f, is);
    LP_TRY(find_same(is, n, err));
    LP_TRY(fold(is, n, &text, err));
    qsort(is, n, sizeof is[0], by_folder);
    for (size_t i = 1; i < n; i++) {
        if (collides(is[i - 1].key, is[i].key)) {
            f->of[is[i - 1].file].flags |= LP_TORRENT_TWIN;
            f->of[is[i].file].flags |= LP_TORRENT_TWIN;
        }
    }

done:
    lp_buf_release(&text);
    free(is);
    return rc;
}

void
lp_torrent_files_release(struct lp_torrent_files *f)
{
    free(f->of);
    lp_buf_release(&f->paths);
    *f = (struct lp_torrent_files){0};
}
