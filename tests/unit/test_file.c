#include "base/file.h"

#include <dirent.h>
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/unit/test.h"

#define COUNT(a) (sizeof(a) / sizeof(a)[0])

/* How many names are in the folder we stand in. */
static unsigned
names(void)
{
    DIR *d = opendir(".");
    unsigned n = 0;

    while (d != NULL && readdir(d) != NULL) {
        n++;
    }
    if (d != NULL) {
        (void)closedir(d);
    }
    return n - 2;
}

static enum lp_code
put_file(const char *path, const char *text, mode_t mode, bool fresh,
         struct lp_err *err)
{
    struct lp_outfile f = {0};
    enum lp_code rc;

    LP_TRY(lp_outfile_open(&f, path, mode, fresh, err));
    LP_TRY(lp_outfile_put(&f, lp_slice_str(text), err));
    LP_TRY(lp_outfile_commit(&f, err));

done:
    lp_outfile_release(&f);
    return rc;
}

static bool
holds(const char *path, const char *text)
{
    struct lp_buf b = {0};
    bool same = lp_file_read(&b, path, 1000, NULL, NULL) == LP_OK &&
                lp_slice_is(lp_buf_slice(&b), text);

    lp_buf_release(&b);
    return same;
}

static const struct {
    const char *label;
    const char *path;
    size_t max;
    enum lp_code code;
    int sys;
    const char *says;
} reads[] = {
    {"a file", "five", 100, LP_OK, 0, ""},
    {"exactly the maximum", "five", 5, LP_OK, 0, ""},
    {"a byte over the maximum", "five", 4, LP_E_LIMIT, 0, "larger than the 4"},
    {"an empty file, and no byte allowed", "empty", 0, LP_OK, 0, ""},
    {"missing", "missing", 100, LP_E_IO, ENOENT, "cannot open missing"},
    {"a folder", "folder", 100, LP_E_USAGE, 0, "is a folder"},
    {"a device", "/dev/null", 100, LP_E_USAGE, 0, "not a regular file"},
    {"a file as folder", "five/x", 100, LP_E_IO, ENOTDIR, "cannot open"},
};

static void
check_reads(void)
{
    CHECK(put_file("five", "12345", 0640, true, NULL) == LP_OK, "five");
    CHECK(put_file("empty", "", 0600, true, NULL) == LP_OK, "empty");
    CHECK(mkdir("folder", 0700) == 0, "folder");
    CHECK(mkfifo("pipe", 0600) == 0, "pipe");
    for (size_t i = 0; i < COUNT(reads); i++) {
        struct lp_buf b = {0};
        struct lp_err err = {0};
        enum lp_code rc;

        lp_buf_str(&b, "old");
        rc = lp_file_read(&b, reads[i].path, reads[i].max, NULL, &err);
        CHECK(rc == reads[i].code && err.sys == reads[i].sys, reads[i].label);
        CHECK(strstr(err.text, reads[i].says) != NULL, reads[i].label);
        CHECK(rc == LP_OK || (b.len == 0 && b.data == NULL), reads[i].label);
        lp_buf_release(&b);
    }
    CHECK(holds("five", "12345"), "what was put is read");
}

static void
check_mode(void)
{
    struct lp_buf b = {0};
    mode_t mode = 0;
    mode_t mask = umask(027);

    CHECK(put_file("m", "", 0666, true, NULL) == LP_OK &&
              lp_file_read(&b, "m", 9, &mode, NULL) == LP_OK &&
              (mode & 0777) == 0640,
          "the umask applies");
    CHECK(put_file("m", "", 0600, false, NULL) == LP_OK &&
              lp_file_read(&b, "m", 9, &mode, NULL) == LP_OK &&
              (mode & 0777) == 0600,
          "a replaced file has the mode that was asked for");
    CHECK(S_ISREG(mode), "the kind of file is in the mode");
    (void)umask(mask);
    lp_buf_release(&b);
}

static void
check_writes(void)
{
    struct lp_outfile f = {0};
    struct lp_err err = {0};
    unsigned before = names();

    lp_outfile_release(&f);
    CHECK(put_file("five", "new", 0600, true, &err) == LP_E_USAGE &&
              strstr(err.text, "exists already") != NULL,
          "fresh refuses what is there");
    CHECK(holds("five", "12345"), "and leaves it alone");
    CHECK(put_file("folder", "", 0600, false, &err) == LP_E_USAGE &&
              strstr(err.text, "is a folder") != NULL,
          "a folder is not replaced");
    /* Not with a real device: if this fails, the device is gone. */
    CHECK(put_file("pipe", "", 0600, false, &err) == LP_E_USAGE &&
              strstr(err.text, "not a regular file") != NULL,
          "nor is a pipe or a device");
    CHECK(put_file("missing/x", "", 0600, false, &err) == LP_E_IO &&
              err.sys == ENOENT,
          "no such folder");

    CHECK(lp_outfile_open(&f, "five", 0600, false, &err) == LP_OK &&
              lp_outfile_put(&f, lp_slice_str("new"), &err) == LP_OK,
          "open and put");
    CHECK(holds("five", "12345"), "before the commit the old is there");
    lp_outfile_release(&f);
    CHECK(holds("five", "12345") && names() == before,
          "release without a commit leaves nothing");

    CHECK(lp_outfile_open(&f, "late", 0600, true, &err) == LP_OK, "open");
    CHECK(put_file("late", "first", 0600, true, NULL) == LP_OK, "overtaken");
    CHECK(lp_outfile_commit(&f, &err) == LP_E_IO && err.sys == EEXIST,
          "fresh refuses what came in between");
    lp_outfile_release(&f);
    CHECK(holds("late", "first"), "and leaves that alone");

    CHECK(put_file("five", "new", 0600, false, NULL) == LP_OK &&
              holds("five", "new"),
          "a commit replaces");
    CHECK(names() == before + 1, "and nothing else is left");
}

static void
check_absolute(void)
{
    char path[4096];
    char name[5000] = {0};

    if (getcwd(path, sizeof path) != NULL) {
        (void)snprintf(name, sizeof name, "%s/absolute", path);
        CHECK(put_file(name, "x", 0600, true, NULL) == LP_OK &&
                  holds("absolute", "x"),
              "a path with folders");
    }
}

/* A large file goes out in several writes. */
static void
check_large(void)
{
    static uint8_t piece[100000];
    struct lp_outfile f = {0};
    struct lp_buf b = {0};
    bool good = true;

    CHECK(lp_outfile_open(&f, "large", 0600, true, NULL) == LP_OK, "large");
    for (unsigned i = 0; i < 10; i++) {
        memset(piece, (int)i, sizeof piece);
        good =
            good && lp_outfile_put(&f, (struct lp_slice){piece, sizeof piece},
                                   NULL) == LP_OK;
    }
    CHECK(good && lp_outfile_commit(&f, NULL) == LP_OK, "large");
    CHECK(f.written == 1000000, "bytes are counted");
    lp_outfile_release(&f);
    CHECK(lp_file_read(&b, "large", 1000000, NULL, NULL) == LP_OK &&
              b.len == 1000000 && b.data[0] == 0 && b.data[999999] == 9,
          "large");
    lp_buf_release(&b);
}

/* The limit on file sizes stands in for a full disk. */
static void
check_full(void)
{
    static uint8_t piece[300000];
    struct rlimit old;
    struct rlimit low;
    struct lp_outfile f = {0};
    struct lp_err err = {0};
    unsigned before = names();

    (void)signal(SIGXFSZ, SIG_IGN);
    CHECK(getrlimit(RLIMIT_FSIZE, &old) == 0, "limit");
    low = old;
    low.rlim_cur = 200000;
    CHECK(setrlimit(RLIMIT_FSIZE, &low) == 0, "limit");
    CHECK(lp_outfile_open(&f, "five", 0600, false, NULL) == LP_OK, "full");
    CHECK(lp_outfile_put(&f, (struct lp_slice){piece, sizeof piece}, &err) ==
                  LP_E_IO &&
              err.sys == EFBIG && strstr(err.text, "cannot write five"),
          "a full disk is an error, with its cause");
    CHECK(lp_outfile_commit(&f, &err) != LP_OK, "a lossy file has no commit");
    lp_outfile_release(&f);
    CHECK(setrlimit(RLIMIT_FSIZE, &old) == 0, "limit");
    CHECK(holds("five", "new") && names() == before,
          "the old file is whole and nothing is left");
}

static void
check_fd(void)
{
    struct lp_err err = {0};
    int ends[2];
    char got[4] = "";

    CHECK(pipe(ends) == 0, "pipe");
    CHECK(lp_fd_write(ends[1], lp_slice_str("abc"), &err) == LP_OK &&
              read(ends[0], got, 3) == 3 && strcmp(got, "abc") == 0,
          "written whole");
    CHECK(lp_fd_write(-1, lp_slice_str("abc"), &err) == LP_E_IO &&
              err.sys == EBADF,
          "no such descriptor");
    CHECK(lp_fd_write(-1, (struct lp_slice){0}, &err) == LP_OK,
          "nothing to write");
    (void)close(ends[0]);
    (void)close(ends[1]);
}

int
main(void)
{
    static const char *const made[] = {"five", "empty", "pipe",    "m",
                                       "late", "large", "absolute"};
    const char *tmp = getenv("TMPDIR");
    char folder[4096];

    (void)snprintf(folder, sizeof folder, "%s/test_file.XXXXXX",
                   tmp == NULL ? "/tmp" : tmp);
    if (mkdtemp(folder) == NULL || chdir(folder) != 0) {
        perror(folder);
        return 1;
    }
    check_reads();
    check_mode();
    check_writes();
    check_absolute();
    check_large();
    check_full();
    check_fd();
    for (size_t i = 0; i < COUNT(made); i++) {
        (void)unlink(made[i]);
    }
    (void)rmdir("folder");
    CHECK(names() == 0, "nothing else was left");
    CHECK(chdir("/") == 0 && rmdir(folder) == 0, "the folder itself");
    return lp_test_failures != 0;
}
