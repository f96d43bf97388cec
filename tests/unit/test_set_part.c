#include "ledger/set_part.h"

#include "ledger/set_strip.h"
#include "ledger/set_verify.h"
#include "tests/unit/set_box.h"

#define COUNT(a) (sizeof(a) / sizeof(a)[0])
#define DOCUMENTS 60
#define KEYS 300

static const struct lp_set_meta plain = {
    .publication = {(const uint8_t *)"Parts", 5},
    .date = {(const uint8_t *)"2020", 4},
};

static const uint8_t secret[LP_SECRET_SIZE] = {7};

static uint64_t seed = 88172645463325252U;

static uint64_t
any(void)
{
    seed ^= seed << 13;
    seed ^= seed >> 7;
    seed ^= seed << 17;
    return seed;
}

/* Add document number `i`. */
static void
add(struct lp_set_build *b, unsigned i, const uint64_t *parts, size_t n)
{
    struct lp_set_add one = {.counts = true, .parts = parts, .parts_n = n};
    uint8_t key[LP_KEY_SIZE] = {(uint8_t)(i * 37), (uint8_t)i};
    char name[20];

    (void)snprintf(name, sizeof name, "%u", i);
    one.record.size = i;
    one.record.locator = lp_slice_str(name);
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

static struct lp_set *
opened(const char *at)
{
    struct lp_set *set = NULL;

    CHECK(lp_set_open(&set, at, NULL) == LP_OK, "open");
    return set;
}

static enum lp_code
verify(const char *at)
{
    struct lp_set *set = NULL;
    enum lp_code rc = lp_set_open(&set, at, NULL);

    rc = rc == LP_OK ? lp_set_verify(set, NULL) : rc;
    lp_set_free(set);
    return rc;
}

/* Which document has which key; the last keys are in none. */
static uint64_t key[KEYS];
static bool has[DOCUMENTS][KEYS];

static void
fill_model(void)
{
    for (size_t k = 0; k < KEYS; k++) {
        /* as of winnowing, which chooses low values */
        key[k] = k % 2 == 0 ? any() : any() >> 6;
        for (size_t d = 0; d < DOCUMENTS; d++) {
            has[d][k] = k < 250 && (k < 10 || any() % 30 == 0);
        }
    }
    key[17] = 0;
    key[18] = UINT64_MAX;
}

/* In any order, some twice, some documents in two halves. */
static void
build_model(const char *at)
{
    struct lp_set_build *b = begin(at, NULL);

    for (unsigned half = 0; half < 2; half++) {
        for (unsigned d = 0; d < DOCUMENTS; d++) {
            uint64_t parts[2 * KEYS];
            size_t n = 0;

            for (size_t i = 0; i < KEYS; i++) {
                size_t k = (i * 7 + d) % KEYS;

                if (has[d][k] && (d % 4 != 0 || k % 2 == half)) {
                    parts[n++] = key[k];
                    parts[n++] = key[k];
                }
            }
            if (half == 0 || d % 4 == 0) {
                add(b, d, parts, n);
            }
        }
    }
    end(b, &plain);
}

/* What was told, key by key. */
struct told {
    bool has[DOCUMENTS][KEYS];
    size_t n;
    size_t last_key;
    uint32_t last_record;
    bool lies; /* of a set whose records may be in any order */
    enum lp_code rc;
};

static enum lp_code
on_part(void *who, size_t i, uint32_t record, struct lp_err *err)
{
    struct told *t = who;

    (void)err;
    CHECK(i < KEYS && record < DOCUMENTS, "in bounds");
    CHECK(t->lies || t->n == 0 || i > t->last_key ||
              (i == t->last_key && record > t->last_record),
          "in order");
    t->has[record][i] = true;
    t->last_key = i;
    t->last_record = record;
    t->n++;
    return t->rc;
}

static void
test_model(void)
{
    static struct told told;
    struct lp_set *set;
    size_t wrong = 0;
    uint64_t all = 0;

    build_model(path);
    CHECK(verify(path) == LP_OK, "whole");
    set = opened(path);
    CHECK(lp_set_parts(set, key, KEYS, on_part, &told, NULL) == LP_OK, "ask");
    for (size_t k = 0; k < KEYS; k++) {
        size_t n = 0;

        for (size_t d = 0; d < DOCUMENTS; d++) {
            bool want = has[d][k] && n < LP_SET_FRAG_RECORDS;

            n += has[d][k];
            all += want;
            wrong += told.has[d][k] != want;
        }
    }
    CHECK(wrong == 0, "the first records that have it");
    CHECK(all == told.n && all == lp_set_parts_count(set) && all > 600,
          "all pairs");
    CHECK(lp_set_about(set)->levels ==
              (LP_LEVEL_BIT(LP_LEVEL_RAW) | LP_LEVEL_BIT(LP_LEVEL_PART)),
          "the level");
    CHECK(lp_slice_is(lp_set_about(set)->rules, "raw,part-v1"), "its rule");
    told = (struct told){.rc = LP_E_LIMIT};
    CHECK(lp_set_parts(set, key, KEYS, on_part, &told, NULL) == LP_E_LIMIT &&
              told.n == 1,
          "who is told may end it");
    told = (struct told){0};
    CHECK(lp_set_parts(set, key, 0, on_part, &told, NULL) == LP_OK &&
              told.n == 0,
          "nothing asked");
    lp_set_free(set);
}

static void
test_same_bytes(void)
{
    struct lp_buf one;
    struct lp_buf two;

    build_model(path);
    one = slurp();
    build_model(path);
    two = slurp();
    CHECK(lp_slice_equal(lp_buf_slice(&one), lp_buf_slice(&two)),
          "same adds, same bytes");
    lp_buf_release(&one);
    lp_buf_release(&two);
}

static void
test_without(void)
{
    struct lp_set_meta meta = plain;

    for (int i = 0; i < 3; i++) {
        static struct told told;
        struct lp_set_build *b = begin(path, i == 2 ? secret : NULL);
        struct lp_set *set;

        add(b, 1, key, i == 2 ? KEYS : 0);
        meta.levels = i == 0 ? LP_LEVEL_BIT(LP_LEVEL_PART) : 0;
        meta.status = i == 2 ? LP_SET_WITHHELD : LP_SET_PUBLISHED;
        end(b, &meta);
        CHECK(verify(path) == LP_OK, "whole");
        set = opened(path);
        CHECK(lp_set_layout_of(set)->parts == (i == 0 ? 9 : 7), "sections");
        CHECK(lp_set_parts_count(set) == 0, "no fragment");
        CHECK(lp_set_parts(set, key, KEYS, on_part, &told, NULL) == LP_OK &&
                  told.n == 0,
              "nothing is told");
        lp_set_free(set);
    }
}

static void
test_strip(void)
{
    static struct told told;
    uint8_t root[LP_KEY_SIZE];
    struct lp_set *set;
    char bare[4300];
    uint64_t n;

    (void)snprintf(bare, sizeof bare, "%s/bare.set", folder);
    build_model(path);
    set = opened(path);
    n = lp_set_parts_count(set);
    CHECK(lp_set_strip(set, bare, root, NULL) == LP_OK, "strip");
    lp_set_free(set);
    CHECK(verify(bare) == LP_OK, "whole");
    set = opened(bare);
    CHECK(lp_set_parts(set, key, KEYS, on_part, &told, NULL) == LP_OK &&
              told.n == n,
          "all are told");
    lp_set_free(set);
    CHECK(unlink(bare) == 0, "unlink");
}

static void
test_damage(void)
{
    const struct lp_set_layout l = box_layout();
    struct lp_buf file = slurp();

    for (size_t i = 1; i + 1 < l.parts; i++) {
        static struct told told;
        const struct lp_set_section *part = &l.part[i];
        struct lp_set *set = NULL;
        enum lp_code rc;

        file.data[part->offset] ^= 1;
        dump(lp_buf_slice(&file));
        file.data[part->offset] ^= 1;
        told = (struct told){0};
        CHECK(verify(path) == LP_E_TRUST, "every flip is damage");
        CHECK(lp_set_open(&set, path, NULL) == LP_OK, "open");
        rc = lp_set_parts(set, key, KEYS, on_part, &told, NULL);
        CHECK((rc == LP_E_TRUST) == (part->level == LP_LEVEL_PART),
              "damaged where it is asked");
        lp_set_free(set);
    }
    dump(lp_buf_slice(&file));
    lp_buf_release(&file);
}

/* Digests agree, and it lies all the same. One key that seventeen documents
 * have, of which sixteen are there, and one more. */
static void
test_lies(void)
{
    static const uint64_t two[] = {0x4000000000000000, 0x8000000000000000};
    static const uint64_t one[] = {0x4000000000000000};
    struct lp_set_build *b = begin(path, NULL);
    struct lp_set_layout l;
    struct lp_buf file;

    for (unsigned i = 0; i < 17; i++) {
        add(b, i, i == 0 ? two : one, i == 0 ? 2 : 1);
    }
    end(b, &plain);
    l = box_layout();
    file = slurp();
    CHECK(l.frags.n == 17 && l.frags.bits == 2, "seventeen pairs");
    {
        const struct {
            const char *label;
            uint64_t at;
            uint8_t flip;
            enum lp_code verify;
            enum lp_code parts;
        } cases[] = {
            {"the truth", l.frags.frags, 0, LP_OK, LP_OK},
            {"another key, in order", l.frags.frags + 16 * 12, 1, LP_OK, LP_OK},
            {"keys out of order", l.frags.frags, 1, LP_E_FORMAT, LP_OK},
            {"records out of order", l.frags.frags + 12 + 8, 2, LP_E_FORMAT,
             LP_OK},
            {"a record twice", l.frags.frags + 12 + 8, 1, LP_E_FORMAT, LP_OK},
            {"a record past the end", l.frags.frags + 11, 1, LP_E_FORMAT,
             LP_E_FORMAT},
            {"a key in another bucket", l.frags.frags + 16 * 12 + 7, 0x40,
             LP_E_FORMAT, LP_OK},
            {"a bucket past the end", l.frags.prefix + 2 * 4 + 3, 1,
             LP_E_FORMAT, LP_E_FORMAT},
            {"a bucket that ends early", l.frags.prefix + 2 * 4, 1, LP_E_FORMAT,
             LP_OK},
            {"the last bucket ends early", l.frags.prefix + 4 * 4, 1,
             LP_E_FORMAT, LP_OK},
        };

        for (size_t i = 0; i < COUNT(cases); i++) {
            static struct told told;
            struct lp_set *set;

            file.data[cases[i].at] ^= cases[i].flip;
            reseal(&file);
            dump(lp_buf_slice(&file));
            file.data[cases[i].at] ^= cases[i].flip;
            CHECK(verify(path) == cases[i].verify, cases[i].label);
            set = opened(path);
            told = (struct told){.lies = true};
            CHECK(lp_set_parts(set, one, 1, on_part, &told, NULL) ==
                      cases[i].parts,
                  cases[i].label);
            lp_set_free(set);
        }
    }
    /* The seventeenth of one key: no writer leaves it there. */
    memcpy(file.data + l.frags.frags + 16 * 12,
           file.data + l.frags.frags + 15 * 12, 12);
    file.data[l.frags.frags + 16 * 12 + 8] = 16;
    for (uint64_t i = 2; i <= 4; i++) {
        file.data[l.frags.prefix + i * 4] = 17;
    }
    reseal(&file);
    dump(lp_buf_slice(&file));
    {
        static struct told told;
        struct lp_set *set = opened(path);

        CHECK(verify(path) == LP_E_FORMAT, "too many records of one key");
        CHECK(lp_set_parts(set, one, 1, on_part, &told, NULL) == LP_E_FORMAT,
              "and who asks is not told more");
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
    fill_model();
    test_model();
    test_same_bytes();
    test_damage();
    test_without();
    test_strip();
    test_lies();
    box_close();
    return lp_test_failures != 0;
}
