#include "bundle/repack.h"

#include <stdlib.h>
#include <string.h>

#include "tests/unit/test.h"

#define COUNT(a) (sizeof(a) / sizeof(a)[0])
#define MOST 8

/* Something on one side, in order. `what`: 'f' a leaf, 'c' a container, 'm' a
 * message, 't' its own text, 'u' something without a digest, '?' a container
 * that broke off, 'l' a link, 'x' a file that cannot be read. */
struct thing {
    unsigned depth;
    char what;
    const char *name;
    const char *is;
};

static struct lp_digest
digest_of(const char *content)
{
    struct lp_digest d = {0};

    CHECK(lp_digest_of(&d, LP_ALG_SHA256, lp_slice_str(content), NULL) == LP_OK,
          "digest");
    return d;
}

static struct lp_record
record_of(const struct thing *x)
{
    struct lp_record r = {
        .name = lp_slice_str(x->name),
        .depth = x->depth,
        .role = x->depth == 0 ? LP_ROLE_FILE : LP_ROLE_MEMBER,
        .kind = x->what == 'm'   ? LP_KIND_MESSAGE
                : x->what == 'l' ? LP_KIND_SYMLINK
                : x->is != NULL && (x->what == 'c' || x->what == '?')
                    ? LP_KIND_TAR
                    : LP_KIND_OTHER,
        .container = x->what == 'c' || x->what == 'm' || x->what == '?',
        .flags = x->what == 't' ? LP_FLAG_OWN_TEXT : 0,
        .closed = x->what == 'u'   ? LP_RULE_ENC_ZIP
                  : x->what == 'x' ? LP_RULE_UNREADABLE
                  : x->what == '?' ? LP_RULE_TRUNCATED
                                   : LP_RULE_NONE,
    };

    if (x->is != NULL) {
        r.has_digest = true;
        r.digest = digest_of(x->is);
        r.size = strlen(x->is);
    }
    return r;
}

struct side {
    const struct thing *of;
};

static enum lp_code
tell(void *from, const struct lp_family *f, struct lp_err *err)
{
    const struct side *s = from;
    struct lp_record open[MOST];
    struct lp_trail trail = {0};
    struct lp_where at;
    size_t n = 0;
    enum lp_code rc = LP_OK;

    for (size_t i = 0; i <= MOST; i++) {
        bool end = i == MOST || s->of[i].name == NULL;
        struct lp_record r = end ? (struct lp_record){0} : record_of(&s->of[i]);

        while (n > 0 && (end || n > r.depth)) {
            lp_trail_leave(&trail, &at);
            n--;
            LP_TRY(f->ops->leave == NULL
                       ? LP_OK
                       : f->ops->leave(f->self, &open[n], &at, err));
        }
        if (end) {
            break;
        }
        LP_TRY(lp_trail_at(&trail, &r, &at, err));
        if (r.container) {
            LP_TRY(f->ops->enter(f->self, &r, &at, err));
            LP_TRY(lp_trail_enter(&trail, &r, err));
            open[n++] = r;
        } else {
            LP_TRY(f->ops->item(f->self, &r, &at, err));
        }
    }

done:
    lp_trail_release(&trail);
    return rc;
}

static enum lp_code
told(void *who, const struct lp_verify_event *e, struct lp_err *err)
{
    struct lp_buf *to = who;

    (void)err;
    lp_buf_printf(to, "%s ", lp_verify_word(e->what));
    lp_buf_put(to, e->path);
    if (e->to.len > 0) {
        lp_buf_str(to, " = ");
        lp_buf_put(to, e->to);
    }
    lp_buf_byte(to, '\n');
    return LP_OK;
}

#define ZIP                                            \
    {0, 'c', "z", "zip of a b"}, {1, 'f', "a", "aaa"}, \
    {                                                  \
        1, 'f', "b", "bbb"                             \
    }

static const struct {
    const char *label;
    struct thing then[MOST];
    struct thing now[MOST];
    const char *said;
    struct lp_repack_counts n;
} cases[] = {
    {"nothing at all", {{0}}, {{0}}, "", {0}},
    {"the same container",
     {ZIP},
     {ZIP},
     "MATCHED z = z\n",
     {.files = 1, .found = 2, .bytes = 10}},
    {"its members by themselves",
     {ZIP},
     {{0, 'f', "x", "aaa"}, {0, 'f', "y", "bbb"}},
     "MATCHED x = z > a\nMATCHED y = z > b\n",
     {.files = 2, .found = 2, .bytes = 6}},
    {"in another container",
     {ZIP},
     {{0, 'c', "t", "tar of a b"}, {1, 'f', "b", "bbb"}, {1, 'f', "a", "aaa"}},
     "",
     {.found = 2, .bytes = 10}},
    {"one is missing",
     {ZIP},
     {{0, 'f', "x", "aaa"}},
     "MATCHED x = z > a\nMISSING z > b\n",
     {.files = 1, .found = 1, .missing = 1, .bytes = 3}},
    {"one is added",
     {ZIP},
     {ZIP, {0, 'f', "n", "new"}},
     "MATCHED z = z\nADDED n\n",
     {.files = 1, .found = 2, .added = 1, .bytes = 13}},
    {"one is added in a container",
     {{0, 'f', "a", "aaa"}},
     {{0, 'c', "t", "tar"}, {1, 'f', "a", "aaa"}, {1, 'f', "n", "new"}},
     "ADDED t > n\n",
     {.found = 1, .added = 1, .bytes = 3}},
    {"an empty container is nothing",
     {{0, 'f', "a", "aaa"}},
     {{0, 'f', "a", "aaa"}, {0, 'c', "t", "tar"}},
     "MATCHED a = a\n",
     {.files = 1, .found = 1, .bytes = 6}},
    {"twice the same counts as there",
     {{0, 'f', "a", "aaa"}, {0, 'f', "b", "aaa"}},
     {{0, 'f', "c", "aaa"}, {0, 'f', "d", "aaa"}},
     "MATCHED c = a\nMATCHED d = a\n",
     {.files = 2, .found = 2, .bytes = 6}},
    {"a message and what is attached",
     {{0, 'c', "m", "mbox"}, {1, 'm', "1", "mail"}, {2, 'f', "p", "att"}},
     {{0, 'f', "p", "att"}},
     "MATCHED p = m > 1 > p\nMISSING m > 1\n",
     {.files = 1, .found = 1, .missing = 1, .bytes = 3}},
    {"a message by itself holds what is attached",
     {{0, 'c', "m", "mbox"}, {1, 'm', "1", "mail"}, {2, 'f', "p", "att"}},
     {{0, 'f', "1.eml", "mail"}},
     "MATCHED 1.eml = m > 1\n",
     {.files = 1, .found = 2, .bytes = 4}},
    {"what a message says is no file of the same bytes",
     {{0, 'm', "1", "mail"}, {1, 't', "1", "aaa"}, {0, 'f', "a", "aaa"}},
     {{0, 'm', "1", "mail"}, {1, 't', "1", "aaa"}},
     "MATCHED 1 = 1\nMISSING a\n",
     {.files = 1, .found = 1, .missing = 1, .bytes = 4}},
    {"nor the other way round",
     {{0, 'm', "1", "mail"}, {1, 't', "1", "aaa"}},
     {{0, 'm', "1", "mail"}, {1, 't', "1", "aaa"}, {0, 'f', "a", "aaa"}},
     "MATCHED 1 = 1\nADDED a\n",
     {.files = 1, .found = 1, .added = 1, .bytes = 7}},
    {"and gives no file its name",
     {{0, 'm', "1", "mail"}, {1, 't', "1", "aaa"}, {0, 'f', "a", "aaa"}},
     {{0, 'f', "b", "aaa"}},
     "MATCHED b = a\nMISSING 1\n",
     {.files = 1, .found = 1, .missing = 1, .bytes = 3}},
    {"not seen into then, seen into now",
     {{0, 'f', "z", "zip"}},
     {{0, 'c', "z", "zip"}, {1, 'f', "a", "aaa"}},
     "MATCHED z = z\n",
     {.files = 1, .found = 1, .bytes = 3}},
    {"seen into then, not seen into now",
     {{0, 'c', "z", "zip"}, {1, 'f', "a", "aaa"}},
     {{0, 'f', "z", "zip"}},
     "MATCHED z = z\n",
     {.files = 1, .found = 1, .bytes = 3}},
    {"without a digest, in the same container",
     {{0, 'c', "z", "zip"}, {1, 'u', "a", NULL}},
     {{0, 'c', "y", "zip"}, {1, 'u', "a", NULL}},
     "MATCHED y = z\n",
     {.files = 1, .found = 1, .bytes = 3}},
    {"without a digest, in another",
     {{0, 'c', "z", "zip"}, {1, 'u', "a", NULL}},
     {{0, 'c', "y", "ZIP"}, {1, 'u', "a", NULL}},
     "",
     {.undigested = 1, .unopened = 1, .bytes = 3}},
    {"a container that broke off",
     {{0, 'f', "a", "aaa"}},
     {{0, '?', "t", "tar"}, {1, 'f', "a", "aaa"}},
     "",
     {.found = 1, .unopened = 1, .bytes = 3}},
    {"the same broke off then",
     {{0, '?', "t", "tar"}, {1, 'f', "a", "aaa"}},
     {{0, '?', "t", "tar"}, {1, 'f', "a", "aaa"}},
     "MATCHED t = t\n",
     {.files = 1, .found = 1, .bytes = 3}},
    {"links are no documents",
     {{0, 'l', "l", NULL}, {0, 'f', "a", "aaa"}},
     {{0, 'f', "a", "aaa"}, {0, 'l', "k", NULL}},
     "MATCHED a = a\n",
     {.files = 1, .found = 1, .bytes = 3}},
    {"a file that cannot be read",
     {{0, 'f', "a", "aaa"}},
     {{0, 'x', "x", NULL}},
     "UNREADABLE x\nMISSING a\n",
     {.missing = 1, .unreadable = 1}},
    {"what goes with the documents",
     {{0, 'f', "a", "aaa"}},
     {{0, 'f', "a", "aaa"}, {0, 'f', "s", "signature"}},
     "MATCHED a = a\n",
     {.files = 1, .found = 1, .bytes = 12}},
};

static void
test_cases(void)
{
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct side then = {cases[i].then};
        struct side now = {cases[i].now};
        struct lp_buf said = {0};
        const struct lp_repack_options o = {
            .expected = tell, .from = &then, .told = told, .who = &said};
        const struct lp_digest ours = digest_of("signature");
        struct lp_repack_counts n = {0};
        struct lp_repack *p = NULL;
        struct lp_family f;

        CHECK(lp_repack_new(&p, &o, NULL) == LP_OK, cases[i].label);
        CHECK(lp_repack_ours(p, ours.bytes, NULL) == LP_OK, cases[i].label);
        f = lp_repack_family(p);
        CHECK(tell(&now, &f, NULL) == LP_OK, cases[i].label);
        CHECK(lp_repack_close(p, &n, NULL) == LP_OK, cases[i].label);
        CHECK(lp_repack_tell(p, true, NULL) == LP_OK, cases[i].label);
        CHECK(lp_slice_is(lp_buf_slice(&said), cases[i].said), cases[i].label);
        CHECK(memcmp(&n, &cases[i].n, sizeof n) == 0, cases[i].label);
        lp_repack_free(p);
        lp_buf_release(&said);
    }
    lp_repack_free(NULL);
}

int
main(void)
{
    test_cases();
    return lp_test_failures != 0;
}
