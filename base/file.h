#ifndef LP_BASE_FILE_H
#define LP_BASE_FILE_H

#include <sys/types.h>

#include "base/buf.h"

/**
 * Read a whole file of at most `max` bytes.
 *
 * A folder, a device or a larger file is refused with a text that says so.
 * `out` is empty on failure. If `mode` is not NULL it gets the mode bits as
 * fstat found them on the open file.
 */
LP_MUST_USE enum lp_code lp_file_read(struct lp_buf *out, const char *path,
                                      size_t max, mode_t *mode,
                                      struct lp_err *err);

/*
 * A file that appears under its name whole, or not at all. Bytes go to an
 * unnamed file beside it, or, where the file system has none such, to one named
 * after it (`temp`). lp_outfile_commit syncs it, gives it its name (replacing
 * what had it, unless `fresh`) and syncs the folder.
 */
struct lp_outfile {
    char *path; /* NULL: idle */
    char *temp; /* the name that it has meanwhile; NULL: none */
    int fd;
    struct lp_buf pending;
    uint64_t written;
    bool fresh;
};

/* `mode` as for open(2): the umask applies. With `fresh`, an existing file is
 * never replaced; a folder, a device or a pipe never is. After a failure of
 * any of these the file may only be released. */
LP_MUST_USE enum lp_code lp_outfile_open(struct lp_outfile *f, const char *path,
                                         mode_t mode, bool fresh,
                                         struct lp_err *err);
LP_MUST_USE enum lp_code
lp_outfile_put(struct lp_outfile *f, struct lp_slice bytes, struct lp_err *err);
LP_MUST_USE enum lp_code lp_outfile_commit(struct lp_outfile *f,
                                           struct lp_err *err);

/* Without a commit before it, nothing is left behind. */
void lp_outfile_release(struct lp_outfile *f);

/* Write all of `bytes` to `fd`, whatever the kernel takes at a time. */
LP_MUST_USE enum lp_code lp_fd_write(int fd, struct lp_slice bytes,
                                     struct lp_err *err);

#endif
