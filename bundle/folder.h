#ifndef LP_BUNDLE_FOLDER_H
#define LP_BUNDLE_FOLDER_H

#include <stdatomic.h>

#include "base/buf.h"

/* How a folder of a submission is opened: no link is followed. */
#define LP_FOLDER_OPEN (O_RDONLY | O_NOFOLLOW | O_DIRECTORY | O_CLOEXEC)
/* And a file in it. O_NONBLOCK: a named pipe that took a file's place must not
 * hold us up. */
#define LP_FILE_OPEN (O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC | O_NOCTTY)

/* An open folder, shared by the files in it that wait for a thread. */
struct lp_folder {
    atomic_uint refs;
    int fd;
};

/* Takes `fd` over, also on failure (NULL: no memory). */
struct lp_folder *lp_folder_new(int fd);
struct lp_folder *lp_folder_ref(struct lp_folder *f);
void lp_folder_unref(struct lp_folder *f); /* NULL is nothing */

/* One entry: a C string at `name` of lp_listing.names, and what it is. */
struct lp_dirent {
    size_t name;
    unsigned char type; /* DT_REG, DT_DIR, ... never DT_UNKNOWN */
};

struct lp_listing {
    struct lp_buf names;
    struct lp_dirent *entry; /* in canonical order */
    size_t n;
    size_t cap;
};

/* Read a folder whole; "." and ".." left out. */
LP_MUST_USE enum lp_code lp_listing_read(struct lp_listing *l,
                                         const struct lp_folder *f,
                                         struct lp_err *err);
const char *lp_listing_name(const struct lp_listing *l, size_t i);
void lp_listing_release(struct lp_listing *l);

#endif
