#include "base/tempfile.h"

#include <fcntl.h>
#include <stdlib.h>

int
lp_tempfile(void)
{
    const char *dir = getenv("TMPDIR");

    if (dir == NULL || dir[0] != '/') {
        dir = "/tmp";
    }
    return open(dir, O_TMPFILE | O_RDWR | O_CLOEXEC | O_EXCL, 0600);
}
