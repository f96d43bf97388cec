#include "bundle/do_sets.h"

#include "ledger/set_build.h"
#include "tests/unit/set_box.h"

#define COUNT(a) (sizeof(a) / sizeof(a)[0])

static void
build(void)
{
    const struct lp_set_meta meta = {.publication = lp_slice_str("P"),
                                     .levels = LP_LEVEL_BIT(LP_LEVEL_RAW)};
    struct lp_set_build *b = NULL;

    CHECK(lp_set_build_new(&b, path, false, NULL, NULL) == LP_OK, "new");
    CHECK(lp_set_build_finish(b, &meta, NULL, NULL) == LP_OK, "finish");
    lp_set_build_free(b);
}

/* One byte of a set, and what is said of it. */
static const struct {
    const char *label;
    size_t at;
    enum lp_set_state state;
    uint64_t said;
} bytes[] = {
    {"the first line", 0, LP_SET_BROKEN, 0},
    {"the header", 40, LP_SET_DAMAGED, 0},
    {"META", LP_SET_PAGE + 3, LP_SET_DAMAGED, LP_SET_PAGE},
    {"behind PREFIX", 3 * LP_SET_PAGE - 1, LP_SET_DAMAGED, 2 * LP_SET_PAGE},
};

static void
test_states(void)
{
    const struct lp_trust nobody = {0};
    struct lp_set_verified v;
    struct lp_err err = {0};

    build();
    CHECK(lp_do_set_verify(path, NULL, &v, &err) == LP_OK &&
              v.state == LP_SET_WHOLE && !v.judged,
          "whole");
    lp_set_verified_release(&v);
    CHECK(lp_do_set_verify(path, &nobody, &v, &err) == LP_OK &&
              v.state == LP_SET_WHOLE && v.judged &&
              v.signature.verdict == LP_SIG_NONE,
          "whole, and not signed");
    CHECK(v.size == 4 * LP_SET_PAGE + 5 * LP_KEY_SIZE, "all of it was read");
    lp_set_verified_release(&v);
    for (size_t i = 0; i < COUNT(bytes); i++) {
        struct lp_buf file;

        build();
        file = slurp();
        file.data[bytes[i].at] ^= 1;
        dump(lp_buf_slice(&file));
        CHECK(lp_do_set_verify(path, NULL, &v, &err) == LP_OK, bytes[i].label);
        CHECK(v.state == bytes[i].state, bytes[i].label);
        CHECK(v.why.at == bytes[i].said, bytes[i].label);
        lp_set_verified_release(&v);
        lp_buf_release(&file);
    }
    CHECK(lp_do_set_verify("/nowhere/a.set", &nobody, &v, &err) == LP_OK &&
              v.state == LP_SET_UNREADABLE,
          "not there");
    lp_set_verified_release(&v);
}

static void
test_remove(void)
{
    struct lp_err err = {0};
    bool signature = true;
    char link[4300];

    build();
    (void)snprintf(link, sizeof link, "%s/link", folder);
    CHECK(symlink(path, link) == 0, "symlink");
    CHECK(lp_do_set_remove(link, &signature, &err) == LP_E_USAGE, "a link");
    CHECK(unlink(link) == 0, "it is still there");
    CHECK(lp_do_set_remove(folder, &signature, &err) == LP_E_USAGE, "a folder");
    CHECK(lp_do_set_remove(path, &signature, &err) == LP_OK && !signature,
          "a set");
    CHECK(access(path, F_OK) != 0, "it is gone");
    CHECK(lp_do_set_remove(path, &signature, &err) == LP_E_IO, "twice");
    dump(lp_slice_str("leafproof set"));
    CHECK(lp_do_set_remove(path, &signature, &err) == LP_E_USAGE,
          "a byte too short to be known as one");
    dump(lp_slice_str("leafproof set "));
    CHECK(lp_do_set_remove(path, &signature, &err) == LP_OK,
          "what is left of a set");
    build();
}

int
main(void)
{
    if (!box_open()) {
        return 1;
    }
    test_states();
    test_remove();
    box_close();
    return lp_test_failures != 0;
}
