#include "bundle/find.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/unit/test.h"

#define SHA "2c8b08da5ce60398e1f19af0e5dccc744df274b826abe585eaba68c525434806"

static void
put(const char *path, const char *text)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);

    CHECK(fd >= 0 && write(fd, text, strlen(text)) == (ssize_t)strlen(text) &&
              close(fd) == 0,
          path);
}

/* Found, in the order of bytes; all else in the tree is not. */
static const char *const wanted[] = {"SUMS",          "a-b.leaf",    "a/c.leaf",
                                     "a/deep/d.leaf", "a/deep/list", "b.leaf"};

static void
make_tree(void)
{
    CHECK(mkdir("a", 0755) == 0 && mkdir("a/deep", 0755) == 0 &&
              mkdir("folder.leaf", 0755) == 0,
          "folders");
    put("b.leaf", "");
    put("a-b.leaf", "anything");
    put("a/c.leaf", "");
    put("a/deep/d.leaf", "");
    put("SUMS", SHA "  x\n");
    put("a/deep/list", SHA "  x\n");
    put("text", "no list\n");
    put("b.leaf.minisig", "untrusted comment: x\n");
    put("leaf", "");
    CHECK(symlink("b.leaf", "link.leaf") == 0, "a link to a file");
    CHECK(symlink("a", "link") == 0, "a link to a folder");
    CHECK(mkfifo("pipe.leaf", 0644) == 0, "a pipe");
}

static void
test_tree(void)
{
    struct lp_found found = {0};
    size_t n = sizeof wanted / sizeof wanted[0];

    make_tree();
    CHECK(lp_find_bundles(&found, ".", NULL) == LP_OK, "a folder");
    CHECK(found.n == n, "as many");
    for (size_t i = 0; i < n && i < found.n; i++) {
        CHECK(strcmp(found.path[i], wanted[i]) == 0, wanted[i]);
    }
    lp_found_release(&found);
    CHECK(lp_find_bundles(&found, "folder.leaf", NULL) == LP_OK && found.n == 0,
          "an empty folder");
    lp_found_release(&found);
    CHECK(lp_find_bundles(&found, "gone", NULL) == LP_E_IO, "no folder");
    CHECK(lp_find_bundles(&found, "text", NULL) == LP_E_IO, "a file");
}

int
main(void)
{
    const char *tmp = getenv("TMPDIR");
    char place[4096];

    (void)snprintf(place, sizeof place, "%s/find.XXXXXX",
                   tmp == NULL ? "/tmp" : tmp);
    if (mkdtemp(place) == NULL || chdir(place) != 0) {
        return 1;
    }
    test_tree();
    for (size_t i = 0; i < sizeof wanted / sizeof wanted[0]; i++) {
        (void)unlink(wanted[i]);
    }
    (void)unlink("text");
    (void)unlink("b.leaf.minisig");
    (void)unlink("leaf");
    (void)unlink("link.leaf");
    (void)unlink("link");
    (void)unlink("pipe.leaf");
    (void)rmdir("folder.leaf");
    (void)rmdir("a/deep");
    (void)rmdir("a");
    if (chdir("/") != 0) {
        return 1;
    }
    (void)rmdir(place);
    return lp_test_failures != 0;
}
