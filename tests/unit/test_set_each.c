#include "ledger/set_each.h"

#include "tests/unit/set_box.h"

#define COUNT(a) (sizeof(a) / sizeof(a)[0])

static const struct lp_set_meta plain = {
    .publication = {(const uint8_t *)"List", 4},
    .levels = LP_LEVEL_BIT(LP_LEVEL_BLAKE2B),
};

static const struct box_add adds[] = {
    {"rBdDmM", 10, "a"},
    {"rA", LP_SIZE_UNKNOWN, "b"},
    {"mN", 30, "c"},
    {"rBmL", 10, "a again"},
};

struct listing {
    struct lp_buf text;
    unsigned stop_after;
};

static enum lp_code
told(void *who, const struct lp_set_item *item, struct lp_err *err)
{
    struct listing *l = who;

    CHECK(item->key.size == item->record.size, "size");
    lp_buf_printf(&l->text, "%s %c %u %.*s\n", lp_level_word(item->level),
                  item->key.digest[0], (unsigned)item->number,
                  (int)item->record.locator.len,
                  (const char *)item->record.locator.data);
    if (l->stop_after != 0 && --l->stop_after == 0) {
        return lp_fail(err, LP_E_LIMIT, "enough");
    }
    return LP_OK;
}

static void
test_all(void)
{
    const struct {
        const char *label;
        unsigned stop_after;
        enum lp_code rc;
        const char *text;
    } cases[] = {
        {"all", 0, LP_OK,
         "raw A 1 b\nraw B 0 a\ndecoded D 0 a\n"
         "md5 L 0 a\nmd5 M 0 a\nmd5 N 2 c\n"},
        {"stopped", 2, LP_E_LIMIT, "raw A 1 b\nraw B 0 a\n"},
    };
    struct lp_set *set = NULL;

    CHECK(box_build(adds, COUNT(adds), &plain, NULL) == LP_OK, "build");
    CHECK(lp_set_open(&set, path, NULL) == LP_OK, "open");
    for (size_t i = 0; set != NULL && i < COUNT(cases); i++) {
        struct listing l = {.stop_after = cases[i].stop_after};

        CHECK(lp_set_each(set, told, &l, NULL) == cases[i].rc, cases[i].label);
        CHECK(lp_slice_is(lp_buf_slice(&l.text), cases[i].text),
              cases[i].label);
        lp_buf_release(&l.text);
    }
    lp_set_free(set);
}

static void
test_empty(void)
{
    struct listing l = {0};
    struct lp_set *set = NULL;

    CHECK(box_build(NULL, 0, &plain, NULL) == LP_OK, "build");
    CHECK(lp_set_open(&set, path, NULL) == LP_OK, "open");
    CHECK(lp_set_each(set, told, &l, NULL) == LP_OK && l.text.len == 0,
          "an empty set");
    lp_buf_release(&l.text);
    lp_set_free(set);
}

static void
test_locked(void)
{
    const uint8_t secret[LP_SECRET_SIZE] = {7};
    struct lp_set_meta meta = plain;
    struct listing l = {0};
    struct lp_set *set = NULL;

    meta.status = LP_SET_REFUSED;
    CHECK(box_build(adds, COUNT(adds), &meta, secret) == LP_OK, "build");
    CHECK(lp_set_open(&set, path, NULL) == LP_OK, "open");
    CHECK(lp_set_each(set, told, &l, NULL) == LP_OK && l.text.len > 0,
          "what a locked set holds can be told");
    lp_buf_release(&l.text);
    lp_set_free(set);
}

/* Damage, and a lie, in each section but those that it passes over. */
static void
test_bad(void)
{
    struct lp_set_layout l;
    struct lp_buf file;

    CHECK(box_build(adds, COUNT(adds), &plain, NULL) == LP_OK, "build");
    l = box_layout();
    file = slurp();
    for (size_t i = 1; i + 1 < l.parts; i++) {
        uint64_t at = l.part[i].offset;
        struct listing out = {0};
        struct lp_set *set = NULL;

        if (l.part[i].type == LP_SET_PREFIX || l.part[i].length == 0) {
            continue;
        }
        file.data[at] ^= 1;
        dump(lp_buf_slice(&file));
        file.data[at] ^= 1;
        CHECK(lp_set_open(&set, path, NULL) == LP_OK, "open");
        CHECK(lp_set_each(set, told, &out, NULL) == LP_E_TRUST, "damage");
        lp_buf_release(&out.text);
        lp_set_free(set);
    }
    file.data[l.shelf[LP_LEVEL_MD5].keyrec + 4] = (uint8_t)l.counts.records;
    reseal(&file);
    dump(lp_buf_slice(&file));
    {
        struct listing out = {0};
        struct lp_set *set = NULL;

        CHECK(lp_set_open(&set, path, NULL) == LP_OK, "open");
        CHECK(lp_set_each(set, told, &out, NULL) == LP_E_FORMAT,
              "a record past the end");
        lp_buf_release(&out.text);
        lp_set_free(set);
    }
    lp_buf_release(&file);
}

int
main(void)
{
    if (!box_open()) {
        return 1;
    }
    test_all();
    test_empty();
    test_locked();
    test_bad();
    box_close();
    return lp_test_failures != 0;
}
