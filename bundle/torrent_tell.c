#include "bundle/torrent_tell.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"

bool
lp_torrent_is_there(const char *path)
{
    struct lp_buf text = {0};
    uint8_t head[3] = {0};
    struct stat st;
    bool is = false;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);

    /* A film is not read for that. */
    if (fd >= 0 && fstat(fd, &st) == 0 && S_ISREG(st.st_mode) &&
        (uint64_t)st.st_size <= LP_TORRENT_MAX &&
        read(fd, head, sizeof head) == (ssize_t)sizeof head) {
        is = lp_torrent_begins((struct lp_slice){head, sizeof head});
    }
    if (fd >= 0) {
        (void)close(fd);
    }
    is = is && lp_file_read(&text, path, LP_TORRENT_MAX, NULL, NULL) == LP_OK &&
         lp_torrent_recognise(lp_buf_slice(&text));
    lp_buf_release(&text);
    return is;
}

static enum lp_code
tell_file(struct lp_trail *trail, struct lp_slice path,
          const struct lp_torrent_file *file, const struct lp_family *family,
          struct lp_err *err)
{
    struct lp_record r = {
        .role = LP_ROLE_FILE,
        .name = path,
        .size = file->size,
        .flags = lp_record_name_flags(path),
        .algs = 1U << LP_ALG_BTV2,
    };
    struct lp_where at = {0};
    enum lp_code rc;

    memcpy(r.other[LP_ALG_BTV2], file->root, lp_alg_len(LP_ALG_BTV2));
    rc = lp_trail_at(trail, &r, &at, err);
    return rc == LP_OK ? family->ops->item(family->self, &r, &at, err) : rc;
}

enum lp_code
lp_torrent_tell_files(struct lp_slice text, const struct lp_family *family,
                      struct lp_err *err)
{
    struct lp_torrent t;
    struct lp_trail trail = {0};
    enum lp_code rc;

    LP_TRY(lp_torrent_get(&t, text, err));
    if (!t.v2) {
        rc = lp_fail(err, LP_E_USAGE,
                     "a torrent of version 1 has no digest of any file");
        lp_hint(err, "verify the files with it, and give their folder");
        goto done;
    }
    for (size_t i = 0; family != NULL && i < t.files.n; i++) {
        if (t.files.of[i].root != NULL) {
            LP_TRY(tell_file(&trail, lp_torrent_path(&t.files, &t.files.of[i]),
                             &t.files.of[i], family, err));
        }
    }

done:
    lp_trail_release(&trail);
    lp_torrent_release(&t);
    return rc;
}
