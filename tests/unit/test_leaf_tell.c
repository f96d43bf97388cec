#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "bundle/leaf.h"
#include "crypto/merkle.h"
#include "tests/unit/test.h"

#define COUNT(a) (sizeof(a) / sizeof(a)[0])
#define A64 "abababababababababababababababababababababababababababababababab"
#define MEMBER(sort, rest) "# member=" sort " " A64 " 5 " rest "\n"
#define LEAF(path) MEMBER("leaf", "other - - - - " path)
#define OPENED(path) MEMBER("opened", "zip - - - - " path)
#define PLAIN(path) A64 "  " path "\n# size=10\n# kind=other\n"
#define ZIP(path) A64 "  " path "\n# size=100\n# kind=zip\n# opened=yes\n"

/* What a trailer says. */
struct said {
    uint64_t files, messages, attachments, documents, bytes, unopened;
};

/* A manifest of entries, one leaf of the tree each; NULL ends. */
static void
write_text(struct lp_buf *to, const char *const *entries,
           const struct said *said)
{
    struct lp_manifest_trailer t = {
        .tree = true,
        .files = said->files,
        .messages = said->messages,
        .attachments = said->attachments,
        .documents = said->documents,
        .bytes = said->bytes,
        .unopened = said->unopened,
        .all = true,
        .readers = lp_slice_str("zip-1"),
        .levels = lp_slice_str("raw,decoded"),
        .rules = lp_slice_str("raw,dec-v1"),
    };
    struct lp_merkle tree = {0};
    uint8_t digest[32];

    /* Every document has the same bytes. */
    memset(digest, 0xab, sizeof digest);
    CHECK(lp_merkle_init(&tree, NULL) == LP_OK &&
              lp_merkle_add(&tree, (struct lp_slice){digest, sizeof digest},
                            NULL) == LP_OK &&
              lp_merkle_root(&tree, t.content, NULL) == LP_OK,
          "content");
    lp_merkle_release(&tree);

    CHECK(lp_merkle_init(&tree, NULL) == LP_OK, "tree");
    lp_manifest_begin(to);
    for (; *entries != NULL; entries++) {
        lp_buf_str(to, *entries);
        CHECK(lp_merkle_add(&tree, lp_slice_str(*entries), NULL) == LP_OK,
              "tree");
    }
    CHECK(lp_merkle_root(&tree, t.root, NULL) == LP_OK, "tree");
    lp_manifest_end(to, &t);
    lp_merkle_release(&tree);
}

/* Writes down what it is told: "<name locator parent" to enter, "=" an item,
 * ">" to leave. */
static enum lp_code
note(struct lp_buf *to, char sign, const struct lp_record *r,
     const struct lp_where *at)
{
    lp_buf_printf(to, "%c%u ", sign, r->depth);
    lp_text_escape(to, r->name);
    lp_buf_printf(to, "|%.*s|%.*s\n", (int)at->path.len,
                  (const char *)at->path.data, (int)at->parent.len,
                  (const char *)at->parent.data);
    return LP_OK;
}

static enum lp_code
on_enter(void *self, const struct lp_record *r, const struct lp_where *at,
         struct lp_err *err)
{
    (void)err;
    return note(self, '<', r, at);
}

static enum lp_code
on_item(void *self, const struct lp_record *r, const struct lp_where *at,
        struct lp_err *err)
{
    (void)err;
    return note(self, '=', r, at);
}

static enum lp_code
on_leave(void *self, const struct lp_record *r, const struct lp_where *at,
         struct lp_err *err)
{
    (void)err;
    return note(self, '>', r, at);
}

static const struct lp_family_ops note_ops = {
    .enter = on_enter, .item = on_item, .leave = on_leave};

static void
test_told(void)
{
    static const char *const entries[] = {
        PLAIN("a"),
        ZIP("b.zip") LEAF("x") OPENED("in.zip") LEAF("in.zip > y")
            OPENED("in.zip > deep.zip") LEAF("in.zip > deep.zip > z")
                LEAF("in.zip > y%#2") OPENED("empty.zip") LEAF("w"),
        ZIP("c.zip") LEAF("") OPENED("%#2") LEAF("%#2 > ") LEAF("%#2 > v"),
        "# dir=d\n",
        NULL,
    };
    static const char want[] = "=0 a|a|\n"
                               "<0 b.zip|b.zip|\n"
                               "=1 x|b.zip > x|b.zip\n"
                               "<1 in.zip|b.zip > in.zip|b.zip\n"
                               "=2 y|b.zip > in.zip > y|b.zip > in.zip\n"
                               "<2 deep.zip|b.zip > in.zip > deep.zip|"
                               "b.zip > in.zip\n"
                               "=3 z|b.zip > in.zip > deep.zip > z|"
                               "b.zip > in.zip > deep.zip\n"
                               ">2 deep.zip|b.zip > in.zip > deep.zip|"
                               "b.zip > in.zip\n"
                               "=2 y|b.zip > in.zip > y%#2|b.zip > in.zip\n"
                               ">1 in.zip|b.zip > in.zip|b.zip\n"
                               "<1 empty.zip|b.zip > empty.zip|b.zip\n"
                               ">1 empty.zip|b.zip > empty.zip|b.zip\n"
                               "=1 w|b.zip > w|b.zip\n"
                               ">0 b.zip|b.zip|\n"
                               "<0 c.zip|c.zip|\n"
                               "=1 |c.zip > |c.zip\n"
                               "<1 |c.zip > %#2|c.zip\n"
                               "=2 |c.zip > %#2 > |c.zip > %#2\n"
                               "=2 v|c.zip > %#2 > v|c.zip > %#2\n"
                               ">1 |c.zip > %#2|c.zip\n"
                               ">0 c.zip|c.zip|\n"
                               "=0 d|d|\n";
    const struct said said = {3, 0, 0, 9, 210, 0};
    struct lp_manifest_trailer t = {0};
    struct lp_buf text = {0};
    struct lp_buf heard = {0};
    const struct lp_family family = {&note_ops, &heard};

    write_text(&text, entries, &said);
    CHECK(lp_leaf_tell(lp_buf_slice(&text), &family, &t, NULL) == LP_OK,
          "a good manifest");
    CHECK(lp_slice_is(lp_buf_slice(&heard), want), "as a walk would tell");
    CHECK(t.files == 3 && t.documents == 9 && t.bytes == 210, "trailer");
    memset(&t, 0xff, sizeof t);
    CHECK(lp_leaf_tell(lp_buf_slice(&text), NULL, &t, NULL) == LP_OK,
          "nobody needs to listen, and what was in the trailer is gone");
    lp_buf_release(&text);
    lp_buf_release(&heard);
}

/* Members where no container is, in manifests whose digests all agree. */
static void
test_places(void)
{
    static const struct {
        const char *label;
        const char *entry;
        bool good;
    } cases[] = {
        {"in its container", ZIP("a") OPENED("b") LEAF("b > c"), true},
        {"of a leaf", ZIP("a") LEAF("b") LEAF("b > c"), false},
        {"of nothing", ZIP("a") LEAF("b > c"), false},
        {"of another", ZIP("a") OPENED("b") LEAF("c > d"), false},
        {"of another of that name", ZIP("a") OPENED("b") LEAF("b%#2 > c"),
         false},
        {"after its container", ZIP("a") OPENED("b") LEAF("c") LEAF("b > d"),
         false},
        {"two levels down", ZIP("a") OPENED("b") LEAF("b > c > d"), false},
        {"two levels up",
         ZIP("a") OPENED("b") OPENED("b > c") LEAF("b > c > d") LEAF("e"),
         true},
        {"in one that is named like the file",
         ZIP("a") OPENED("a") LEAF("a > b"), true},
        {"in the file as in a member", ZIP("a") LEAF("a > b"), false},
        {"without a name", ZIP("a") OPENED("b") LEAF("b > "), true},
        {"without a name, in nothing", ZIP("a") LEAF("b > "), false},
        {"in one without a name", ZIP("a") OPENED("") LEAF(" > b"), true},
        {"in a leaf without a name", ZIP("a") LEAF("") LEAF(" > b"), false},
    };

    for (size_t i = 0; i < COUNT(cases); i++) {
        const char *const entries[] = {cases[i].entry, NULL};
        struct said said = {.files = 1, .bytes = 100};
        struct lp_manifest_trailer t;
        struct lp_err err = {0};
        struct lp_buf text = {0};
        const char *p = cases[i].entry;

        while ((p = strstr(p, "=leaf")) != NULL) {
            said.documents++;
            p++;
        }
        write_text(&text, entries, &said);
        CHECK(lp_leaf_tell(lp_buf_slice(&text), NULL, &t, &err) ==
                  (cases[i].good ? LP_OK : LP_E_FORMAT),
              cases[i].label);
        lp_buf_release(&text);
    }
}

static const char *const whole[] = {
    PLAIN("a"),
    "\\" A64 "  a\\nb\n# size=0\n# kind=pdf\n# closed=N0106@7\n",
    ZIP("b.zip") "# found=N0104@5\n" LEAF("x") OPENED("in.zip")
        LEAF("in.zip > y") "# member=leaf - 7 other -5 encrypted N0104@12 - z\n"
                           "# member=leaf - 0 symlink - - - - l\n# target=..\n",
    "# dir=d\n",
    "# symlink=e\n# target=../x\n",
    "# unreadable=f\n# kind=other\n# closed=N0401@0\n",
    NULL,
};

static const struct said whole_said = {3, 0, 0, 6, 110, 3};

static void
test_counts(void)
{
    static const struct {
        const char *label;
        struct said said;
        bool good;
    } cases[] = {
        {"the truth", {3, 0, 0, 6, 110, 3}, true},
        {"a file more", {4, 0, 0, 6, 110, 3}, false},
        {"a file less", {2, 0, 0, 6, 110, 3}, false},
        {"a message", {3, 1, 0, 6, 110, 3}, false},
        {"an attachment", {3, 0, 1, 6, 110, 3}, false},
        {"a document more", {3, 0, 0, 7, 110, 3}, false},
        {"a document less", {3, 0, 0, 5, 110, 3}, false},
        {"a byte more", {3, 0, 0, 6, 111, 3}, false},
        {"a byte less", {3, 0, 0, 6, 109, 3}, false},
        {"one less unopened", {3, 0, 0, 6, 110, 2}, false},
        {"one more unopened", {3, 0, 0, 6, 110, 4}, false},
    };

    for (size_t i = 0; i < COUNT(cases); i++) {
        struct lp_manifest_trailer t;
        struct lp_err err = {0};
        struct lp_buf text = {0};

        write_text(&text, whole, &cases[i].said);
        CHECK(lp_leaf_tell(lp_buf_slice(&text), NULL, &t, &err) ==
                  (cases[i].good ? LP_OK : LP_E_FORMAT),
              cases[i].label);
        lp_buf_release(&text);
    }
}

static enum lp_code
tell(struct lp_slice text)
{
    struct lp_manifest_trailer t;
    struct lp_err err = {0};

    return lp_leaf_tell(text, NULL, &t, &err);
}

/* The values of `# readers=`, `# levels=` and `# rules=`: the root stands for
 * the entries, and another word there makes another lawful manifest of the
 * same. */
static bool
free_to_say(struct lp_slice text, size_t at)
{
    static const char *const keys[] = {"# readers=", "# levels=", "# rules="};

    for (size_t i = 0; i < COUNT(keys); i++) {
        size_t len = strlen(keys[i]);
        const uint8_t *key = memmem(text.data, text.len, keys[i], len);
        size_t from = (size_t)(key - text.data) + len;
        const uint8_t *end = memchr(text.data + from, '\n', text.len - from);

        if (at >= from && at <= (size_t)(end - text.data)) {
            return true;
        }
    }
    return false;
}

/* The text with the byte at `at` as `byte`, without it (`drop`), or with
 * `byte` before it. */
static void
check_change(struct lp_slice text, size_t at, size_t drop, int byte,
             const char *label)
{
    struct lp_buf changed = {0};

    lp_buf_put(&changed, lp_slice_head(text, at));
    if (byte >= 0) {
        lp_buf_byte(&changed, (uint8_t)byte);
    }
    lp_buf_put(&changed, lp_slice_from(text, at + drop));
    CHECK(lp_slice_equal(lp_buf_slice(&changed), text) ||
              tell(lp_buf_slice(&changed)) == LP_E_FORMAT,
          label);
    lp_buf_release(&changed);
}

/* No byte can be changed, dropped or put in. */
static void
test_every_byte(void)
{
    static const int others[] = {0, '\n', '\r', ' ', '0', 'A', '/', '%', 0xff};
    struct lp_buf text = {0};
    struct lp_slice all;
    size_t lines = 0;

    write_text(&text, whole, &whole_said);
    all = lp_buf_slice(&text);
    CHECK(tell(all) == LP_OK, "as it was written");
    for (size_t at = 0; at < all.len; at++) {
        lines += all.data[at] == '\n' ? 1 : 0;
        if (free_to_say(all, at)) {
            continue;
        }
        for (int bit = 1; bit < 256; bit *= 2) {
            check_change(all, at, 1, all.data[at] ^ bit, "a bit was changed");
        }
        for (size_t k = 0; k < COUNT(others); k++) {
            check_change(all, at, 1, others[k], "a byte was changed");
            check_change(all, at, 0, others[k], "a byte was put in");
        }
        check_change(all, at, 1, -1, "a byte was dropped");
    }
    CHECK(lines >= 30, "thirty lines");
    lp_buf_release(&text);
}

int
main(void)
{
    test_told();
    test_places();
    test_counts();
    test_every_byte();
    return lp_test_failures != 0;
}
