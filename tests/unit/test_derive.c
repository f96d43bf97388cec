#include "bundle/derive.h"

#include <stdlib.h>
#include <string.h>

#include "bundle/leaf.h"
#include "tests/unit/test.h"

#define COUNT(a) (sizeof(a) / sizeof(a)[0])
#define MOST 6

/* A file ('f'), a container on disk ('c') and its members ('m'); `is` is the
 * content. */
struct thing {
    char what;
    const char *name;
    const char *is;
};

static struct lp_record
record_of(const struct thing *x)
{
    struct lp_record r = {.name = lp_slice_str(x->name),
                          .depth = x->what == 'm' ? 1 : 0,
                          .role =
                              x->what == 'm' ? LP_ROLE_MEMBER : LP_ROLE_FILE,
                          .kind = x->what == 'c' ? LP_KIND_TAR : LP_KIND_OTHER,
                          .size = strlen(x->is),
                          .container = x->what == 'c',
                          .has_digest = true,
                          .has_decoded = true};

    CHECK(lp_digest_of(&r.digest, LP_ALG_SHA256, lp_slice_str(x->is), NULL) ==
              LP_OK,
          "digest");
    memcpy(r.decoded, r.digest.bytes, 32);
    return r;
}

static void
tell(const struct thing *of, const struct lp_family *f, struct lp_buf *text)
{
    struct lp_trail trail = {0};
    struct lp_where at;
    struct lp_record file = {0};
    bool open = false;

    for (size_t i = 0; i <= MOST; i++) {
        bool end = i == MOST || of[i].name == NULL;
        struct lp_record r = end ? (struct lp_record){0} : record_of(&of[i]);

        if (open && r.depth == 0) {
            lp_trail_leave(&trail, &at);
            open = false;
            if (f != NULL) {
                CHECK(f->ops->leave(f->self, &file, &at, NULL) == LP_OK,
                      "leave");
            }
        }
        if (end) {
            break;
        }
        CHECK(lp_trail_at(&trail, &r, &at, NULL) == LP_OK, "place");
        if (text != NULL) {
            lp_leaf_text(text, &r, &at);
        } else {
            CHECK((r.container ? f->ops->enter : f->ops->item)(f->self, &r, &at,
                                                               NULL) == LP_OK,
                  "tell");
        }
        if (r.container) {
            CHECK(lp_trail_enter(&trail, &r, NULL) == LP_OK, "enter");
            file = r;
            open = true;
        }
    }
    lp_trail_release(&trail);
}

static enum lp_code
told(void *who, const struct lp_verify_event *e, struct lp_err *err)
{
    struct lp_buf *to = who;

    (void)err;
    CHECK(e->what == LP_VERIFY_CHANGED && e->derived, "a member differs");
    lp_buf_printf(to, "%.*s: %.*s\n", (int)e->path.len,
                  (const char *)e->path.data, (int)e->note.len,
                  (const char *)e->note.data);
    return LP_OK;
}

#define A               \
    {                   \
        'f', "a", "aaa" \
    }
#define Z               \
    {                   \
        'c', "z", "tar" \
    }
#define ZX              \
    {                   \
        'm', "x", "xxx" \
    }
#define ZY              \
    {                   \
        'm', "y", "yyy" \
    }

static const struct {
    const char *label;
    bool partial;
    struct thing then[MOST];
    struct thing now[MOST];
    const char *said;
} cases[] = {
    {"nothing at all", false, {{0}}, {{0}}, ""},
    {"the same", false, {A, Z, ZX, ZY}, {A, Z, ZX, ZY}, ""},
    {"a member is another",
     false,
     {A, Z, ZX, ZY},
     {A, Z, ZX, {'m', "y", "zzz"}},
     "z > y: comes out otherwise\n"},
    {"a member does not come out",
     false,
     {Z, ZX, ZY},
     {Z, ZY},
     "z > x: does not come out\n"},
    {"a member comes out that was not said",
     false,
     {Z, ZX},
     {Z, ZX, ZY},
     "z > y: comes out, unsaid\n"},
    {"in another order",
     false,
     {Z, ZX, ZY},
     {Z, ZY, ZX},
     "z: its members come out in another order\n"},
    {"not opened any more",
     false,
     {Z, ZX},
     {{'f', "z", "tar"}},
     "z: comes out otherwise\nz > x: does not come out\n"},
    {"a file is gone", false, {A, Z, ZX}, {Z, ZX}, "a: is gone\n"},
    {"the last is gone", false, {A, Z, ZX}, {A}, "z: is gone\n"},
    {"a file is gone, and that is no matter", true, {A, Z, ZX}, {Z, ZX}, ""},
    {"the last likewise", true, {A, Z, ZX}, {A}, ""},
    {"a file is new", false, {Z, ZX}, {A, Z, ZX}, "a: is new\n"},
    {"the last is new", true, {A}, {A, Z, ZX}, "z: is new\n"},
};

static void
test_cases(void)
{
    for (size_t i = 0; i < COUNT(cases); i++) {
        const struct lp_manifest_trailer trailer = {
            .tree = true,
            .all = true,
            .readers = lp_slice_str("zip-1"),
            .levels = lp_slice_str("raw"),
            .rules = lp_slice_str("raw")};
        struct lp_derive *d = NULL;
        struct lp_buf text = {0};
        struct lp_buf said = {0};
        struct lp_family f;
        uint64_t differ = 99;

        lp_manifest_begin(&text);
        tell(cases[i].then, NULL, &text);
        lp_manifest_end(&text, &trailer);
        CHECK(lp_derive_new(&d, lp_buf_slice(&text), cases[i].partial, told,
                            &said, NULL) == LP_OK,
              cases[i].label);
        f = lp_derive_family(d);
        tell(cases[i].now, &f, NULL);
        CHECK(lp_derive_finish(d, &differ, NULL) == LP_OK, cases[i].label);
        CHECK(lp_slice_is(lp_buf_slice(&said), cases[i].said), cases[i].label);
        CHECK((differ > 0) == (said.len > 0), cases[i].label);
        lp_derive_free(d);
        lp_buf_release(&text);
        lp_buf_release(&said);
    }
    lp_derive_free(NULL);
}

int
main(void)
{
    test_cases();
    return lp_test_failures != 0;
}
