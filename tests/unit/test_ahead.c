#include "bundle/ahead.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/unit/test.h"

static void
write_file(int in, const char *name, bool evict)
{
    int fd = openat(in, name, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);

    CHECK(fd >= 0 && write(fd, "words", 5) == 5, name);
    if (evict) {
        (void)fsync(fd);
        (void)posix_fadvise(fd, 0, 0, POSIX_FADV_DONTNEED);
    }
    (void)close(fd);
}

/* What is in memory is looked at once, and then not for a while. */
static void
check_warm(int in)
{
    struct lp_ahead a = {0};
    unsigned first;

    lp_ahead_ask(&a, in, "warm");
    first = a.rest;
    CHECK(!a.cold && first > 0, "in memory");
    for (unsigned i = 0; i < first; i++) {
        lp_ahead_ask(&a, in, "warm");
    }
    CHECK(!a.cold && a.rest == 0, "counted down");
    lp_ahead_ask(&a, in, "warm");
    CHECK(!a.cold && a.rest == first, "looked at again");
}

/* What is no file that can be read makes no difference. */
static void
check_odd(int in)
{
    static const char *const names[] = {"missing", "link", "pipe", "empty",
                                        "."};

    CHECK(symlinkat("warm", in, "link") == 0 && mkfifoat(in, "pipe", 0600) == 0,
          "odd files");
    close(openat(in, "empty", O_WRONLY | O_CREAT | O_CLOEXEC, 0600));
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        struct lp_ahead a = {0};

        lp_ahead_ask(&a, in, names[i]);
        CHECK(!a.cold && a.rest > 0, names[i]);
    }
}

/* What is not in memory is asked for, and so is each after it until enough of
 * them were there. Not every file system can tell. */
static void
check_cold(int in)
{
    struct lp_ahead a = {0};
    unsigned n = 0;

    write_file(in, "cold", true);
    lp_ahead_ask(&a, in, "cold");
    if (!a.cold) {
        return;
    }
    for (; a.cold && n < 100; n++) {
        lp_ahead_ask(&a, in, "warm");
    }
    CHECK(n > 1 && n < 100 && !a.cold, "warm again");
    CHECK(a.there == n, "each was looked at");
}

int
main(void)
{
    char folder[] = "/tmp/ahead.XXXXXX";
    static const char *const names[] = {"warm", "link", "pipe", "empty",
                                        "cold"};
    int in;

    if (mkdtemp(folder) == NULL) {
        return 1;
    }
    in = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    CHECK(in >= 0, "folder");
    write_file(in, "warm", false);
    check_warm(in);
    check_odd(in);
    check_cold(in);
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        (void)unlinkat(in, names[i], 0);
    }
    (void)close(in);
    (void)rmdir(folder);
    return lp_test_failures != 0;
}
