#include "ledger/set_near.h"

#include "ledger/set_strip.h"
#include "ledger/set_verify.h"
#include "tests/unit/set_box.h"

#define COUNT(a) (sizeof(a) / sizeof(a)[0])
#define BINS LP_SKETCH_BINS

static const struct lp_set_meta plain = {
    .publication = {(const uint8_t *)"Near", 4},
    .date = {(const uint8_t *)"2020", 4},
};

static const uint8_t secret[LP_SECRET_SIZE] = {7};

static uint64_t seed = 88172645463325252U;

static uint32_t
any(void)
{
    seed ^= seed << 13;
    seed ^= seed >> 7;
    seed ^= seed << 17;
    return (uint32_t)(seed >> 16);
}

static void
any_sig(uint32_t sig[BINS])
{
    for (size_t i = 0; i < BINS; i++) {
        sig[i] = any();
    }
}

/* Change `n` values, any ones. */
static void
blur(uint32_t to[BINS], const uint32_t from[BINS], unsigned n)
{
    memcpy(to, from, sizeof(uint32_t) * BINS);
    while (n-- > 0) {
        to[any() % BINS] = any();
    }
}

/* Add document number `i`, with a signature or NULL. */
static void
add(struct lp_set_build *b, unsigned i, const uint32_t *sig)
{
    struct lp_set_add one = {.counts = true, .near = sig};
    uint8_t key[LP_KEY_SIZE] = {(uint8_t)(i * 37), (uint8_t)i,
                                (uint8_t)(i >> 8)};
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

/* What the answer must be, by looking at all of them. */
struct model {
    uint32_t sig[700][BINS];
    bool has[700];
    size_t n;
};

static struct model model;

static bool
meet(const uint32_t *a, const uint32_t *b)
{
    for (size_t i = 0; i < BINS; i += LP_SKETCH_ROWS) {
        if (memcmp(a + i, b + i, LP_SKETCH_ROWS * sizeof *a) == 0) {
            return true;
        }
    }
    return false;
}

static size_t
nearest(const uint32_t *sig, unsigned least, unsigned *agree)
{
    size_t best = SIZE_MAX;

    *agree = 0;
    for (size_t i = 0; i < model.n; i++) {
        unsigned n = lp_sketch_agree(model.sig[i], sig);

        if (model.has[i] && meet(model.sig[i], sig) && n >= least &&
            n > *agree) {
            *agree = n;
            best = i;
        }
    }
    return best;
}

/* Single ones, clusters of near ones, and copies. */
static void
fill_model(void)
{
    model.n = COUNT(model.sig);
    for (size_t i = 0; i < model.n; i++) {
        model.has[i] = i % 5 != 0;
        if (i % 3 == 0 && i > 100) {
            blur(model.sig[i], model.sig[any() % 20], any() % 100);
        } else if (i % 7 == 0 && i > 100) {
            blur(model.sig[i], model.sig[any() % 20], 0);
        } else {
            any_sig(model.sig[i]);
        }
    }
}

static void
build_model(const char *at)
{
    struct lp_set_build *b = begin(at, NULL);

    for (size_t i = 0; i < model.n; i++) {
        add(b, (unsigned)i, model.has[i] ? model.sig[i] : NULL);
    }
    end(b, &plain);
}

static void
test_model(void)
{
    struct lp_set *set;
    size_t hits = 0;

    build_model(path);
    CHECK(verify(path) == LP_OK, "whole");
    set = opened(path);
    for (unsigned k = 0; set != NULL && k < 2000; k++) {
        unsigned least = any() % 60;
        uint32_t sig[BINS];
        struct lp_set_near hit;
        unsigned agree;
        size_t want;

        blur(sig, model.sig[any() % model.n], any() % 90);
        want = nearest(sig, least, &agree);
        CHECK(lp_set_near(set, sig, least, &hit, NULL) == LP_OK, "look");
        CHECK(hit.found == (want != SIZE_MAX) && !hit.more, "found or not");
        CHECK(!hit.found || (hit.agree == agree && hit.number == want &&
                             hit.record.size == want),
              "the nearest, and the first of them");
        hits += hit.found;
    }
    CHECK(hits > 500 && hits < 1900, "some are found and some are not");
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

/* Which signatures stay. */
static void
test_choice(void)
{
    struct lp_set_build *b = begin(path, NULL);
    uint32_t sig[3][BINS];
    struct lp_set_near hit;
    struct lp_set *set;

    for (size_t i = 0; i < 3; i++) {
        any_sig(sig[i]);
    }
    add(b, 0, NULL);
    add(b, 1, sig[0]);
    add(b, 2, sig[0]); /* a copy of a form letter */
    add(b, 0, sig[1]); /* met again, and now with a signature */
    add(b, 1, sig[2]); /* met again, and with another one */
    end(b, &plain);
    CHECK(verify(path) == LP_OK, "whole");
    set = opened(path);
    CHECK(lp_set_near_count(set) == 2, "two of five");
    CHECK(lp_set_about(set)->levels ==
              (LP_LEVEL_BIT(LP_LEVEL_RAW) | LP_LEVEL_BIT(LP_LEVEL_NEAR)),
          "the level");
    CHECK(lp_slice_is(lp_set_about(set)->rules, "raw,near-v1"), "its rule");
    CHECK(lp_set_near(set, sig[0], BINS, &hit, NULL) == LP_OK && hit.found &&
              hit.number == 1 && hit.agree == BINS &&
              lp_slice_is(hit.record.locator, "1"),
          "of equal ones the first record");
    CHECK(lp_set_near(set, sig[1], BINS, &hit, NULL) == LP_OK && hit.found &&
              hit.number == 0,
          "of a later copy");
    CHECK(lp_set_near(set, sig[2], 0, &hit, NULL) == LP_OK && !hit.found,
          "of one record the first signature");
    sig[0][5]++;
    CHECK(lp_set_near(set, sig[0], BINS - 1, &hit, NULL) == LP_OK && hit.found,
          "near enough");
    CHECK(lp_set_near(set, sig[0], BINS, &hit, NULL) == LP_OK && !hit.found &&
              hit.record.locator.len == 0,
          "not near enough");
    CHECK(lp_set_keys(set, LP_LEVEL_NEAR) == 0, "no keys");
    lp_set_free(set);
}

/* Form letters: more candidates than anybody wants to look at. */
static void
test_limits(void)
{
    const struct {
        const char *label;
        unsigned n;
        unsigned same; /* leading values that all have in common */
        unsigned late; /* the one that is most like the question */
        bool found_late;
        bool more;
    } cases[] = {
        {"as many as are looked at", LP_SET_NEAR_BAND, 4, LP_SET_NEAR_BAND - 1,
         true, false},
        {"one more, which is the nearest", LP_SET_NEAR_BAND + 1, 4,
         LP_SET_NEAR_BAND, false, true},
        {"one more, and an earlier one is", LP_SET_NEAR_BAND + 1, 4, 3, true,
         true},
        {"in sixteen bands", LP_SET_NEAR_BAND, 64, 3, true, false},
        {"in seventeen bands", LP_SET_NEAR_BAND, 68, 3, true, true},
    };

    for (size_t i = 0; i < COUNT(cases); i++) {
        struct lp_set_build *b = begin(path, NULL);
        uint32_t form[BINS];
        uint32_t ask[BINS];
        struct lp_set_near hit;
        struct lp_set *set;

        any_sig(form);
        any_sig(ask);
        memcpy(ask, form, cases[i].same * sizeof *ask);
        for (unsigned k = 0; k < cases[i].n; k++) {
            uint32_t sig[BINS];

            any_sig(sig);
            memcpy(sig, form, cases[i].same * sizeof *sig);
            if (k == cases[i].late) {
                sig[127] = ask[127]; /* one more, and in no other band */
            }
            add(b, k, sig);
        }
        end(b, &plain);
        set = opened(path);
        CHECK(lp_set_near(set, ask, 0, &hit, NULL) == LP_OK, cases[i].label);
        CHECK(hit.found && hit.more == cases[i].more, cases[i].label);
        CHECK((hit.number == cases[i].late) == cases[i].found_late,
              cases[i].label);
        lp_set_free(set);
    }
}

/* A set that was looked at for it and has none; one that was not; and a keyed
 * one, that has none whatever it is given. */
static void
test_without(void)
{
    struct lp_set_meta meta = plain;
    struct lp_set_near hit;
    struct lp_set_build *b;
    uint32_t sig[BINS];
    struct lp_set *set;

    any_sig(sig);
    meta.levels = LP_LEVEL_BIT(LP_LEVEL_NEAR) | LP_LEVEL_BIT(LP_LEVEL_PART);
    for (int i = 0; i < 3; i++) {
        b = begin(path, i == 2 ? secret : NULL);
        add(b, 1, i == 2 ? sig : NULL);
        meta.levels = i == 1 ? 0 : meta.levels;
        meta.status = i == 2 ? LP_SET_RECEIVED : LP_SET_PUBLISHED;
        end(b, &meta);
        CHECK(verify(path) == LP_OK, "whole");
        set = opened(path);
        CHECK(lp_set_near_count(set) == 0, "none");
        CHECK(((lp_set_about(set)->levels & LP_LEVEL_OPEN) != 0) == (i == 0),
              "the level");
        CHECK(lp_set_layout_of(set)->parts == (i == 0 ? 13 : 7), "sections");
        CHECK(lp_set_near(set, sig, 0, &hit, NULL) == LP_OK && !hit.found,
              "nothing is near");
        lp_set_free(set);
        meta.levels = LP_LEVEL_OPEN;
    }
}

static void
test_strip(void)
{
    uint8_t root[LP_KEY_SIZE];
    struct lp_set_near hit;
    struct lp_set *set;
    char bare[4300];

    (void)snprintf(bare, sizeof bare, "%s/bare.set", folder);
    build_model(path);
    set = opened(path);
    CHECK(lp_set_strip(set, bare, root, NULL) == LP_OK, "strip");
    lp_set_free(set);
    CHECK(verify(bare) == LP_OK, "whole");
    set = opened(bare);
    CHECK(lp_set_near(set, model.sig[1], BINS, &hit, NULL) == LP_OK &&
              hit.found && hit.number == 1 && hit.record.locator.len == 0,
          "found without a locator");
    lp_set_free(set);
    CHECK(unlink(bare) == 0, "unlink");
}

/* Each section: a byte is flipped, and it is damage to who reads it. */
static void
test_damage(void)
{
    const struct lp_set_layout l = box_layout();
    struct lp_buf file = slurp();

    for (size_t i = 1; i + 1 < l.parts; i++) {
        const struct lp_set_section *part = &l.part[i];
        struct lp_set *set = NULL;
        struct lp_set_near hit;
        enum lp_code rc = LP_OK;

        for (uint64_t at = part->offset; at < part->offset + part->length;
             at += LP_SET_PAGE) {
            file.data[at] ^= 0x10;
        }
        dump(lp_buf_slice(&file));
        for (uint64_t at = part->offset; at < part->offset + part->length;
             at += LP_SET_PAGE) {
            file.data[at] ^= 0x10;
        }
        CHECK(verify(path) == LP_E_TRUST, "every flip is damage");
        CHECK(lp_set_open(&set, path, NULL) == LP_OK, "open");
        rc = lp_set_near(set, model.sig[1], 0, &hit, NULL);
        CHECK((rc == LP_E_TRUST) == (part->level == LP_LEVEL_NEAR ||
                                     part->level == LP_LEVEL_NONE),
              "damaged where it is asked");
        CHECK(hit.found == (rc == LP_OK), "or else found");
        lp_set_free(set);
    }
    dump(lp_buf_slice(&file));
    lp_buf_release(&file);
}

/* Digests agree, and it lies all the same. Nine signatures, two buckets. */
static void
test_lies(void)
{
    struct lp_set_build *b = begin(path, NULL);
    uint32_t sig[9][BINS];
    struct lp_set_layout l;
    struct lp_buf file;

    for (unsigned i = 0; i < 9; i++) {
        any_sig(sig[i]);
        add(b, i, sig[i]);
    }
    end(b, &plain);
    l = box_layout();
    CHECK(l.sigs.n == 9 && l.sigs.bits == 1, "nine signatures");
    file = slurp();
    {
        const struct {
            const char *label;
            uint64_t at;
            uint8_t flip;
            enum lp_code verify;
            enum lp_code near;
        } cases[] = {
            {"the truth", l.sigs.sigs, 0, LP_OK, LP_OK},
            {"a signature that is in other bands", l.sigs.sigs + 512, 1,
             LP_E_FORMAT, LP_OK},
            {"records out of order", l.sigs.sigrec, 1, LP_E_FORMAT, LP_OK},
            {"a record past the end", l.sigs.sigrec + 3, 1, LP_E_FORMAT,
             LP_E_FORMAT},
            {"a key of another band", l.sigs.bands + 9 * 8, 1, LP_E_FORMAT,
             LP_OK},
            {"a number past the end", l.sigs.bands + 7, 1, LP_E_FORMAT,
             LP_E_FORMAT},
            {"a bucket past the end", l.sigs.prefix + 7, 1, LP_E_FORMAT,
             LP_E_FORMAT},
            {"the first bucket begins late", l.sigs.prefix, 1, LP_E_FORMAT,
             LP_OK},
            {"the last bucket ends early", l.sigs.prefix + 32 * 12 - 4, 1,
             LP_E_FORMAT, LP_OK},
            {"another count", 32 + 32 * 4 + 24, 1, LP_E_TRUST, LP_E_TRUST},
        };

        for (size_t i = 0; i < COUNT(cases); i++) {
            struct lp_set *set = NULL;
            enum lp_code seen = LP_OK;

            file.data[cases[i].at] ^= cases[i].flip;
            reseal(&file);
            dump(lp_buf_slice(&file));
            file.data[cases[i].at] ^= cases[i].flip;
            if (cases[i].verify == LP_E_TRUST) {
                CHECK(lp_set_open(&set, path, NULL) == LP_E_FORMAT,
                      cases[i].label);
                continue;
            }
            CHECK(verify(path) == cases[i].verify, cases[i].label);
            set = opened(path);
            for (unsigned k = 0; k < 9; k++) {
                struct lp_set_near hit;
                enum lp_code rc = lp_set_near(set, sig[k], 0, &hit, NULL);

                seen = rc != LP_OK ? rc : seen;
                CHECK(rc == LP_OK || !hit.found, cases[i].label);
            }
            CHECK(seen == cases[i].near, cases[i].label);
            lp_set_free(set);
        }
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
    test_choice();
    test_limits();
    test_without();
    test_strip();
    test_lies();
    box_close();
    return lp_test_failures != 0;
}
