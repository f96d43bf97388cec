#include "bundle/inputs.h"

#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/unit/test.h"

#define COUNT(a) (sizeof(a) / sizeof(a)[0])
#define MOST 5

static char base[4096];

/* Names that end in a slash are folders; the others get a byte. */
static const char *const made[] = {
    "one/",       "one/a",          "one/a-b",     "one/d/",
    "one/d/x",    "two/",           "two/a/",      "two/a/y",
    "two/a.zip",  "three/",         "three/a-b",   "m.leaf",
    "m.leaf.tsr", "m.leaf.minisig", "m.leaf.temp", "m.leafy",
};

static void
make_all(void)
{
    for (size_t i = 0; i < COUNT(made); i++) {
        size_t n = strlen(made[i]);
        int fd;

        if (made[i][n - 1] == '/') {
            CHECK(mkdir(made[i], 0700) == 0, made[i]);
            continue;
        }
        fd = open(made[i], O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
        CHECK(fd >= 0 && write(fd, "x", 1) == 1, made[i]);
        (void)close(fd);
    }
}

static const struct {
    const char *label;
    const char *paths[MOST];
    enum lp_code rc;
    const char *names; /* each with a blank after it; a folder with a slash,
                          what is unreadable with a question mark */
    bool tree;
} cases[] = {
    {"one folder", {"one"}, LP_OK, "/ ", true},
    {"one folder with a slash", {"one/"}, LP_OK, "/ ", true},
    {"this folder", {"."}, LP_OK, "/ ", true},
    {"a file", {"one/a"}, LP_OK, "a ", false},
    {"two files", {"one/a-b", "one/a"}, LP_OK, "a a-b ", false},
    {"two folders", {"two", "one"}, LP_OK, "one/ two/ ", false},
    {"a folder and a file", {"two/a", "one/a-b"}, LP_OK, "a-b a/ ", false},
    {"a path with .", {"one/.", "two/a.zip"}, LP_OK, "a.zip one/ ", false},
    {"a path with ..", {"one/d/..", "two/a.zip"}, LP_OK, "a.zip one/ ", false},
    {"many slashes", {"one//", "two//a.zip"}, LP_OK, "a.zip one/ ", false},
    {"twice", {"one/a", "one/a"}, LP_E_USAGE, "", false},
    {"two of one name", {"one/a-b", "three/a-b"}, LP_E_USAGE, "", false},
    {"two of one name, with another between them",
     {"one/a", "one/a-b", "two/a"},
     LP_E_USAGE,
     "",
     false},
    {"the same in another order",
     {"two/a", "one/a-b", "one/a"},
     LP_E_USAGE,
     "",
     false},
    {"one is not there", {"one/a", "none"}, LP_OK, "a none? ", false},
    {"none is there", {"none", "no"}, LP_E_IO, "", false},
    {"a file taken for a folder", {"one/a/b"}, LP_E_IO, "", false},
    {"an empty path", {""}, LP_E_USAGE, "", false},
    {"an empty path among others", {"one/a", ""}, LP_E_USAGE, "", false},
};

static void
put_names(struct lp_buf *to, const struct lp_inputs *in)
{
    for (size_t i = 0; i < in->n; i++) {
        lp_buf_put(to, in->root[i].base);
        lp_buf_str(to, in->root[i].folder ? "/" : "");
        lp_buf_str(to, in->root[i].fd < 0 ? "? " : " ");
    }
}

static void
test_open(void)
{
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct lp_inputs in = {0};
        struct lp_buf names = {0};
        size_t n = 0;

        while (n < MOST && cases[i].paths[n] != NULL) {
            n++;
        }
        CHECK(lp_inputs_open(&in, cases[i].paths, n, false,
                             &(struct lp_err){0}) == cases[i].rc,
              cases[i].label);
        put_names(&names, &in);
        CHECK(lp_slice_is(lp_buf_slice(&names), cases[i].names),
              cases[i].label);
        CHECK(in.tree == cases[i].tree, cases[i].label);
        lp_inputs_release(&in);
        lp_inputs_release(&in);
        lp_buf_release(&names);
    }
}

static void
test_lenient(void)
{
    static const char *const none[] = {"none"};
    struct lp_inputs in = {0};

    CHECK(lp_inputs_open(&in, none, 1, true, NULL) == LP_OK && in.n == 1 &&
              in.root[0].fd < 0 && in.root[0].sys != 0,
          "nothing is there, and that is to be recorded");
    lp_inputs_release(&in);
}

static void
test_folder(void)
{
    static const struct {
        const char *label;
        const char *folder;
        bool tree;
        struct lp_slice names;
        enum lp_code rc;
        const char *got;
    } rows[] = {
        {"all of it", "one", true, {0}, LP_OK, "/ "},
        {"some of it",
         "one",
         false,
         {(const uint8_t *)"d\0a", 4},
         LP_OK,
         "a d/ "},
        {"what is not there is left out",
         "one",
         false,
         {(const uint8_t *)"a\0none", 7},
         LP_OK,
         "a "},
        {"none of it", "one", false, {0}, LP_OK, ""},
        {"not a folder", "one/a", true, {0}, LP_E_USAGE, ""},
        {"not there", "none", true, {0}, LP_E_IO, ""},
    };

    for (size_t i = 0; i < COUNT(rows); i++) {
        struct lp_inputs in = {0};
        struct lp_buf names = {0};

        CHECK(lp_inputs_folder(&in, rows[i].folder, rows[i].tree, rows[i].names,
                               &(struct lp_err){0}) == rows[i].rc,
              rows[i].label);
        put_names(&names, &in);
        CHECK(lp_slice_is(lp_buf_slice(&names), rows[i].got), rows[i].label);
        lp_inputs_release(&in);
        lp_buf_release(&names);
    }
}

static enum lp_code
no_open(void *self, const struct lp_record *r, const struct lp_where *at,
        struct lp_err *err)
{
    (void)self;
    (void)r;
    (void)at;
    (void)err;
    return LP_OK;
}

static enum lp_code
note(void *self, const struct lp_record *r, const struct lp_where *at,
     struct lp_err *err)
{
    (void)err;
    (void)r;
    lp_buf_put(self, at->path);
    lp_buf_byte(self, ' ');
    return LP_OK;
}

/* A whole walk, in a process of its own, without what is to be skipped. */
static void
test_walk(const char *skip, const char *temp, const char *want)
{
    static const struct lp_sink_ops ops = {no_open, note};
    static const char *const here[] = {"."};
    const struct lp_walk_how how = {
        .limits = lp_limits_default, .depth = UINT_MAX, .threads = 2};
    const struct lp_listener nobody = {0};
    struct lp_buf said = {0};
    const struct lp_sink sink = {&ops, &said};
    struct lp_inputs in = {0};

    CHECK(lp_inputs_open(&in, here, 1, false, NULL) == LP_OK, "open");
    if (skip != NULL) {
        CHECK(lp_inputs_skip(&in, skip, temp, NULL) == LP_OK, "skip");
    }
    CHECK(lp_inputs_walk(&in, &how, &sink, &nobody, NULL) == LP_OK, "walk");
    CHECK(lp_slice_is(lp_buf_slice(&said), want), skip == NULL ? "" : skip);
    lp_inputs_release(&in);
    lp_buf_release(&said);
}

#define DOCUMENTS "one/a one/a-b one/d/x three/a-b two/a.zip two/a/y "

int
main(void)
{
    const char *tmp = getenv("TMPDIR");
    char path[4200];

    (void)alarm(60);
    (void)snprintf(base, sizeof base, "%s/lp_test_inputs.XXXXXX",
                   tmp == NULL ? "/tmp" : tmp);
    if (mkdtemp(base) == NULL || chdir(base) != 0) {
        perror(base);
        return 1;
    }
    make_all();
    test_open();
    test_lenient();
    test_folder();
    test_walk(
        NULL, NULL,
        "m.leaf m.leaf.minisig m.leaf.temp m.leaf.tsr m.leafy " DOCUMENTS);
    test_walk("m.leaf", NULL, "m.leaf.temp m.leafy " DOCUMENTS);
    test_walk("m.leaf", "m.leaf.temp", "m.leafy " DOCUMENTS);
    (void)snprintf(path, sizeof path, "%s/m.leaf", base);
    test_walk(path, NULL, "m.leaf.temp m.leafy " DOCUMENTS);
    test_walk(
        "one/m.leaf", NULL,
        "m.leaf m.leaf.minisig m.leaf.temp m.leaf.tsr m.leafy " DOCUMENTS);
    test_walk("one/a", NULL,
              "m.leaf m.leaf.minisig m.leaf.temp m.leaf.tsr m.leafy "
              "one/a-b one/d/x three/a-b two/a.zip two/a/y ");
    for (size_t i = COUNT(made); i > 0; i--) {
        (void)remove(made[i - 1]);
    }
    (void)rmdir(base);
    return lp_test_failures != 0;
}
