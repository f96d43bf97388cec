#include "bundle/scan.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bundle/ahead.h"
#include "bundle/folder.h"
#include "bundle/look_tree.h"
#include "bundle/sealed.h"

/* A file that waits for a thread: in a folder, or already open. */
struct job {
    struct lp_task task;
    struct lp_walk *walk;
    struct lp_seg *own;
    struct lp_folder *in; /* NULL: `fd` is open */
    int fd;
    int beside[LP_SEALED_STAMPS]; /* of a root: stamps beside it, or -1 */
    bool stamps;                  /* a root that stamps another */
    size_t last; /* where the last component of `path` begins */
    size_t len;
    char path[]; /* below the root; ends with NUL */
};

struct scan {
    struct lp_walk *walk;
    const struct lp_scan *what;
    struct lp_seg *own;
    struct lp_buf path;
    struct lp_ahead ahead;
};

static struct lp_record
about(struct lp_slice path, enum lp_kind kind)
{
    return (struct lp_record){
        .role = LP_ROLE_FILE,
        .kind = kind,
        .name = path,
        .flags = lp_record_name_flags(path),
    };
}

static void
unreadable(struct lp_record *rec, int sys)
{
    rec->closed = LP_RULE_UNREADABLE;
    (void)snprintf(rec->note, sizeof rec->note, "%s", strerror(sys));
}

static enum lp_kind
special_kind(mode_t mode)
{
    switch (mode & S_IFMT) {
    case S_IFDIR:
        return LP_KIND_DIR;
    case S_IFLNK:
        return LP_KIND_SYMLINK;
    case S_IFIFO:
        return LP_KIND_FIFO;
    case S_IFSOCK:
        return LP_KIND_SOCKET;
    default:
        return LP_KIND_DEVICE;
    }
}

/* Whether it is this process, not the input, that lacks something. */
static bool
our_lack(struct lp_walk *w, int sys)
{
    struct lp_err err = {0};

    if (sys != EMFILE && sys != ENFILE && sys != ENOMEM) {
        return false;
    }
    errno = sys;
    (void)lp_fail(&err, LP_E_IO,
                  "cannot open more files at once, see ulimit -n");
    lp_walk_fatal(w, &err);
    return true;
}

/* Whether the file is the stamp of another that is there. */
static bool
is_beside(const struct job *j, size_t of)
{
    char name[NAME_MAX + 1];
    struct stat st;

    if (of - j->last >= sizeof name) {
        return false;
    }
    memcpy(name, j->path + j->last, of - j->last);
    name[of - j->last] = '\0';
    return fstatat(j->in->fd, name, &st, AT_SYMLINK_NOFOLLOW) == 0;
}

/* Its stamps, or the one that it is if it stands beside nothing: of a file in a
 * folder those that lie there, of a root those that are roots too. */
static enum lp_code
find_stamps(struct job *j, const struct lp_infile *file, struct lp_sealed *to,
            struct lp_err *err)
{
    const struct lp_slice path = {(const uint8_t *)j->path, j->len};
    size_t of;
    bool stamp = lp_sealed_is_stamp(path, &of);
    enum lp_code rc = LP_OK;

    if (stamp && !lp_sealed_by_name(path)) {
        LP_TRY(lp_sealed_is_signature(file->view, &stamp, err));
    }
    to->stamp = stamp && (j->in != NULL ? is_beside(j, of) : j->stamps);
    if (j->in != NULL) {
        return to->stamp ? LP_OK
                         : lp_sealed_stamps(to, j->in->fd, j->path + j->last,
                                            stamp ? NULL : file->view, err);
    }
    for (size_t i = 0; i < LP_SEALED_STAMPS; i++) {
        int fd = j->beside[i];

        j->beside[i] = -1;
        if (fd >= 0) {
            LP_TRY(lp_sealed_stamp(to, fd, lp_slice_str(lp_sealed_endings[i]),
                                   file->view, err));
        }
    }
    if (stamp && !j->stamps) {
        int own = fcntl(file->fd, F_DUPFD_CLOEXEC, 0);

        rc = own < 0 ? LP_OK : lp_sealed_stamp(to, own, path, NULL, err);
    }

done:
    return rc;
}

/* Look at a file and, where signatures are asked for, at its stamps. */
static void
look_beside(struct job *j, struct lp_record *rec, struct lp_infile *file)
{
    struct lp_sealed beside = {0};
    struct lp_err err = {0};
    enum lp_code rc = find_stamps(j, file, &beside, &err);

    if (rc == LP_OK) {
        rc = lp_sealed_end(&beside, rec, &err);
    }
    if (rc == LP_OK) {
        (void)j->walk->look(j->walk, &j->own, rec, &file->bytes, file->view,
                            NULL);
    } else {
        lp_walk_fatal(j->walk, &err);
    }
    lp_sealed_release(&beside);
}

static void
look_at(struct job *j, int fd, struct lp_record *rec)
{
    struct lp_infile file;
    struct lp_err err = {0};
    struct stat st;

    if (fd < 0 || fstat(fd, &st) != 0) {
        unreadable(rec, errno);
        if (!our_lack(j->walk, errno)) {
            lp_walk_say(j->walk, j->own, rec);
        }
        return;
    }
    if (!S_ISREG(st.st_mode)) {
        (void)close(fd);
        rec->kind = special_kind(st.st_mode);
        lp_walk_say(j->walk, j->own, rec);
        return;
    }
    rec->size = (uint64_t)st.st_size;
    if (lp_infile_init(&file, fd, &st, &err) != LP_OK) {
        lp_walk_fatal(j->walk, &err);
        return;
    }
    if (j->walk->tree) {
        lp_look_tree(j->walk, j->own, rec, &file);
    } else if (j->walk->evidence) {
        look_beside(j, rec, &file);
    } else {
        (void)j->walk->look(j->walk, &j->own, rec, &file.bytes, file.view,
                            NULL);
    }
    lp_infile_release(&file);
}

static void
run(struct lp_task *t)
{
    struct job *j = (struct job *)t;
    struct lp_record rec = about(
        (struct lp_slice){(const uint8_t *)j->path, j->len}, LP_KIND_OTHER);
    int fd = j->fd;

    lp_line_begin(j->walk->line, j->own);
    if (!lp_walk_failed(j->walk)) {
        if (j->in != NULL) {
            fd = openat(j->in->fd, j->path + j->last, LP_FILE_OPEN);
        }
        look_at(j, fd, &rec);
    } else if (fd >= 0) {
        (void)close(fd);
    }
    (void)atomic_fetch_add(&j->walk->files, 1);
    lp_line_close(j->walk->line, j->own);
    lp_folder_unref(j->in);
    for (size_t i = 0; i < LP_SEALED_STAMPS; i++) {
        if (j->beside[i] >= 0) {
            (void)close(j->beside[i]);
        }
    }
    free(j);
}

/* The root called as this one and `ending`; NULL: there is none. */
static const struct lp_root *
root_called(const struct lp_scan *what, struct lp_slice base,
            const char *ending)
{
    for (size_t i = 0; i < what->n; i++) {
        struct lp_slice name = what->root[i].base;

        if (what->root[i].fd >= 0 && !what->root[i].folder &&
            name.len == base.len + strlen(ending) &&
            lp_slice_begins(name, base) &&
            lp_slice_is(lp_slice_from(name, base.len), ending)) {
            return &what->root[i];
        }
    }
    return NULL;
}

/* A root's stamps are roots too, and come after it: their files are open. */
static void
note_stamps(struct scan *s, struct job *j)
{
    struct lp_slice base = lp_buf_slice(&s->path);
    size_t of;

    for (size_t i = 0; i < LP_SEALED_STAMPS; i++) {
        const struct lp_root *r =
            root_called(s->what, base, lp_sealed_endings[i]);

        j->beside[i] = r == NULL ? -1 : fcntl(r->fd, F_DUPFD_CLOEXEC, 0);
    }
    j->stamps = lp_sealed_is_stamp(base, &of) &&
                root_called(s->what, lp_slice_head(base, of), "") != NULL;
}

/* Queue the file at s->path: entry `last` bytes into it of `in`, or `fd`. */
static enum lp_code
queue_file(struct scan *s, struct lp_folder *in, int fd, size_t last,
           struct lp_err *err)
{
    struct job *j = calloc(1, sizeof *j + s->path.len + 1);

    if (j == NULL) {
        return lp_no_memory(err);
    }
    j->task.run = run;
    j->walk = s->walk;
    j->fd = fd;
    j->last = last;
    j->len = s->path.len;
    memcpy(j->path, s->path.data, s->path.len);
    j->own = lp_line_branch(s->walk->line, &s->own, &j->task);
    if (j->own == NULL) {
        free(j);
        return lp_no_memory(err);
    }
    memset(j->beside, -1, sizeof j->beside);
    if (in == NULL && s->walk->evidence) {
        note_stamps(s, j);
    }
    j->in = in == NULL ? NULL : lp_folder_ref(in);
    lp_pool_push(s->walk->pool, &j->task);
    return LP_OK;
}

static void
say_link(struct scan *s, const struct lp_folder *in, const char *name)
{
    struct lp_record rec = about(lp_buf_slice(&s->path), LP_KIND_SYMLINK);
    char target[4096];
    ssize_t n = readlinkat(in->fd, name, target, sizeof target);

    if (n < 0) {
        unreadable(&rec, errno);
    } else {
        rec.target = (struct lp_slice){(uint8_t *)target, (size_t)n};
    }
    lp_walk_say(s->walk, s->own, &rec);
}

static void
say_special(struct scan *s, unsigned char type)
{
    struct lp_record rec =
        about(lp_buf_slice(&s->path), special_kind((mode_t)DTTOIF(type)));

    lp_walk_say(s->walk, s->own, &rec);
}

static void
say_closed_folder(struct scan *s, enum lp_rule rule, int sys)
{
    struct lp_record rec = about(lp_buf_slice(&s->path), LP_KIND_DIR);

    if (rule == LP_RULE_UNREADABLE) {
        unreadable(&rec, sys);
    }
    rec.closed = (uint16_t)rule;
    lp_walk_say(s->walk, s->own, &rec);
}

static bool
skipped(const struct lp_scan *what, bool here, const char *name)
{
    for (size_t i = 0; here && what->skip[i] != NULL; i++) {
        if (strcmp(what->skip[i], name) == 0) {
            return true;
        }
    }
    return false;
}

static bool
skips_in(const struct lp_scan *what, const struct lp_folder *f)
{
    struct stat st;

    return what->skip != NULL && fstat(f->fd, &st) == 0 &&
           st.st_dev == what->skip_dev && st.st_ino == what->skip_ino;
}

static enum lp_code scan_folder(struct scan *s, int fd, unsigned level,
                                struct lp_err *err);

static enum lp_code
scan_entry(struct scan *s, struct lp_folder *in, const char *name,
           unsigned char type, unsigned level, struct lp_err *err)
{
    size_t before = s->path.len;
    size_t last = before == 0 ? 0 : before + 1;
    enum lp_code rc = LP_OK;

    if (before > 0) {
        lp_buf_byte(&s->path, '/');
    }
    lp_buf_str(&s->path, name);
    LP_TRY(lp_buf_check(&s->path, err));
    lp_line_wait(s->walk->line, s->own);
    if (type == DT_DIR) {
        int fd = openat(in->fd, name, LP_FOLDER_OPEN);

        LP_TRY(scan_folder(s, fd, level + 1, err));
    } else if (type == DT_REG) {
        lp_ahead_ask(&s->ahead, in->fd, name);
        LP_TRY(queue_file(s, in, -1, last, err));
    } else if (type == DT_LNK) {
        say_link(s, in, name);
    } else {
        say_special(s, type);
    }

done:
    s->path.len = before;
    return rc;
}

/* Takes `fd` over; -1 says, by errno, why it could not be opened. */
static enum lp_code
scan_folder(struct scan *s, int fd, unsigned level, struct lp_err *err)
{
    struct lp_listing list = {0};
    struct lp_folder *f = NULL;
    bool here;
    enum lp_code rc = LP_OK;

    if (fd < 0) {
        if (!our_lack(s->walk, errno)) {
            say_closed_folder(s, LP_RULE_UNREADABLE, errno);
        }
        return LP_OK;
    }
    f = lp_folder_new(fd);
    if (f == NULL) {
        return lp_no_memory(err);
    }
    if (level > s->walk->limits.folders) {
        say_closed_folder(s, LP_RULE_LIMIT_FOLDERS, 0);
        goto done;
    }
    rc = lp_listing_read(&list, f, err);
    if (rc == LP_E_IO) {
        if (!our_lack(s->walk, err->sys)) {
            say_closed_folder(s, LP_RULE_UNREADABLE, err->sys);
        }
        rc = LP_OK;
        goto done;
    }
    if (rc == LP_OK && list.n == 0 && s->path.len > 0) {
        say_special(s, DT_DIR);
    }
    here = skips_in(s->what, f);
    for (size_t i = 0; rc == LP_OK && i < list.n; i++) {
        const char *name = lp_listing_name(&list, i);

        if (lp_walk_failed(s->walk)) {
            break;
        }
        if (!skipped(s->what, here, name)) {
            rc = scan_entry(s, f, name, list.entry[i].type, level, err);
        }
    }

done:
    lp_listing_release(&list);
    lp_folder_unref(f);
    return rc;
}

void
lp_scan_run(struct lp_walk *w, const struct lp_scan *what, struct lp_seg *own)
{
    struct scan s = {.walk = w, .what = what, .own = own};
    struct lp_err err = {0};
    enum lp_code rc = LP_OK;

    for (size_t i = 0; rc == LP_OK && i < what->n; i++) {
        const struct lp_root *r = &what->root[i];

        lp_line_wait(w->line, s.own);
        lp_buf_clear(&s.path);
        lp_buf_put(&s.path, r->base);
        rc = lp_buf_check(&s.path, &err);
        if (rc != LP_OK) {
            break;
        }
        if (r->folder) {
            errno = r->sys;
            rc = scan_folder(&s, r->fd, 0, &err);
        } else if (r->fd < 0) {
            struct lp_record rec = about(r->base, LP_KIND_OTHER);

            unreadable(&rec, r->sys);
            lp_walk_say(w, s.own, &rec);
        } else {
            rc = queue_file(&s, NULL, r->fd, 0, &err);
        }
    }
    if (rc != LP_OK) {
        lp_walk_fatal(w, &err);
    }
    lp_line_close(w->line, s.own);
    lp_buf_release(&s.path);
}
