#include "base/tempfile.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* Where the file system knows no unnamed files: named for a moment. */
static int
unlinked(const char *dir)
{
    char *path = NULL;
    int fd = -1;

    if (asprintf(&path, "%s/leafproof.XXXXXX", dir) >= 0) {
        fd = mkostemp(path, O_CLOEXEC);
        if (fd >= 0) {
            (void)unlink(path);
        }
        free(path);
    }
    return fd;
}

int
lp_tempfile(void)
{
    const char *dir = getenv("TMPDIR");
    int fd;

    if (dir == NULL || dir[0] != '/') {
        dir = "/tmp";
    }
    fd = open(dir, O_TMPFILE | O_RDWR | O_CLOEXEC | O_EXCL, 0600);
    return fd < 0 ? unlinked(dir) : fd;
}
