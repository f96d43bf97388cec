#include "bundle/inputs.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/path.h"
#include "formats/manifest.h"

/* The name by which a path is known in a bundle. */
static char *
base_name(const char *path)
{
    size_t end = strlen(path);
    size_t begin;
    char *real;
    char *name;

    while (end > 0 && path[end - 1] == '/') {
        end--;
    }
    begin = end;
    while (begin > 0 && path[begin - 1] != '/') {
        begin--;
    }
    name = strndup(path + begin, end - begin);
    if (name == NULL || (name[0] != '\0' && strcmp(name, ".") != 0 &&
                         strcmp(name, "..") != 0)) {
        return name;
    }
    free(name);
    real = realpath(path, NULL);
    if (real == NULL || strcmp(real, "/") == 0) {
        free(real);
        return strdup("root");
    }
    name = base_name(real);
    free(real);
    return name;
}

static void
open_one(struct lp_root *r, const char *path)
{
    struct stat st;

    r->fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    r->sys = errno;
    if (r->fd >= 0 && fstat(r->fd, &st) == 0) {
        r->folder = S_ISDIR(st.st_mode);
    }
}

static int
by_name(const void *a, const void *b)
{
    const struct lp_root *x = a;
    const struct lp_root *y = b;

    return lp_manifest_order(x->base, x->folder, y->base, y->folder);
}

static int
by_text(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* A file and a folder of one name may stand apart in the order of roots, not
 * so among the bare names. */
static enum lp_code
no_twins(const struct lp_inputs *in, struct lp_err *err)
{
    qsort(in->name, in->n, sizeof in->name[0], by_text);
    for (size_t i = 1; i < in->n; i++) {
        if (strcmp(in->name[i - 1], in->name[i]) == 0) {
            (void)lp_fail(err, LP_E_USAGE, "two inputs are called %s",
                          in->name[i]);
            lp_hint(err, "give their common folder, or rename one");
            return LP_E_USAGE;
        }
    }
    return LP_OK;
}

enum lp_code
lp_inputs_open(struct lp_inputs *in, const char *const *paths, size_t n,
               bool lenient, struct lp_err *err)
{
    size_t opened = 0;
    enum lp_code rc = LP_OK;

    *in = (struct lp_inputs){0};
    in->root = calloc(n + 1, sizeof *in->root);
    in->name = calloc(n + 1, sizeof *in->name);
    if (in->root == NULL || in->name == NULL) {
        rc = lp_no_memory(err);
        goto done;
    }
    for (; in->n < n; in->n++) {
        struct lp_root *r = &in->root[in->n];

        r->fd = -1;
        if (paths[in->n][0] == '\0') {
            rc = lp_fail(err, LP_E_USAGE, "a path is empty");
            goto done;
        }
        in->name[in->n] = base_name(paths[in->n]);
        if (in->name[in->n] == NULL) {
            rc = lp_no_memory(err);
            goto done;
        }
        r->base = lp_slice_str(in->name[in->n]);
        open_one(r, paths[in->n]);
        opened += r->fd >= 0 ? 1 : 0;
    }
    if (opened == 0 && !lenient) {
        errno = in->root[0].sys;
        rc = lp_fail(err, LP_E_IO, "cannot open %s", paths[0]);
        goto done;
    }
    if (n == 1 && in->root[0].folder) {
        in->tree = true;
        in->root[0].base.len = 0;
    }
    qsort(in->root, n, sizeof in->root[0], by_name);
    LP_TRY(no_twins(in, err));

done:
    if (rc != LP_OK) {
        lp_inputs_release(in);
    }
    return rc;
}

/* One entry of the folder `dir`, if it is there. */
static enum lp_code
add_entry(struct lp_inputs *in, int dir, const char *name, struct lp_err *err)
{
    struct lp_root *r = &in->root[in->n];
    struct stat st;

    r->fd = openat(dir, name, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    r->sys = errno;
    if (r->fd < 0 && r->sys == ENOENT) {
        return LP_OK;
    }
    r->folder = r->fd >= 0 && fstat(r->fd, &st) == 0 && S_ISDIR(st.st_mode);
    in->name[in->n] = strdup(name);
    if (in->name[in->n] == NULL) {
        in->n++;
        return lp_no_memory(err);
    }
    r->base = lp_slice_str(in->name[in->n]);
    in->n++;
    return LP_OK;
}

enum lp_code
lp_inputs_folder(struct lp_inputs *in, const char *folder, bool tree,
                 struct lp_slice names, struct lp_err *err)
{
    struct lp_cursor c = lp_cursor_over(names);
    size_t n = 1;
    int dir = open(folder, O_RDONLY | O_CLOEXEC | O_DIRECTORY);
    enum lp_code rc = LP_OK;

    *in = (struct lp_inputs){.tree = tree};
    if (dir < 0) {
        rc = errno == ENOTDIR
                 ? lp_fail(err, LP_E_USAGE, "%s is not a folder", folder)
                 : lp_fail(err, LP_E_IO, "cannot open %s", folder);
        goto done;
    }
    for (size_t i = 0; i < names.len; i++) {
        n += names.data[i] == '\0' ? 1 : 0;
    }
    in->root = calloc(n + 1, sizeof *in->root);
    in->name = calloc(n + 1, sizeof *in->name);
    if (in->root == NULL || in->name == NULL) {
        rc = lp_no_memory(err);
        goto done;
    }
    if (tree) {
        in->root[0] = (struct lp_root){.fd = dir, .folder = true};
        in->n = 1;
        dir = -1;
    }
    while (!tree && c.rest.len > 0) {
        LP_TRY(add_entry(in, dir, (const char *)c.rest.data, err));
        (void)lp_cursor_until(&c, '\0');
    }
    qsort(in->root, in->n, sizeof in->root[0], by_name);

done:
    if (dir >= 0) {
        (void)close(dir);
    }
    if (rc != LP_OK) {
        lp_inputs_release(in);
    }
    return rc;
}

enum lp_code
lp_inputs_skip(struct lp_inputs *in, const char *path, const char *temp,
               struct lp_err *err)
{
    static const char *const endings[] = {"", ".minisig", ".tsr"};
    const char *name = lp_path_last(path);
    size_t at[4] = {0};
    size_t n = 0;

    for (; n < sizeof endings / sizeof endings[0]; n++) {
        at[n] = in->skip_names.len;
        lp_buf_printf(&in->skip_names, "%s%s%c", name, endings[n], '\0');
    }
    if (temp != NULL) {
        at[n++] = in->skip_names.len;
        lp_buf_printf(&in->skip_names, "%s%c", lp_path_last(temp), '\0');
    }
    in->skip_folder = lp_path_folder(path);
    if (in->skip_folder == NULL) {
        return lp_no_memory(err);
    }
    if (lp_buf_check(&in->skip_names, err) != LP_OK) {
        return in->skip_names.failed;
    }
    for (size_t i = 0; i < n; i++) {
        in->skip[i] = (const char *)in->skip_names.data + at[i];
    }
    return LP_OK;
}

enum lp_code
lp_inputs_walk(struct lp_inputs *in, const struct lp_walk_how *how,
               const struct lp_sink *sink, const struct lp_listener *listener,
               struct lp_err *err)
{
    struct lp_scan scan = {.root = in->root, .n = in->n};
    struct lp_walker walker = {.pipe = -1};
    struct lp_tee tee = {0};
    struct lp_sink all;
    struct stat st;
    enum lp_code rc;

    if (in->skip_folder != NULL && stat(in->skip_folder, &st) == 0) {
        scan.skip = in->skip;
        scan.skip_dev = st.st_dev;
        scan.skip_ino = st.st_ino;
    }
    lp_tee_add(&tee, *sink);
    lp_tee_add(&tee, listener->sink);
    all = lp_tee_sink(&tee);
    rc = lp_walker_start(&walker, &scan, how, err);
    in->n = 0;
    if (rc == LP_OK) {
        rc = lp_listen(&walker, &how->limits, &all, listener->progress,
                       listener->who, err);
    }
    return rc;
}

void
lp_inputs_release(struct lp_inputs *in)
{
    for (size_t i = 0; in->root != NULL && i < in->n; i++) {
        if (in->root[i].fd >= 0) {
            (void)close(in->root[i].fd);
        }
    }
    for (size_t i = 0; in->name != NULL && in->name[i] != NULL; i++) {
        free(in->name[i]);
    }
    free(in->name);
    free(in->root);
    free(in->skip_folder);
    lp_buf_release(&in->skip_names);
    *in = (struct lp_inputs){0};
}
