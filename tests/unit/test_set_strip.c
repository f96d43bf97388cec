#include "ledger/set_strip.h"

#include "ledger/set_build.h"
#include "ledger/set_each.h"
#include "ledger/set_verify.h"
#include "tests/unit/set_box.h"

static char bare[4300];

static struct lp_slice
digest_of(uint64_t n, uint8_t salt)
{
    static struct lp_digest d;
    uint8_t bytes[9] = {salt};

    lp_put_le64(bytes + 1, n);
    CHECK(lp_digest_of(&d, LP_ALG_SHA256, (struct lp_slice){bytes, 9}, NULL) ==
              LP_OK,
          "digest");
    return (struct lp_slice){d.bytes, LP_KEY_SIZE};
}

/* `n` documents, each second of which has a decoded form, each third no
 * known size. */
static void
build(uint64_t n, const char *to, bool locators)
{
    const struct lp_set_meta meta = {
        .publication = lp_slice_str("Harbor files"),
        .date = lp_slice_str("2019-05-01"),
        .levels = LP_LEVEL_BIT(LP_LEVEL_RAW) | LP_LEVEL_BIT(LP_LEVEL_DECODED),
        .bytes = 1000,
    };
    struct lp_set_build *b = NULL;

    CHECK(lp_set_build_new(&b, to, false, NULL, NULL) == LP_OK, "new");
    for (uint64_t i = 0; i < n; i++) {
        struct lp_set_add add = {.counts = true};
        char text[40];

        (void)snprintf(text, sizeof text, "a.zip > %d.pdf", (int)i);
        add.record = (struct lp_set_record){
            .size = i % 3 == 0 ? LP_SIZE_UNKNOWN : i,
            .role = (enum lp_role)(i % LP_ROLE_COUNT),
            .kind = LP_KIND_PDF,
            .locator = lp_slice_str(locators ? text : ""),
        };
        lp_set_add_key(&add, LP_LEVEL_RAW, digest_of(i, 0));
        if (i % 2 == 0) {
            lp_set_add_key(&add, LP_LEVEL_DECODED, digest_of(i, 1));
        }
        CHECK(lp_set_build_add(b, &add, NULL) == LP_OK, "add");
    }
    CHECK(lp_set_build_finish(b, &meta, NULL, NULL) == LP_OK, "finish");
    lp_set_build_free(b);
}

/* What is stripped is what would have been built without locators. */
static void
test_same(uint64_t n)
{
    uint8_t root[LP_KEY_SIZE];
    struct lp_err err = {0};
    struct lp_set *s = NULL;
    struct lp_buf one = {0};
    struct lp_buf two = {0};

    build(n, path, true);
    CHECK(lp_set_open(&s, path, &err) == LP_OK, "open");
    CHECK(lp_set_strip(s, bare, root, &err) == LP_OK, "strip");
    CHECK(lp_set_strip(s, bare, root, &err) == LP_E_USAGE, "never replaced");
    lp_set_free(s);
    s = NULL;
    CHECK(lp_set_open(&s, bare, &err) == LP_OK, "open what was stripped");
    CHECK(lp_set_verify(s, &err) == LP_OK, "whole");
    CHECK(memcmp(root, lp_set_root(s), LP_KEY_SIZE) == 0, "its root");
    lp_set_free(s);
    CHECK(lp_file_read(&one, bare, LP_BUF_MAX, NULL, NULL) == LP_OK, "read");
    build(n, path, false);
    two = slurp();
    CHECK(lp_slice_equal(lp_buf_slice(&one), lp_buf_slice(&two)),
          "byte by byte");
    CHECK(unlink(bare) == 0, "unlink");
    lp_buf_release(&one);
    lp_buf_release(&two);
}

/* What is damaged anywhere is not copied, and nothing is left of it. */
static void
test_damage(void)
{
    uint8_t root[LP_KEY_SIZE];
    struct lp_err err = {0};
    struct lp_set *s = NULL;
    struct lp_buf file;

    build(100, path, true);
    file = slurp();
    file.data[3 * LP_SET_PAGE + 5] ^= 1;
    dump(lp_buf_slice(&file));
    CHECK(lp_set_open(&s, path, &err) == LP_OK, "not seen by open");
    CHECK(lp_set_strip(s, bare, root, &err) == LP_E_TRUST, "but here");
    CHECK(access(bare, F_OK) != 0, "nothing is left");
    lp_set_free(s);
    lp_buf_release(&file);
}

/* Keys by their numbers are those that are told. */
struct told {
    struct lp_set *set;
    uint64_t at[LP_LEVEL_COUNT];
    uint64_t n;
};

static enum lp_code
on_key(void *who, const struct lp_set_item *item, struct lp_err *err)
{
    struct told *t = who;
    struct lp_set_item again;

    CHECK(lp_set_key_at(t->set, item->level, t->at[item->level]++, &again,
                        err) == LP_OK,
          "by number");
    CHECK(again.level == item->level && again.number == item->number &&
              again.key.size == item->key.size &&
              memcmp(again.key.digest, item->key.digest, LP_KEY_SIZE) == 0,
          "the same");
    t->n++;
    return LP_OK;
}

static void
test_key_at(void)
{
    struct told t = {0};
    struct lp_err err = {0};

    build(9, path, true);
    CHECK(lp_set_open(&t.set, path, &err) == LP_OK, "open");
    CHECK(lp_set_each(t.set, on_key, &t, &err) == LP_OK, "each");
    CHECK(t.n == 14, "nine keys and five");
    lp_set_free(t.set);
}

int
main(void)
{
    if (!box_open()) {
        return 1;
    }
    (void)snprintf(bare, sizeof bare, "%s/bare.set", folder);
    test_same(0);
    test_same(1);
    test_same(5000);
    test_damage();
    test_key_at();
    box_close();
    return lp_test_failures != 0;
}
