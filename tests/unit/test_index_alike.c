#include "ledger/index_alike.h"

#include "tests/unit/set_box.h"

#define COUNT(a) (sizeof(a) / sizeof(a)[0])
#define BINS LP_SKETCH_BINS

static const struct lp_set_meta plain = {
    .publication = {(const uint8_t *)"Alike", 5},
    .date = {(const uint8_t *)"2020", 4},
};

/* Add document number `i`. */
static void
add(struct lp_set_build *b, unsigned i, const uint32_t *near,
    const uint64_t *parts, size_t n)
{
    struct lp_set_add one = {
        .counts = true, .near = near, .parts = parts, .parts_n = n};
    uint8_t key[LP_KEY_SIZE] = {(uint8_t)(i + 1)};

    one.record.size = i;
    lp_set_add_key(&one, LP_LEVEL_RAW, (struct lp_slice){key, sizeof key});
    CHECK(lp_set_build_add(b, &one, NULL) == LP_OK, "add");
}

static struct lp_set_build *
begin(const char *at, const uint8_t *key)
{
    struct lp_set_build *b = NULL;

    CHECK(lp_set_build_new(&b, at, false, key, NULL) == LP_OK, "new");
    lp_set_build_rules(b, &box_rules);
    return b;
}

static void
end(struct lp_set_build *b, const struct lp_set_meta *meta)
{
    CHECK(lp_set_build_finish(b, meta, NULL, NULL) == LP_OK, "finish");
    lp_set_build_free(b);
}

/* Sets whose keys were made by other rules. */
static void
test_rules(void)
{
    const struct {
        const char *label;
        const char *dec;
        const char *text;
        enum lp_code rc;
    } cases[] = {
        {"the same rules", "dec-v1", "text-v1", LP_OK},
        {"nobody asks for texts", NULL, NULL, LP_OK},
        {"another rule of texts", NULL, "text-v2", LP_E_USAGE},
        {"the rule of texts, and more", NULL, "text-v1-u15", LP_E_USAGE},
        {"another rule of decoding", "dec-v2", NULL, LP_E_USAGE},
    };
    const struct lp_set_meta meta = {
        .publication = lp_slice_str("P"),
        .levels = LP_LEVEL_BIT(LP_LEVEL_DECODED) | LP_LEVEL_BIT(LP_LEVEL_TEXT),
    };
    const struct lp_level_rules made = {.of = {[LP_LEVEL_TEXT] = "text-v1"}};
    struct lp_set_build *b = NULL;

    CHECK(lp_set_build_new(&b, path, false, NULL, NULL) == LP_OK, "new");
    lp_set_build_rules(b, &made);
    CHECK(lp_set_build_finish(b, &meta, NULL, NULL) == LP_OK, "finish");
    lp_set_build_free(b);
    for (size_t i = 0; i < COUNT(cases); i++) {
        const struct lp_level_rules rules = {
            .of = {[LP_LEVEL_DECODED] = cases[i].dec,
                   [LP_LEVEL_TEXT] = cases[i].text}};
        struct lp_index *ix = NULL;
        struct lp_err err = {0};

        CHECK(lp_index_new(&ix, NULL, NULL) == LP_OK, "new");
        lp_index_rules(ix, &rules);
        CHECK(lp_index_add(ix, path, &err) == cases[i].rc, cases[i].label);
        CHECK((strstr(err.text, "a.set has the level") != NULL) ==
                  (cases[i].rc != LP_OK),
              cases[i].label);
        lp_index_free(ix);
    }
}

/* Of two sets that one where more agrees; of equal ones the earlier. */
static void
test_near(void)
{
    struct lp_set_meta later = plain;
    struct lp_index_near out;
    const char *paths[2];
    struct lp_index *ix = NULL;
    struct lp_set_build *b;
    uint32_t sig[2][BINS];
    uint32_t near[BINS];
    char other[4300];

    (void)snprintf(other, sizeof other, "%s/b.set", folder);
    later.date = lp_slice_str("2021");
    later.publication = lp_slice_str("Later");
    for (uint32_t i = 0; i < BINS; i++) {
        sig[0][i] = i;
        sig[1][i] = i << 8;
    }
    memcpy(near, sig[1], sizeof near);
    near[0]++;
    b = begin(other, NULL);
    add(b, 8, sig[0], NULL, 0);
    add(b, 9, sig[1], NULL, 0);
    end(b, &later);
    b = begin(path, NULL);
    add(b, 0, NULL, NULL, 0);
    add(b, 1, sig[0], NULL, 0);
    add(b, 2, near, NULL, 0);
    end(b, &plain);
    paths[0] = other;
    paths[1] = path;
    CHECK(lp_index_open(&ix, paths, 2, NULL, NULL) == LP_OK, "open");
    CHECK(lp_index_near(ix, LP_SET_STATUS_ALL, sig[1], 0, &out, NULL) ==
                  LP_OK &&
              out.agree == BINS && out.hit.number == 1 &&
              out.hit.record.size == 9,
          "the nearest");
    CHECK(lp_index_near(ix, LP_SET_STATUS_ALL, sig[0], 0, &out, NULL) ==
                  LP_OK &&
              out.agree == BINS && out.hit.number == 0 &&
              out.hit.record.size == 1 && out.hit.set == lp_index_set(ix, 0),
          "the earliest");
    CHECK(lp_index_near(ix, LP_SET_STATUS_BIT(LP_SET_SOFTWARE), sig[0], 0, &out,
                        NULL) == LP_OK &&
              out.hit.set == NULL && out.agree == 0,
          "no set of that status");
    sig[0][9]++;
    CHECK(lp_index_near(ix, LP_SET_STATUS_ALL, sig[0], BINS, &out, NULL) ==
                  LP_OK &&
              out.hit.set == NULL,
          "none near enough");
    lp_index_free(ix);
    CHECK(unlink(other) == 0, "unlink");
}

static enum lp_code
on_index_part(void *who, size_t i, size_t set, uint32_t record,
              struct lp_err *err)
{
    struct lp_buf *text = who;

    (void)err;
    lp_buf_printf(text, "%zu:%zu:%u ", i, set, record);
    return LP_OK;
}

static void
test_parts(void)
{
    static const uint64_t keys[] = {5, 6, 7, 8};
    struct lp_set_meta later = plain;
    struct lp_index_hit hit;
    struct lp_index *ix = NULL;
    struct lp_buf text = {0};
    const char *paths[2];
    struct lp_set_build *b;
    char other[4300];

    (void)snprintf(other, sizeof other, "%s/b.set", folder);
    later.date = lp_slice_str("2021");
    b = begin(other, NULL);
    add(b, 9, NULL, keys + 1, 2);
    end(b, &later);
    b = begin(path, NULL);
    add(b, 0, NULL, keys, 1);
    add(b, 1, NULL, keys, 2);
    end(b, &plain);
    paths[0] = other;
    paths[1] = path;
    CHECK(lp_index_open(&ix, paths, 2, NULL, NULL) == LP_OK, "open");
    CHECK(
        lp_index_parts(ix, LP_SET_STATUS_ALL, keys, 4, on_index_part, &text,
                       NULL) == LP_OK &&
            lp_slice_is(lp_buf_slice(&text), "0:0:0 0:0:1 1:0:1 1:1:0 2:1:0 "),
        "set by set");
    lp_buf_clear(&text);
    CHECK(lp_index_parts(ix, LP_SET_STATUS_BIT(LP_SET_SOFTWARE), keys, 4,
                         on_index_part, &text, NULL) == LP_OK &&
              text.len == 0,
          "no set of that status");
    CHECK(lp_index_record(ix, 1, 0, &hit, NULL) == LP_OK &&
              hit.set == lp_index_set(ix, 1) && hit.number == 1 &&
              hit.record.size == 9,
          "a record");
    CHECK(lp_index_record(ix, 1, 1, &hit, NULL) == LP_E_USAGE &&
              lp_index_record(ix, 2, 0, &hit, NULL) == LP_E_USAGE &&
              hit.set == NULL,
          "no such record");
    lp_index_free(ix);
    lp_buf_release(&text);
    CHECK(unlink(other) == 0, "unlink");
}

int
main(void)
{
    if (!box_open()) {
        return 1;
    }
    test_rules();
    test_near();
    test_parts();
    box_close();
    return lp_test_failures != 0;
}
