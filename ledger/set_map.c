#include "ledger/set_map.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "crypto/sha256_each.h"

static enum lp_code
damaged(const struct lp_set_map *m, uint64_t at, const char *how,
        struct lp_err *err)
{
    (void)lp_fail_at(err, LP_E_TRUST, 0, at,
                     "%s: the set is damaged at byte %" PRIu64 "%s", m->path,
                     at, how);
    lp_hint(err, "get the set again from where it came from");
    return LP_E_TRUST;
}

enum lp_code
lp_set_map_broken(const struct lp_set_map *m, uint64_t at, struct lp_err *err)
{
    return lp_fail_at(err, LP_E_FORMAT, 0, at,
                      "%s: the set breaks its own format at byte %" PRIu64,
                      m->path, at);
}

/* After the last byte of a section, its page is zeros. */
static bool
tail_is_zero(const struct lp_set_map *m, uint64_t page)
{
    uint64_t begin = page * LP_SET_PAGE;
    uint64_t end = begin + LP_SET_PAGE;

    for (size_t i = 0; i + 1 < m->layout.parts; i++) {
        const struct lp_set_section *part = &m->layout.part[i];
        uint64_t at = part->offset + part->length;

        if (at <= begin || at >= end || part->length == 0) {
            continue;
        }
        while (at < end && m->bytes[at] == 0) {
            at++;
        }
        return at == end;
    }
    return true;
}

/* Asking the kernel for the page first turns a file that was cut short, or a
 * failing disk, into an error instead of a signal. Kernels before 5.14 do not
 * know the question, and there it stays a signal. */
static enum lp_code
fetch(const struct lp_set_map *m, uint64_t page, struct lp_err *err)
{
    uint64_t at = page * LP_SET_PAGE;

    if (madvise((void *)(uintptr_t)(m->bytes + at), LP_SET_PAGE,
                MADV_POPULATE_READ) != 0 &&
        (errno == EFAULT || errno == EHWPOISON)) {
        return damaged(m, at, ": it cannot be read there", err);
    }
    return LP_OK;
}

/* At most LP_SHA256_LANES of them. */
static enum lp_code
check_some(struct lp_set_map *m, const uint64_t *pages, size_t n,
           struct lp_err *err)
{
    uint8_t digest[LP_SHA256_LANES][LP_KEY_SIZE];
    const uint8_t *at[LP_SHA256_LANES];
    enum lp_code rc = LP_OK;

    for (size_t i = 0; i < n; i++) {
        LP_TRY(fetch(m, pages[i], err));
        at[i] = m->bytes + pages[i] * LP_SET_PAGE;
    }
    lp_sha256_each(digest[0], NULL, at, LP_SET_PAGE, n);
    for (size_t i = 0; i < n; i++) {
        uint64_t page = pages[i];

        if (memcmp(digest[i], m->list + page * LP_KEY_SIZE, LP_KEY_SIZE) != 0) {
            rc = damaged(m, page * LP_SET_PAGE, "", err);
            goto done;
        }
        if (!tail_is_zero(m, page)) {
            rc = lp_set_map_broken(m, page * LP_SET_PAGE, err);
            goto done;
        }
        (void)atomic_fetch_or(&m->checked[page / 64], (uint64_t)1 << page % 64);
    }

done:
    return rc;
}

enum lp_code
lp_set_map_check(struct lp_set_map *m, const uint64_t *pages, size_t n,
                 struct lp_err *err)
{
    while (n > 0) {
        size_t some = n < LP_SHA256_LANES ? n : LP_SHA256_LANES;
        enum lp_code rc = check_some(m, pages, some, err);

        if (rc != LP_OK) {
            return rc;
        }
        pages += some;
        n -= some;
    }
    return LP_OK;
}

enum lp_code
lp_set_map_ready_all(struct lp_set_map *m, const struct lp_set_range *ranges,
                     size_t n, struct lp_err *err)
{
    uint64_t open[LP_SHA256_LANES];
    size_t open_n = 0;

    for (size_t i = 0; i < n; i++) {
        uint64_t page = ranges[i].at / LP_SET_PAGE;
        uint64_t end = (ranges[i].at + ranges[i].n - 1) / LP_SET_PAGE + 1;

        for (; ranges[i].n > 0 && page < end; page++) {
            if (lp_set_map_checked(m, page)) {
                continue;
            }
            open[open_n++] = page;
            if (open_n == LP_SHA256_LANES) {
                enum lp_code rc = lp_set_map_check(m, open, open_n, err);

                if (rc != LP_OK) {
                    return rc;
                }
                open_n = 0;
            }
        }
    }
    return lp_set_map_check(m, open, open_n, err);
}

static enum lp_code
read_at(const struct lp_set_map *m, int fd, uint64_t at, uint8_t *to, size_t n,
        struct lp_err *err)
{
    while (n > 0) {
        ssize_t got = pread(fd, to, n, (off_t)at);

        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got < 0) {
            return lp_fail(err, LP_E_IO, "cannot read %s", m->path);
        }
        if (got == 0) {
            return damaged(m, at, ": it ends there", err);
        }
        to += got;
        at += (uint64_t)got;
        n -= (size_t)got;
    }
    return LP_OK;
}

static enum lp_code
open_file(int *out, uint64_t *size, const char *path, struct lp_err *err)
{
    struct stat st;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);

    if (fd < 0) {
        return lp_fail(err, LP_E_IO, "cannot open %s", path);
    }
    *out = fd;
    if (fstat(fd, &st) != 0) {
        return lp_fail(err, LP_E_IO, "cannot open %s", path);
    }
    if (!S_ISREG(st.st_mode)) {
        return lp_fail(err, LP_E_USAGE, "%s is not a regular file", path);
    }
    *size = (uint64_t)st.st_size;
    return LP_OK;
}

/* That it is a set, of this version, and of a length that a set can have. */
static enum lp_code
check_first_line(const struct lp_set_map *m, int fd, uint64_t size,
                 struct lp_err *err)
{
    uint8_t line[LP_SET_MAGIC_LEN + 2] = {0};
    enum lp_code rc;

    if (size >= sizeof line) {
        rc = read_at(m, fd, 0, line, sizeof line, err);
        if (rc != LP_OK) {
            return rc;
        }
    }
    if (memcmp(line, LP_SET_MAGIC, LP_SET_MAGIC_LEN) != 0) {
        return lp_fail(err, LP_E_FORMAT, "%s is not a published set", m->path);
    }
    if (memcmp(line + LP_SET_MAGIC_LEN, "1\n", 2) == 0) {
        (void)lp_fail(err, LP_E_FORMAT, "%s was made by an older leafproof",
                      m->path);
        lp_hint(err, "make it anew from its documents");
        return LP_E_FORMAT;
    }
    if (memcmp(line + LP_SET_MAGIC_LEN, LP_SET_VERSION "\n", 2) != 0) {
        (void)lp_fail(err, LP_E_FORMAT,
                      "%s is a set of a version that is not known here",
                      m->path);
        lp_hint(err, "use a newer leafproof");
        return LP_E_FORMAT;
    }
    if (size < LP_SET_PAGE + 2 * LP_KEY_SIZE ||
        (size - LP_KEY_SIZE) % (LP_SET_PAGE + LP_KEY_SIZE) != 0) {
        return damaged(m, size, ": it was cut short there, or added to", err);
    }
    return LP_OK;
}

/* The list of pages and the root, which end the file: the root must agree
 * before anything else of the file is believed. */
static enum lp_code
read_list(struct lp_set_map *m, int fd, uint64_t size, const uint8_t *page,
          struct lp_err *err)
{
    uint64_t pages = (size - LP_KEY_SIZE) / (LP_SET_PAGE + LP_KEY_SIZE);
    size_t length = (size_t)pages * LP_KEY_SIZE;
    uint64_t at = pages * LP_SET_PAGE;
    uint8_t root[LP_KEY_SIZE];
    enum lp_code rc;

    m->list = malloc(length);
    m->checked = calloc((size_t)(pages / 64) + 1, sizeof *m->checked);
    if (m->list == NULL || m->checked == NULL) {
        rc = lp_no_memory(err);
        goto done;
    }
    LP_TRY(read_at(m, fd, at, m->list, length, err));
    LP_TRY(read_at(m, fd, at + length, m->root, sizeof m->root, err));
    LP_TRY(lp_set_root_of(root, page, (struct lp_slice){m->list, length}, err));
    if (memcmp(root, m->root, sizeof root) != 0) {
        rc = damaged(m, 0, ": its root does not agree", err);
    }

done:
    return rc;
}

static enum lp_code
map_pages(struct lp_set_map *m, int fd, struct lp_err *err)
{
    size_t length = (size_t)m->layout.pages * LP_SET_PAGE;
    void *at = mmap(NULL, length, PROT_READ, MAP_SHARED, fd, 0);

    if (at == MAP_FAILED) {
        return lp_fail(err, LP_E_IO, "cannot map %s", m->path);
    }
    m->bytes = at;
    return lp_set_map_ready(m, 0, LP_SET_PAGE, err);
}

enum lp_code
lp_set_map_open(struct lp_set_map *m, const char *path, struct lp_err *err)
{
    uint8_t *page = NULL;
    uint64_t size = 0;
    int fd = -1;
    enum lp_code rc;

    *m = (struct lp_set_map){.path = strdup(path)};
    page = malloc(LP_SET_PAGE);
    if (m->path == NULL || page == NULL) {
        rc = lp_no_memory(err);
        goto done;
    }
    LP_TRY(open_file(&fd, &size, path, err));
    LP_TRY(check_first_line(m, fd, size, err));
    LP_TRY(read_at(m, fd, 0, page, LP_SET_PAGE, err));
    LP_TRY(read_list(m, fd, size, page, err));
    LP_TRY(lp_set_layout_read(&m->layout, page, size, err));
    LP_TRY(map_pages(m, fd, err));

done:
    if (fd >= 0) {
        (void)close(fd);
    }
    free(page);
    if (rc != LP_OK) {
        lp_set_map_release(m);
    }
    return rc;
}

void
lp_set_map_release(struct lp_set_map *m)
{
    if (m->bytes != NULL) {
        (void)munmap((void *)(uintptr_t)m->bytes,
                     (size_t)m->layout.pages * LP_SET_PAGE);
    }
    free(m->path);
    free(m->list);
    free((void *)m->checked);
    *m = (struct lp_set_map){0};
}
