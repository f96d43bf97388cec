#include "bundle/derive.h"

#include <stdlib.h>
#include <string.h>

#include "bundle/leaf.h"
#include "tests/unit/test.h"

#define COUNT(a) (sizeof(a) / sizeof(a)[0])
#define MOST 6

/* A file ('f'), a container on disk ('c'), its members ('m'), those that are
 * containers ('n') and theirs ('o'); or a member that a password closes
 * ('l'). `is` is the content. */
struct thing {
    char what;
    const char *name;
    const char *is;
};

static struct lp_record
record_of(const struct thing *x)
{
    bool opened = x->what == 'c' || x->what == 'n';
    bool on_disk = x->what == 'c' || x->what == 'f';
    struct lp_record r = {.name = lp_slice_str(x->name),
                          .depth = on_disk          ? 0
                                   : x->what == 'o' ? 2
                                                    : 1,
                          .role = on_disk ? LP_ROLE_FILE : LP_ROLE_MEMBER,
                          .kind = opened ? LP_KIND_TAR : LP_KIND_OTHER,
                          .size = strlen(x->is),
                          .container = opened,
                          .has_digest = true,
                          .has_decoded = true};

    if (x->what == 'l') {
        r.has_digest = r.has_decoded = false;
        r.closed = LP_RULE_ENC_ZIP;
        return r;
    }
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
    struct lp_record file[2] = {{0}};
    unsigned open = 0;

    for (size_t i = 0; i <= MOST; i++) {
        bool end = i == MOST || of[i].name == NULL;
        struct lp_record r = end ? (struct lp_record){0} : record_of(&of[i]);

        while (open > r.depth) {
            lp_trail_leave(&trail, &at);
            open--;
            if (f != NULL) {
                CHECK(f->ops->leave(f->self, &file[open], &at, NULL) == LP_OK,
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
            file[open++] = r;
        }
    }
    lp_trail_release(&trail);
}

static enum lp_code
told(void *who, const struct lp_verify_event *e, struct lp_err *err)
{
    struct lp_buf *to = who;

    (void)err;
    CHECK(e->what == LP_VERIFY_UNREADABLE
              ? e->rule == LP_RULE_ENC_ZIP && !e->derived
              : e->what == LP_VERIFY_CHANGED && e->derived,
          "a member differs, or stays closed");
    lp_buf_printf(to, "%s%.*s: %.*s\n",
                  e->what == LP_VERIFY_UNREADABLE ? "?" : "", (int)e->path.len,
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
    {"what a password closes",
     false,
     {Z, ZX, {'l', "y", ""}},
     {Z, ZX, {'l', "y", ""}},
     ""},
    {"opened by a password, and not now",
     false,
     {Z, ZX, ZY},
     {Z, ZX, {'l', "y", ""}},
     "?z > y: it was opened by a password\n"},
    {"a container that was opened by a password, and not now",
     false,
     {Z, {'n', "t", "tar"}, {'o', "x", "xxx"}, {'o', "y", "yyy"}, ZX},
     {Z, {'l', "t", ""}, ZX},
     "?z > t: it was opened by a password\n"},
    {"one in which something is missing is not excused by another",
     false,
     {Z, {'n', "t", "tar"}, {'o', "x", "xxx"}, ZY},
     {Z, {'n', "t", "tar"}, {'l', "y", ""}},
     "z > t > x: does not come out\n?z > y: it was opened by a password\n"},
    {"a container that a password opens now",
     false,
     {Z, {'l', "t", ""}, ZX},
     {Z, {'n', "t", "tar"}, {'o', "x", "xxx"}, ZX},
     ""},
    {"a change beside it",
     false,
     {Z, ZX, ZY},
     {Z, {'m', "x", "zzz"}, {'l', "y", ""}},
     "z > x: comes out otherwise\n?z > y: it was opened by a password\n"},
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
        uint64_t locked = 99;

        lp_manifest_begin(&text);
        tell(cases[i].then, NULL, &text);
        lp_manifest_end(&text, &trailer);
        CHECK(lp_derive_new(&d, lp_buf_slice(&text), cases[i].partial, told,
                            &said, NULL) == LP_OK,
              cases[i].label);
        f = lp_derive_family(d);
        tell(cases[i].now, &f, NULL);
        CHECK(lp_derive_finish(d, &differ, &locked, NULL) == LP_OK,
              cases[i].label);
        CHECK(lp_slice_is(lp_buf_slice(&said), cases[i].said), cases[i].label);
        CHECK((differ + locked > 0) == (said.len > 0), cases[i].label);
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
