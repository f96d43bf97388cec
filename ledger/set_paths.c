#include "ledger/set_paths.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/mem.h"
#include "base/slice.h"

#define SUFFIX ".set"

static int
is_set_name(const struct dirent *entry)
{
    struct lp_slice name = lp_slice_str(entry->d_name);

    return name.data[0] != '.' && lp_slice_ends(name, lp_slice_str(SUFFIX));
}

/* The order of names must not depend on the locale, as alphasort does. */
static int
by_name(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name);
}

/* `path` now belongs to `p`. */
static enum lp_code
put(struct lp_set_paths *p, char *path, struct lp_err *err)
{
    char **grown =
        path == NULL ? NULL : lp_mem_grow(p->of, p->n, &p->cap, sizeof *grown);

    if (grown == NULL) {
        free(path);
        return lp_no_memory(err);
    }
    p->of = grown;
    p->of[p->n++] = path;
    return LP_OK;
}

static enum lp_code
put_named(struct lp_set_paths *p, const char *folder, const char *name,
          struct lp_err *err)
{
    char *path = NULL;

    if (asprintf(&path, "%s/%s", folder, name) < 0) {
        return lp_no_memory(err);
    }
    return put(p, path, err);
}

static enum lp_code
put_folder(struct lp_set_paths *p, const char *path, struct lp_err *err)
{
    struct dirent **names = NULL;
    int n = scandir(path, &names, is_set_name, by_name);
    enum lp_code rc = LP_OK;

    if (n < 0) {
        return lp_fail(err, LP_E_IO, "cannot read the folder %s", path);
    }
    if (n == 0) {
        rc = lp_fail(err, LP_E_USAGE, "%s has no set in it", path);
        lp_hint(err, "published sets are files whose names end in " SUFFIX);
    }
    for (int i = 0; i < n; i++) {
        if (rc == LP_OK) {
            rc = put_named(p, path, names[i]->d_name, err);
        }
        free(names[i]);
    }
    free(names);
    return rc;
}

enum lp_code
lp_set_paths_add(struct lp_set_paths *p, const char *path, struct lp_err *err)
{
    struct stat st;

    if (stat(path, &st) != 0) {
        return lp_fail(err, LP_E_IO, "cannot open %s", path);
    }
    return S_ISDIR(st.st_mode) ? put_folder(p, path, err)
                               : put(p, strdup(path), err);
}

void
lp_set_paths_release(struct lp_set_paths *p)
{
    for (size_t i = 0; i < p->n; i++) {
        free(p->of[i]);
    }
    free(p->of);
    *p = (struct lp_set_paths){0};
}
