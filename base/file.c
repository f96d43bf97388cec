#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/path.h"

#define PENDING_MAX ((size_t)256 * 1024)
#define CHUNK ((size_t)64 * 1024)

static enum lp_code
read_all(struct lp_buf *out, int fd, size_t max, const char *path,
         struct lp_err *err)
{
    for (;;) {
        uint8_t *to = lp_buf_room(out, CHUNK);
        ssize_t n;

        if (to == NULL) {
            return lp_buf_check(out, err);
        }
        n = read(fd, to, CHUNK);
        if (n < 0 && errno == EINTR) {
            continue;
        }
        if (n < 0) {
            return lp_fail(err, LP_E_IO, "cannot read %s", path);
        }
        if (n == 0) {
            return LP_OK;
        }
        out->len += (size_t)n;
        if (out->len > max) {
            return lp_fail(err, LP_E_LIMIT,
                           "%s is larger than the %zu bytes allowed", path,
                           max);
        }
    }
}

enum lp_code
lp_file_read(struct lp_buf *out, const char *path, size_t max, mode_t *mode,
             struct lp_err *err)
{
    struct stat st;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    enum lp_code rc;

    lp_buf_clear(out);
    if (fd < 0 || fstat(fd, &st) != 0) {
        rc = lp_fail(err, LP_E_IO, "cannot open %s", path);
        goto done;
    }
    if (S_ISDIR(st.st_mode)) {
        rc = lp_fail(err, LP_E_USAGE, "%s is a folder, not a file", path);
        goto done;
    }
    if (!S_ISREG(st.st_mode) && !S_ISFIFO(st.st_mode)) {
        rc = lp_fail(err, LP_E_USAGE, "%s is not a regular file", path);
        goto done;
    }
    if (fcntl(fd, F_SETFL, 0) != 0) {
        rc = lp_fail(err, LP_E_IO, "cannot open %s", path);
        goto done;
    }
    /* Room for the whole at once: a buffer that grows leaves copies of its
     * bytes behind, and the file may be a key. */
    if (st.st_size > 0 && (uint64_t)st.st_size <= max) {
        (void)lp_buf_room(out, (size_t)st.st_size + CHUNK);
    }
    LP_TRY(read_all(out, fd, max, path, err));
    if (mode != NULL) {
        *mode = st.st_mode;
    }

done:
    if (fd >= 0) {
        (void)close(fd);
    }
    if (rc != LP_OK) {
        lp_buf_release(out);
    }
    return rc;
}

enum lp_code
lp_fd_write(int fd, struct lp_slice bytes, struct lp_err *err)
{
    while (bytes.len > 0) {
        ssize_t n = write(fd, bytes.data, bytes.len);

        if (n < 0 && errno == EINTR) {
            continue;
        }
        if (n < 0) {
            return lp_fail(err, LP_E_IO, "cannot write");
        }
        bytes = lp_slice_from(bytes, (size_t)n);
    }
    return LP_OK;
}

/* Six random letters at the end of `temp`. */
static bool
shuffle(char *temp)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyz012345";
    char *x = temp + strlen(temp) - 6;
    uint8_t random[6];

    if (getrandom(random, sizeof random, 0) != (ssize_t)sizeof random) {
        return false;
    }
    for (size_t i = 0; i < sizeof random; i++) {
        x[i] = letters[random[i] % 32];
    }
    return true;
}

static int
open_unnamed(const char *path, mode_t mode)
{
    char *folder = lp_path_folder(path);
    int fd = folder == NULL
                 ? -1
                 : open(folder, O_TMPFILE | O_WRONLY | O_CLOEXEC, mode);

    free(folder);
    return fd;
}

/* Give `f` a passing name that nothing has: to what is open, or, if nothing
 * is yet, to a new file. Not mkostemp: it knows no mode, and a later fchmod
 * would pass over the umask. */
static int
name_temp(struct lp_outfile *f, mode_t mode)
{
    char open_file[32];
    int done = -1;

    if (asprintf(&f->temp, "%s.XXXXXX", f->path) < 0) {
        f->temp = NULL;
        return -1;
    }
    (void)snprintf(open_file, sizeof open_file, "/proc/self/fd/%d", f->fd);
    for (int tries = 0; done < 0 && tries < 100 && shuffle(f->temp); tries++) {
        if (f->fd >= 0) {
            done = linkat(AT_FDCWD, open_file, AT_FDCWD, f->temp,
                          AT_SYMLINK_FOLLOW);
        } else {
            done = open(f->temp, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
        }
        if (done < 0 && errno != EEXIST) {
            break;
        }
    }
    if (done < 0) {
        free(f->temp);
        f->temp = NULL;
    }
    return done;
}

enum lp_code
lp_outfile_open(struct lp_outfile *f, const char *path, mode_t mode, bool fresh,
                struct lp_err *err)
{
    struct stat st;
    bool there = stat(path, &st) == 0;

    *f = (struct lp_outfile){.fd = -1, .fresh = fresh};
    if (there && S_ISDIR(st.st_mode)) {
        return lp_fail(err, LP_E_USAGE, "%s is a folder, not a file", path);
    }
    /* A rename would put a file where a device was. */
    if (there && !S_ISREG(st.st_mode)) {
        return lp_fail(err, LP_E_USAGE, "%s is not a regular file", path);
    }
    if (there && fresh) {
        (void)lp_fail(err, LP_E_USAGE, "%s exists already", path);
        lp_hint(err, "choose another name, or move the old file away");
        return LP_E_USAGE;
    }
    f->path = strdup(path);
    if (f->path == NULL) {
        return lp_no_memory(err);
    }
    f->fd = open_unnamed(path, mode);
    if (f->fd < 0) {
        f->fd = name_temp(f, mode);
    }
    if (f->fd < 0) {
        return lp_fail(err, LP_E_IO, "cannot write beside %s", path);
    }
    return LP_OK;
}

static enum lp_code
flush(struct lp_outfile *f, struct lp_err *err)
{
    struct lp_err cause = {0};

    /* What was lost once cannot be made good by a later call. */
    if (f->pending.failed != LP_OK) {
        return lp_fail(err, LP_E_USAGE, "%s was not written whole", f->path);
    }
    if (lp_fd_write(f->fd, lp_buf_slice(&f->pending), &cause) != LP_OK) {
        f->pending.failed = LP_E_IO;
        errno = cause.sys;
        (void)lp_fail(err, LP_E_IO, "cannot write %s", f->path);
        lp_hint(err, "nothing was left behind; free some space or choose "
                     "another place");
        return LP_E_IO;
    }
    f->written += f->pending.len;
    lp_buf_clear(&f->pending);
    return LP_OK;
}

enum lp_code
lp_outfile_put(struct lp_outfile *f, struct lp_slice bytes, struct lp_err *err)
{
    lp_buf_put(&f->pending, bytes);
    if (f->pending.failed != LP_OK) {
        return lp_buf_check(&f->pending, err);
    }
    return f->pending.len < PENDING_MAX ? LP_OK : flush(f, err);
}

static enum lp_code
sync_folder(const char *path, struct lp_err *err)
{
    char *folder = lp_path_folder(path);
    enum lp_code rc = LP_OK;
    int fd;

    if (folder == NULL) {
        return lp_no_memory(err);
    }
    fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0 || (fsync(fd) != 0 && errno != EINVAL)) {
        rc = lp_fail(err, LP_E_IO, "cannot sync the folder of %s", path);
    }
    if (fd >= 0) {
        (void)close(fd);
    }
    free(folder);
    return rc;
}

enum lp_code
lp_outfile_commit(struct lp_outfile *f, struct lp_err *err)
{
    enum lp_code rc;

    LP_TRY(flush(f, err));
    if (fsync(f->fd) != 0) {
        rc = lp_fail(err, LP_E_IO, "cannot sync %s", f->path);
        goto done;
    }
    if ((f->temp == NULL && name_temp(f, 0) < 0) ||
        renameat2(AT_FDCWD, f->temp, AT_FDCWD, f->path,
                  f->fresh ? RENAME_NOREPLACE : 0) != 0) {
        rc = lp_fail(err, LP_E_IO, "cannot create %s", f->path);
        goto done;
    }
    free(f->temp);
    f->temp = NULL;
    LP_TRY(sync_folder(f->path, err));

done:
    return rc;
}

void
lp_outfile_release(struct lp_outfile *f)
{
    if (f->path != NULL && f->fd >= 0) {
        (void)close(f->fd);
    }
    if (f->temp != NULL) {
        (void)unlink(f->temp);
    }
    free(f->temp);
    free(f->path);
    lp_buf_release(&f->pending);
    *f = (struct lp_outfile){0};
}
