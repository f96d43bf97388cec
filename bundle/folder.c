#include "bundle/folder.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "formats/manifest.h"

struct lp_folder *
lp_folder_new(int fd)
{
    struct lp_folder *f = malloc(sizeof *f);

    if (f == NULL) {
        (void)close(fd);
        return NULL;
    }
    atomic_init(&f->refs, 1);
    f->fd = fd;
    return f;
}

struct lp_folder *
lp_folder_ref(struct lp_folder *f)
{
    (void)atomic_fetch_add(&f->refs, 1);
    return f;
}

void
lp_folder_unref(struct lp_folder *f)
{
    if (f != NULL && atomic_fetch_sub(&f->refs, 1) == 1) {
        (void)close(f->fd);
        free(f);
    }
}

const char *
lp_listing_name(const struct lp_listing *l, size_t i)
{
    return (const char *)l->names.data + l->entry[i].name;
}

static int
by_name(const void *a, const void *b, void *listing)
{
    const struct lp_listing *l = listing;
    const struct lp_dirent *x = a;
    const struct lp_dirent *y = b;
    const char *names = (const char *)l->names.data;

    return lp_manifest_order(lp_slice_str(names + x->name), x->type == DT_DIR,
                             lp_slice_str(names + y->name), y->type == DT_DIR);
}

static unsigned char
type_of(const struct lp_folder *f, const struct dirent *d)
{
    struct stat st;

    if (d->d_type != DT_UNKNOWN) {
        return d->d_type;
    }
    if (fstatat(f->fd, d->d_name, &st, AT_SYMLINK_NOFOLLOW) != 0) {
        return DT_REG;
    }
    return (unsigned char)IFTODT(st.st_mode);
}

static enum lp_code
add(struct lp_listing *l, const struct lp_folder *f, const struct dirent *d,
    struct lp_err *err)
{
    struct lp_dirent *grown;

    if (strcmp(d->d_name, ".") == 0 || strcmp(d->d_name, "..") == 0) {
        return LP_OK;
    }
    grown = lp_mem_grow(l->entry, l->n, &l->cap, sizeof *grown);
    if (grown == NULL) {
        return lp_no_memory(err);
    }
    l->entry = grown;
    l->entry[l->n++] = (struct lp_dirent){l->names.len, type_of(f, d)};
    lp_buf_put(&l->names, (struct lp_slice){(const uint8_t *)d->d_name,
                                            strlen(d->d_name) + 1});
    return lp_buf_check(&l->names, err);
}

enum lp_code
lp_listing_read(struct lp_listing *l, const struct lp_folder *f,
                struct lp_err *err)
{
    int again = openat(f->fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *dir = again < 0 ? NULL : fdopendir(again);
    enum lp_code rc = LP_OK;

    if (dir == NULL) {
        rc = lp_fail(err, LP_E_IO, "cannot read the folder");
        if (again >= 0) {
            (void)close(again);
        }
        return rc;
    }
    for (;;) {
        const struct dirent *d;

        errno = 0;
        d = readdir(dir); /* NOLINT(concurrency-mt-unsafe): own stream */
        if (d == NULL) {
            break;
        }
        LP_TRY(add(l, f, d, err));
    }
    if (errno != 0) {
        rc = lp_fail(err, LP_E_IO, "cannot read the folder");
    } else if (l->n > 0) {
        qsort_r(l->entry, l->n, sizeof l->entry[0], by_name, l);
    }

done:
    (void)closedir(dir);
    if (rc != LP_OK) {
        lp_listing_release(l);
    }
    return rc;
}

void
lp_listing_release(struct lp_listing *l)
{
    lp_buf_release(&l->names);
    free(l->entry);
    *l = (struct lp_listing){0};
}
