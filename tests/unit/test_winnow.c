#include "crypto/winnow.h"

#include <string.h>

#include "tests/unit/near_made.h"
#include "tests/unit/test.h"

#define COUNT(a) (sizeof(a) / sizeof(a)[0])
#define CHARS 4000

struct list {
    struct lp_winnow_print print[CHARS];
    size_t n;
};

static uint8_t room[2 * CHARS];
static struct list whole;
static struct list parts;

static void
note(void *who, const struct lp_winnow_print *print)
{
    struct list *l = who;

    if (l->n < COUNT(l->print)) {
        l->print[l->n] = *print;
    }
    l->n++;
}

/* As much as `text` has of it. */
static void
feed(struct lp_winnow *w, struct lp_grams *g, struct lp_slice text,
     struct list *l)
{
    while (text.len > 0) {
        (void)lp_grams_take(g, &text);
        lp_winnow_feed(w, g, note, l);
    }
}

static void
winnow(struct list *l, struct lp_slice text, size_t cut)
{
    struct lp_grams g = {0};
    struct lp_winnow w = {0};

    l->n = 0;
    while (text.len > 0) {
        feed(&w, &g, lp_slice_head(text, cut), l);
        text = lp_slice_from(text, cut);
    }
    lp_winnow_end(&w, note, l);
    CHECK(w.chars == 0 && w.best == 0, "the end is a beginning");
}

static bool
same(const struct list *a, const struct list *b)
{
    for (size_t i = 0; i < a->n && i < b->n; i++) {
        if (a->print[i].key != b->print[i].key ||
            a->print[i].at != b->print[i].at) {
            return false;
        }
    }
    return a->n == b->n;
}

static bool
has(const struct list *l, uint64_t key)
{
    for (size_t i = 0; i < l->n; i++) {
        if (l->print[i].key == key) {
            return true;
        }
    }
    return false;
}

static void
check_lengths(void)
{
    static const struct {
        const char *label;
        size_t chars;
        size_t min, max;
    } rows[] = {
        {"nothing", 0, 0, 0},
        {"29 characters have no gram", 29, 0, 0},
        {"30 have one", 30, 1, 1},
        {"92 are less than a window", 92, 1, 1},
        {"93 are one window", 93, 1, 1},
        {"two in 65 grams", CHARS, 100, 145},
    };
    static const enum made kinds[] = {MADE_LETTERS, MADE_CYRILLIC};

    for (size_t k = 0; k < COUNT(kinds); k++) {
        for (size_t i = 0; i < COUNT(rows); i++) {
            struct lp_slice text = make(kinds[k], room, rows[i].chars, 5);

            winnow(&whole, text, text.len + 1);
            CHECK(whole.n >= rows[i].min && whole.n <= rows[i].max,
                  rows[i].label);
        }
    }
}

static void
check_cuts(void)
{
    static const size_t cuts[] = {2, 4, 58, 60, 62, 64, 128, 1022, 1024, 1026};
    static const enum made kinds[] = {MADE_LETTERS, MADE_CYRILLIC};

    for (size_t k = 0; k < COUNT(kinds); k++) {
        struct lp_slice text = make(kinds[k], room, CHARS, 6);

        winnow(&whole, text, text.len);
        for (size_t i = 0; i < COUNT(cuts); i++) {
            winnow(&parts, text, cuts[i]);
            CHECK(same(&whole, &parts), "cuts do not show");
        }
    }
    winnow(&whole, make(MADE_LETTERS, room, CHARS, 6), CHARS);
    winnow(&parts, make(MADE_LETTERS, room, CHARS, 6), 1);
    CHECK(same(&whole, &parts), "nor do cuts after each character");
}

/* In every window of 64 grams stands one that was told, or whose key was. */
static void
check_order(void)
{
    winnow(&whole, make(MADE_LETTERS, room, CHARS, 7), CHARS);
    for (size_t i = 1; i < whole.n; i++) {
        const struct lp_winnow_print *p = whole.print + i;

        CHECK(p->at > p[-1].at, "in order");
        CHECK(p->at - p[-1].at <= LP_WINNOW_WINDOW, "without a gap");
        CHECK(p->key != p[-1].key, "no key twice in a row");
    }
    CHECK(whole.print[0].at < LP_WINNOW_WINDOW, "from the first window");
    CHECK(whole.print[whole.n - 1].at >=
              CHARS - LP_WINNOW_GRAM + 1 - LP_WINNOW_WINDOW,
          "to the last");
}

/* A run that two texts share, and how many of the first's keys are found. */
static void
check_shared(void)
{
    static const struct {
        const char *label;
        size_t run;
        bool found;
    } rows[] = {
        {"29 characters are nothing", 29, false},
        {"93 are always found", 93, true},
        {"500 are", 500, true},
    };
    static uint8_t other[CHARS];

    for (uint64_t seed = 0; seed < 20; seed++) {
        for (size_t i = 0; i < COUNT(rows); i++) {
            struct lp_slice from = make(MADE_LETTERS, room, CHARS, 100 + seed);
            struct lp_slice to = make(MADE_LETTERS, other, CHARS, 200 + seed);
            bool found = false;

            memcpy(other + 1000 + seed, room + 77, rows[i].run);
            winnow(&whole, from, from.len);
            winnow(&parts, to, to.len);
            for (size_t k = 0; k < parts.n; k++) {
                found = found || has(&whole, parts.print[k].key);
            }
            CHECK(found == rows[i].found, rows[i].label);
        }
    }
}

static void
check_periods(void)
{
    static const struct {
        const char *label;
        size_t period;
        size_t min, max;
    } rows[] = {
        {"one character", 1, 1, 1},
        {"two", 2, 1, 1},
        {"64", 64, 1, 1},
        {"65 are more than a window", 65, 2, CHARS},
    };

    for (size_t i = 0; i < COUNT(rows); i++) {
        struct lp_slice text = make(MADE_LETTERS, room, CHARS, 8);

        for (size_t at = rows[i].period; at < CHARS; at++) {
            room[at] = room[at - rows[i].period];
        }
        winnow(&whole, text, text.len);
        CHECK(whole.n >= rows[i].min && whole.n <= rows[i].max, rows[i].label);
    }
}

/* The position outgrows its type and stays at its greatest value. */
static void
check_far(void)
{
    struct lp_slice text = make(MADE_LETTERS, room, CHARS, 9);
    struct lp_grams g = {0};
    struct lp_winnow w = {0};

    parts.n = 0;
    feed(&w, &g, lp_slice_head(text, 100), &parts);
    w.chars += UINT64_C(1) << 32;
    w.best_at += UINT64_C(1) << 32;
    parts.n = 0;
    feed(&w, &g, lp_slice_from(text, 100), &parts);
    lp_winnow_end(&w, note, &parts);
    CHECK(parts.n > 10, "there is no end of fingerprints");
    CHECK(parts.print[0].at == UINT32_MAX &&
              parts.print[parts.n - 1].at == UINT32_MAX,
          "beyond 32 bits");
}

int
main(void)
{
    check_lengths();
    check_cuts();
    check_order();
    check_shared();
    check_periods();
    check_far();
    return lp_test_failures != 0;
}
