#ifndef LP_TEST_SET_BOX_H
#define LP_TEST_SET_BOX_H

/* A folder with one set in it, and its bytes. */

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "ledger/set_layout.h"
#include "tests/unit/test.h"

static char folder[4096];
static char path[4200];

static inline bool
box_open(void)
{
    const char *tmp = getenv("TMPDIR");

    (void)snprintf(folder, sizeof folder, "%s/lp_test_set.XXXXXX",
                   tmp == NULL ? "/tmp" : tmp);
    if (mkdtemp(folder) == NULL) {
        perror(folder);
        return false;
    }
    (void)snprintf(path, sizeof path, "%s/a.set", folder);
    return true;
}

static inline void
box_close(void)
{
    (void)unlink(path);
    CHECK(rmdir(folder) == 0, "nothing is left behind");
}

static inline struct lp_buf
slurp(void)
{
    struct lp_buf file = {0};

    CHECK(lp_file_read(&file, path, LP_BUF_MAX, NULL, NULL) == LP_OK, "read");
    return file;
}

static inline void
dump(struct lp_slice bytes)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);

    CHECK(fd >= 0 && lp_fd_write(fd, bytes, NULL) == LP_OK, "write");
    (void)close(fd);
}

/* Make list and root agree with the pages again, as a liar would. */
static inline void
reseal(struct lp_buf *file)
{
    size_t pages = (file->len - LP_KEY_SIZE) / (LP_SET_PAGE + LP_KEY_SIZE);
    uint8_t *list = file->data + pages * LP_SET_PAGE;
    struct lp_digest d = {0};

    for (size_t i = 0; i < pages; i++) {
        CHECK(lp_digest_of(
                  &d, LP_ALG_SHA256,
                  (struct lp_slice){file->data + i * LP_SET_PAGE, LP_SET_PAGE},
                  NULL) == LP_OK,
              "digest");
        memcpy(list + i * LP_KEY_SIZE, d.bytes, LP_KEY_SIZE);
    }
    CHECK(lp_set_root_of(list + pages * LP_KEY_SIZE, file->data,
                         (struct lp_slice){list, pages * LP_KEY_SIZE},
                         NULL) == LP_OK,
          "root");
}

#endif
