#include "ledger/set_paths.h"

#include <sys/stat.h>

#include "tests/unit/set_box.h"

static void
make(const char *name)
{
    (void)snprintf(path, sizeof path, "%s/%s", folder, name);
    dump(lp_slice_str("no set at all"));
}

static void
drop(const char *name)
{
    (void)snprintf(path, sizeof path, "%s/%s", folder, name);
    CHECK(remove(path) == 0, name);
}

static bool
ends(const char *text, const char *with)
{
    return lp_slice_ends(lp_slice_str(text), lp_slice_str(with));
}

int
main(void)
{
    static const char *const files[] = {"b.set",  "B.set",         "a.set",
                                        ".c.set", "d.set.minisig", "e.leaf"};
    struct lp_set_paths p = {0};
    struct lp_err err = {0};
    char below[4300];

    if (!box_open()) {
        return 1;
    }
    CHECK(lp_set_paths_add(&p, folder, &err) == LP_E_USAGE, "nothing in it");
    CHECK(p.n == 0, "nothing was put down");
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        make(files[i]);
    }
    (void)snprintf(below, sizeof below, "%s/below.set", folder);
    CHECK(mkdir(below, 0755) == 0, "mkdir");
    CHECK(lp_set_paths_add(&p, folder, &err) == LP_OK, "a folder");
    CHECK(p.n == 4, "all that is called so");
    if (p.n == 4) {
        CHECK(ends(p.of[0], "/B.set"), "in order of bytes");
        CHECK(ends(p.of[1], "/a.set"), "in order of bytes");
        CHECK(ends(p.of[2], "/b.set"), "in order of bytes");
        CHECK(ends(p.of[3], "/below.set"), "opening is another matter");
    }
    (void)snprintf(path, sizeof path, "%s/e.leaf", folder);
    CHECK(lp_set_paths_add(&p, path, &err) == LP_OK && p.n == 5,
          "a file, whatever it is called");
    (void)snprintf(path, sizeof path, "%s/gone.set", folder);
    CHECK(lp_set_paths_add(&p, path, &err) == LP_E_IO && p.n == 5,
          "nothing there");
    lp_set_paths_release(&p);
    CHECK(p.of == NULL && p.n == 0, "empty again");
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        drop(files[i]);
    }
    CHECK(rmdir(below) == 0, "rmdir");
    box_close();
    return lp_test_failures != 0;
}
