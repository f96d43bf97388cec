#include "bundle/compare.h"

#include <stdlib.h>
#include <string.h>

#include "tests/unit/test.h"

#define COUNT(a) (sizeof(a) / sizeof(a)[0])
#define MOST 16

/* Something on one side. `what`: 'f' file (`is` is its content), 'd' empty
 * folder, 'l' link (`is` is its target), 'u' unreadable, 'p' pipe. */
struct thing {
    const char *path;
    char what;
    const char *is;
};

static enum lp_kind
kind_of(const struct thing *t)
{
    switch (t->what) {
    case 'd':
        return LP_KIND_DIR;
    case 'l':
        return LP_KIND_SYMLINK;
    case 'p':
        return LP_KIND_FIFO;
    default:
        return LP_KIND_OTHER;
    }
}

static struct lp_digest
digest_of(const char *content)
{
    struct lp_digest d = {0};

    CHECK(lp_digest_of(&d, LP_ALG_SHA256, lp_slice_str(content), NULL) == LP_OK,
          "digest");
    return d;
}

static void
write_manifest(struct lp_buf *to, const struct thing *things)
{
    struct lp_manifest_trailer t = {.tree = true,
                                    .all = true,
                                    .readers = lp_slice_str("zip-1"),

                                    .levels = lp_slice_str("raw"),
                                    .rules = lp_slice_str("raw")};

    lp_manifest_begin(to);
    for (size_t i = 0; i < MOST && things[i].path != NULL; i++) {
        const struct thing *x = &things[i];
        struct lp_manifest_item item = {
            .role = x->what == 'f'   ? LP_MANIFEST_FILE
                    : x->what == 'u' ? LP_MANIFEST_UNREADABLE
                                     : LP_MANIFEST_SPECIAL,
            .path = lp_slice_str(x->path),
            .kind = kind_of(x),
            .closed = x->what == 'u' ? LP_RULE_UNREADABLE : LP_RULE_NONE,
        };

        if (x->what == 'f') {
            struct lp_digest d = digest_of(x->is);

            item.size = strlen(x->is);
            item.has_digest = true;
            memcpy(item.sha256, d.bytes, 32);
            item.container = strncmp(x->is, "zip", 3) == 0;
        } else if (x->what == 'l') {
            item.target = lp_slice_str(x->is);
        }
        lp_manifest_item(to, &item);
        if (item.container) {
            item.role = LP_MANIFEST_MEMBER;
            item.lies = LP_ROLE_MEMBER;
            item.container = false;
            item.path = lp_slice_str("member");
            lp_manifest_item(to, &item);
        }
    }
    lp_manifest_end(to, &t);
}

static struct lp_record
record_of(const struct thing *x)
{
    struct lp_record r = {.name = lp_slice_str(x->path), .kind = kind_of(x)};

    if (x->what == 'f') {
        r.size = strlen(x->is);
        r.has_digest = true;
        r.digest = digest_of(x->is);
    } else if (x->what == 'l') {
        r.target = lp_slice_str(x->is);
    } else if (x->what == 'u') {
        r.closed = LP_RULE_UNREADABLE;
        (void)snprintf(r.note, sizeof r.note, "%s", "No entry");
    }
    return r;
}

/* What was told, a line each: "CHANGED path[ > to][ (note)]". */
static enum lp_code
told(void *who, const struct lp_verify_event *e, struct lp_err *err)
{
    struct lp_buf *to = who;

    (void)err;
    lp_buf_printf(to, "%s ", lp_verify_word(e->what));
    lp_buf_put(to, e->path);
    if (e->to.len > 0) {
        lp_buf_str(to, " > ");
        lp_buf_put(to, e->to);
    }
    if (e->note.len > 0) {
        lp_buf_printf(to, " (%.*s)", (int)e->note.len,
                      (const char *)e->note.data);
    }
    lp_buf_str(to, "\n");
    if (e->what == LP_VERIFY_MATCHED) {
        CHECK(e->has_found == e->has_expected &&
                  memcmp(e->found, e->expected, 32) == 0,
              "what matches is the same");
    }
    return LP_OK;
}

#define A                        \
    {                            \
        "a", 'f', "content of a" \
    }
#define B                        \
    {                            \
        "b", 'f', "content of b" \
    }

static const struct {
    const char *label;
    struct thing then[MOST];
    struct thing now[MOST];
    const char *said;
} cases[] = {
    {"nothing at all", {{0}}, {{0}}, ""},
    {"the same", {A, B}, {A, B}, "MATCHED a\nMATCHED b\n"},
    {"other bytes",
     {A, B},
     {{"a", 'f', "content of A"}, B},
     "MATCHED b\nCHANGED a\n"},
    {"another size", {A}, {{"a", 'f', "content of a "}}, "CHANGED a\n"},
    {"missing", {A, B}, {B}, "MATCHED b\nMISSING a\n"},
    {"the last is missing", {A, B}, {A}, "MATCHED a\nMISSING b\n"},
    {"all are missing", {A, B}, {{0}}, "MISSING a\nMISSING b\n"},
    {"added", {B}, {A, B}, "MATCHED b\nADDED a\n"},
    {"added last", {A}, {A, B}, "MATCHED a\nADDED b\n"},
    {"all are added", {{0}}, {A, B}, "ADDED a\nADDED b\n"},
    {"moved", {A}, {{"z", 'f', "content of a"}}, "MOVED a > z\n"},
    {"moved to the front", {B}, {{"a", 'f', "content of b"}}, "MOVED b > a\n"},
    {"changed on the way",
     {A},
     {{"z", 'f', "content of z"}},
     "MISSING a\nADDED z\n"},
    {"copied", {A}, {A, {"z", 'f', "content of a"}}, "MATCHED a\nADDED z\n"},
    {"duplicates moved",
     {{"a", 'f', "x"}, {"b", 'f', "x"}, {"c", 'f', "x"}},
     {{"a", 'f', "x"}, {"d", 'f', "x"}, {"e", 'f', "x"}},
     "MATCHED a\nMOVED b > d\nMOVED c > e\n"},
    {"more duplicates than before",
     {{"a", 'f', "x"}},
     {{"b", 'f', "x"}, {"c", 'f', "x"}},
     "MOVED a > b\nADDED c\n"},
    {"fewer duplicates than before",
     {{"a", 'f', "x"}, {"b", 'f', "x"}},
     {{"c", 'f', "x"}},
     "MISSING b\nMOVED a > c\n"},
    {"two change places",
     {A, B},
     {{"a", 'f', "content of b"}, {"b", 'f', "content of a"}},
     "CHANGED a\nCHANGED b\n"},
    {"many, moved and not",
     {A, B, {"m", 'f', "m"}, {"n", 'f', "n"}},
     {A, {"k", 'f', "new"}, {"p", 'f', "content of b"}, {"q", 'f', "n"}},
     "MATCHED a\nMISSING m\nMOVED b > p\nMOVED n > q\nADDED k\n"},
    {"an empty folder", {{"d", 'd', NULL}}, {{"d", 'd', NULL}}, "MATCHED d\n"},
    {"an empty folder is missing", {{"d", 'd', NULL}}, {{0}}, "MISSING d\n"},
    {"an empty folder is added", {{0}}, {{"d", 'd', NULL}}, "ADDED d\n"},
    {"a folder was filled",
     {{"d", 'd', NULL}},
     {{"d/a", 'f', "x"}},
     "ADDED d/a\n"},
    {"a folder was filled with two",
     {{"d", 'd', NULL}},
     {{"d/a", 'f', "x"}, {"d/b", 'f', "y"}},
     "ADDED d/a\nADDED d/b\n"},
    {"a folder was filled deeply",
     {{"d", 'd', NULL}},
     {{"d/e/f", 'd', NULL}},
     "ADDED d/e/f\n"},
    {"a neighbour does not fill it",
     {{"d", 'd', NULL}},
     {{"d0", 'f', "x"}},
     "MISSING d\nADDED d0\n"},
    {"nor one that comes before",
     {{"d", 'd', NULL}},
     {{"d-", 'f', "x"}},
     "MISSING d\nADDED d-\n"},
    {"a folder was emptied",
     {{"d/a", 'f', "x"}},
     {{"d", 'd', NULL}},
     "MISSING d/a\n"},
    {"a folder was emptied of two",
     {{"d/a", 'f', "x"}, {"d/b", 'f', "y"}, {"e", 'f', "z"}},
     {{"d", 'd', NULL}, {"e", 'f', "z"}},
     "MATCHED e\nMISSING d/a\nMISSING d/b\n"},
    {"a folder was emptied into its neighbour",
     {{"d/a", 'f', "x"}},
     {{"d", 'd', NULL}, {"d0", 'f', "x"}},
     "MOVED d/a > d0\n"},
    {"a file became a folder",
     {A},
     {{"a/b", 'f', "x"}},
     "MISSING a\nADDED a/b\n"},
    {"a file became a link", {A}, {{"a", 'l', "b"}}, "CHANGED a (symlink)\n"},
    {"a link became a file", {{"a", 'l', "b"}}, {A}, "CHANGED a\n"},
    {"a link", {{"a", 'l', "b"}}, {{"a", 'l', "b"}}, "MATCHED a\n"},
    {"a link was changed",
     {{"a", 'l', "b"}},
     {{"a", 'l', "c"}},
     "CHANGED a (symlink)\n"},
    {"a link of a pipe's name",
     {{"a", 'p', NULL}},
     {{"a", 'l', ""}},
     "CHANGED a (symlink)\n"},
    {"unreadable now",
     {A, B},
     {{"a", 'u', NULL}, B},
     "MATCHED b\nUNREADABLE a (No entry)\n"},
    {"unreadable then",
     {{"a", 'u', NULL}},
     {A},
     "UNREADABLE a (already so when the manifest was made)\n"},
    {"unreadable then and now",
     {{"a", 'u', NULL}},
     {{"a", 'u', NULL}},
     "UNREADABLE a (already so when the manifest was made)\n"},
    {"unreadable then, and gone",
     {{"a", 'u', NULL}},
     {{0}},
     "UNREADABLE a (already so when the manifest was made)\n"},
    {"members are not compared",
     {{"a", 'f', "zip"}, B},
     {{"a", 'f', "zip"}, B},
     "MATCHED a\nMATCHED b\n"},
    {"names are shown escaped",
     {{"a\n", 'f', "x"}, {"b\x1b", 'f', "y"}},
     {{"a\n", 'f', "x"}, {"c\xff", 'f', "y"}},
     "MATCHED a%0A\nMOVED b%1B > c%FF\n"},
};

static void
test_cases(void)
{
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct lp_buf text = {0};
        struct lp_buf said = {0};
        struct lp_compare *c = NULL;
        struct lp_sink sink;
        uint64_t count[LP_VERIFY_COUNT] = {0};
        uint64_t bytes = 0;
        const struct lp_where at = {0};

        write_manifest(&text, cases[i].then);
        CHECK(lp_compare_new(&c, lp_buf_slice(&text), told, &said, NULL) ==
                  LP_OK,
              cases[i].label);
        sink = lp_compare_sink(c);
        for (size_t k = 0; k < MOST && cases[i].now[k].path != NULL; k++) {
            struct lp_record r = record_of(&cases[i].now[k]);

            CHECK(sink.ops->item(sink.self, &r, &at, NULL) == LP_OK,
                  cases[i].label);
        }
        CHECK(lp_compare_close(c, count, &bytes, NULL) == LP_OK &&
                  lp_compare_tell(c, true, NULL) == LP_OK,
              cases[i].label);
        if (!lp_slice_is(lp_buf_slice(&said), cases[i].said)) {
            fprintf(stderr, "%.*s", (int)said.len, (const char *)said.data);
        }
        CHECK(lp_slice_is(lp_buf_slice(&said), cases[i].said), cases[i].label);
        lp_compare_free(c);
        lp_buf_release(&text);
        lp_buf_release(&said);
    }
    lp_compare_free(NULL);
}

/* One of each, counted. Only files that match count as matched. */
static void
test_counts(void)
{
    static const struct thing then[MOST] = {
        {"a", 'f', "12345"}, {"b", 'f', "b"}, {"c", 'f', "c"}, {"d", 'd', NULL},
        {"e", 'f', "123"},   {"f", 'f', "f"}, {"l", 'l', "x"},
    };
    static const struct thing now[MOST] = {
        {"a", 'f', "12345"}, {"b", 'f', "B"},   {"d", 'd', NULL},
        {"e", 'f', "123"},   {"f", 'u', NULL},  {"g", 'f', "c"},
        {"h", 'f', "new"},   {"i", 'f', "new"}, {"l", 'l', "x"},
    };
    uint64_t count[LP_VERIFY_COUNT] = {0};
    uint64_t bytes = 0;
    struct lp_buf text = {0};
    struct lp_buf said = {0};
    struct lp_compare *c = NULL;
    struct lp_sink sink;
    const struct lp_where at = {0};

    write_manifest(&text, then);
    CHECK(lp_compare_new(&c, lp_buf_slice(&text), told, &said, NULL) == LP_OK,
          "new");
    sink = lp_compare_sink(c);
    for (size_t k = 0; now[k].path != NULL; k++) {
        struct lp_record r = record_of(&now[k]);

        CHECK(sink.ops->item(sink.self, &r, &at, NULL) == LP_OK, "item");
    }
    CHECK(lp_compare_close(c, count, &bytes, NULL) == LP_OK &&
              lp_compare_tell(c, true, NULL) == LP_OK,
          "finish");
    CHECK(count[LP_VERIFY_MATCHED] == 2 && bytes == 16, "matched");
    CHECK(count[LP_VERIFY_CHANGED] == 1, "changed");
    CHECK(count[LP_VERIFY_UNREADABLE] == 1, "unreadable");
    CHECK(count[LP_VERIFY_MISSING] == 0, "missing");
    CHECK(count[LP_VERIFY_MOVED] == 1, "moved");
    CHECK(count[LP_VERIFY_ADDED] == 2, "added");
    lp_compare_free(c);
    lp_buf_release(&text);
    lp_buf_release(&said);
}

int
main(void)
{
    test_cases();
    test_counts();
    return lp_test_failures != 0;
}
