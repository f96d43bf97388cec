#include <dirent.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bundle/folder.h"
#include "bundle/scan.h"

struct count {
    atomic_uint_least64_t *files;
    atomic_uint_least64_t *bytes;
    const atomic_bool *stop;
};

static void
count_file(const struct count *c, const struct stat *st)
{
    (void)atomic_fetch_add(c->files, 1);
    (void)atomic_fetch_add(c->bytes, (uint64_t)st->st_size);
}

/* Takes `fd` over. What cannot be read is not counted. */
static void
count_folder(const struct count *c, int fd, unsigned level)
{
    DIR *dir =
        fd < 0 || level > lp_limits_default.folders ? NULL : fdopendir(fd);
    const struct dirent *d;
    struct stat st;

    if (dir == NULL) {
        if (fd >= 0) {
            (void)close(fd);
        }
        return;
    }
    /* NOLINTNEXTLINE(concurrency-mt-unsafe): own stream */
    while (!atomic_load(c->stop) && (d = readdir(dir)) != NULL) {
        if (strcmp(d->d_name, ".") == 0 || strcmp(d->d_name, "..") == 0 ||
            fstatat(fd, d->d_name, &st, AT_SYMLINK_NOFOLLOW) != 0) {
            continue;
        }
        if (S_ISDIR(st.st_mode)) {
            count_folder(c, openat(fd, d->d_name, LP_FOLDER_OPEN), level + 1);
        } else if (S_ISREG(st.st_mode)) {
            count_file(c, &st);
        }
    }
    (void)closedir(dir);
}

void
lp_scan_count(const struct lp_scan *what, atomic_uint_least64_t *files,
              atomic_uint_least64_t *bytes, const atomic_bool *stop)
{
    const struct count c = {files, bytes, stop};
    struct stat st;

    for (size_t i = 0; i < what->n; i++) {
        const struct lp_root *r = &what->root[i];

        if (r->fd < 0 || fstat(r->fd, &st) != 0) {
            continue;
        }
        if (r->folder) {
            count_folder(&c, openat(r->fd, ".", LP_FOLDER_OPEN), 0);
        } else {
            count_file(&c, &st);
        }
    }
}
