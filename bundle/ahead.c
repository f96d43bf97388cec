#include "bundle/ahead.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <sys/uio.h>
#include <unistd.h>

#include "bundle/folder.h"

/* One of so many is looked at while they are in memory, ... */
#define EACH 64
/* ... and each until so many in a row were. */
#define ENOUGH 16
/* Of a longer file the reader's own requests are early enough. */
#define LENGTH ((off_t)256 * 1024)

/* Whether its first byte is yet to be fetched. A file system that cannot say
 * so is taken for a fast one. */
static bool
is_cold(int fd)
{
    uint8_t byte;
    struct iovec to = {&byte, 1};

    return preadv2(fd, &to, 1, 0, RWF_NOWAIT) < 0 && errno == EAGAIN;
}

void
lp_ahead_ask(struct lp_ahead *a, int in, const char *name)
{
    int fd;

    if (!a->cold && a->rest > 0) {
        a->rest--;
        return;
    }
    a->rest = EACH - 1;
    fd = openat(in, name, LP_FILE_OPEN);
    if (fd < 0) {
        return;
    }
    if (is_cold(fd)) {
        a->cold = true;
        a->there = 0;
        (void)posix_fadvise(fd, 0, LENGTH, POSIX_FADV_WILLNEED);
    } else if (++a->there >= ENOUGH) {
        a->cold = false;
    }
    (void)close(fd);
}
