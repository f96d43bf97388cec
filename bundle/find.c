#include "bundle/find.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "bundle/folder.h"
#include "bundle/sums_tell.h"

/* Folders to look into, and what was found: offsets of C strings. */
struct places {
    size_t *at;
    size_t n;
    size_t cap;
};

struct search {
    int top;
    struct lp_buf text;
    struct places folders;
    struct places found;
};

static enum lp_code
put_place(struct places *p, size_t at, struct lp_err *err)
{
    size_t *grown = lp_mem_grow(p->at, p->n, &p->cap, sizeof *grown);

    if (grown == NULL) {
        return lp_no_memory(err);
    }
    p->at = grown;
    p->at[p->n++] = at;
    return LP_OK;
}

/* Lists of what is on the web, or in a store of git-annex, are none of a
 * folder. */
static bool
is_list(const struct lp_folder *in, const char *name)
{
    enum lp_sums_kind kind =
        lp_sums_begins(openat(in->fd, name, LP_FILE_OPEN), name);

    return kind != LP_SUMS_NONE && kind != LP_SUMS_CDX &&
           kind != LP_SUMS_CDXJ && kind != LP_SUMS_ANNEX;
}

/* An entry of the folder whose path begins at `folder` of s->text. */
static enum lp_code
look_at(struct search *s, const struct lp_folder *in, size_t folder,
        const char *name, unsigned char type, struct lp_err *err)
{
    size_t at = s->text.len;
    size_t len = strlen((const char *)s->text.data + folder);
    enum lp_code rc;

    if (type != DT_DIR &&
        (type != DT_REG ||
         !(lp_slice_ends(lp_slice_str(name), lp_slice_str(".leaf")) ||
           is_list(in, name)))) {
        return LP_OK;
    }
    (void)lp_buf_room(&s->text, len + strlen(name) + 2);
    LP_TRY(lp_buf_check(&s->text, err));
    s->text.len = at;
    lp_buf_put(&s->text, (struct lp_slice){s->text.data + folder, len});
    if (len > 0) {
        lp_buf_byte(&s->text, '/');
    }
    lp_buf_put(&s->text,
               (struct lp_slice){(const uint8_t *)name, strlen(name) + 1});
    LP_TRY(lp_buf_check(&s->text, err));
    rc = put_place(type == DT_DIR ? &s->folders : &s->found, at, err);

done:
    return rc;
}

/* Opens each step by itself: no link on the way is followed. */
static enum lp_code
open_folder(const struct search *s, size_t folder, struct lp_folder **out,
            struct lp_err *err)
{
    char *path = strdup((const char *)s->text.data + folder);
    int fd = path == NULL ? -1 : dup(s->top);
    char *step = path;

    while (fd >= 0 && step != NULL && *step != '\0') {
        char *slash = strchr(step, '/');
        int next;

        if (slash != NULL) {
            *slash = '\0';
        }
        next =
            openat(fd, step, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
        (void)close(fd);
        fd = next;
        step = slash == NULL ? NULL : slash + 1;
    }
    free(path);
    if (fd < 0) {
        return lp_fail(err, LP_E_IO, "cannot open the folder %s",
                       (const char *)s->text.data + folder);
    }
    *out = lp_folder_new(fd);
    return *out == NULL ? lp_no_memory(err) : LP_OK;
}

/* Found, too: with a slash at its end. */
static enum lp_code
unreadable(struct search *s, size_t folder, struct lp_err *err)
{
    size_t at = s->text.len;
    size_t len = strlen((const char *)s->text.data + folder);

    (void)lp_buf_room(&s->text, len + 2);
    if (lp_buf_check(&s->text, err) != LP_OK) {
        return s->text.failed;
    }
    s->text.len = at;
    lp_buf_put(&s->text, (struct lp_slice){s->text.data + folder, len});
    lp_buf_put(&s->text, (struct lp_slice){(const uint8_t *)"/", 2});
    return put_place(&s->found, at, err);
}

static enum lp_code
search_folder(struct search *s, size_t folder, struct lp_err *err)
{
    struct lp_folder *in = NULL;
    struct lp_listing l = {0};
    enum lp_code rc;

    rc = open_folder(s, folder, &in, err);
    rc = rc == LP_OK ? lp_listing_read(&l, in, err) : rc;
    if (rc == LP_E_IO && s->text.data[folder] != '\0') {
        rc = unreadable(s, folder, err);
        goto done;
    }
    LP_TRY(rc);
    for (size_t i = 0; i < l.n; i++) {
        LP_TRY(look_at(s, in, folder, lp_listing_name(&l, i), l.entry[i].type,
                       err));
    }

done:
    lp_listing_release(&l);
    lp_folder_unref(in);
    return rc;
}

static int
by_bytes(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static enum lp_code
hand_over(struct search *s, struct lp_found *out, struct lp_err *err)
{
    out->path = calloc(s->found.n + 1, sizeof *out->path);
    if (out->path == NULL) {
        return lp_no_memory(err);
    }
    out->text = s->text;
    s->text = (struct lp_buf){0};
    for (; out->n < s->found.n; out->n++) {
        out->path[out->n] = (char *)out->text.data + s->found.at[out->n];
    }
    if (out->n > 0) {
        qsort(out->path, out->n, sizeof out->path[0], by_bytes);
    }
    return LP_OK;
}

enum lp_code
lp_find_bundles(struct lp_found *out, const char *folder, struct lp_err *err)
{
    struct search s = {.top = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
    enum lp_code rc;

    *out = (struct lp_found){0};
    if (s.top < 0) {
        return lp_fail(err, LP_E_IO, "cannot open the folder %s", folder);
    }
    lp_buf_byte(&s.text, '\0');
    LP_TRY(put_place(&s.folders, 0, err));
    while (s.folders.n > 0) {
        LP_TRY(search_folder(&s, s.folders.at[--s.folders.n], err));
    }
    rc = hand_over(&s, out, err);

done:
    (void)close(s.top);
    lp_buf_release(&s.text);
    free(s.folders.at);
    free(s.found.at);
    return rc;
}

void
lp_found_release(struct lp_found *f)
{
    free(f->path);
    lp_buf_release(&f->text);
    *f = (struct lp_found){0};
}
