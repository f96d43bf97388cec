#include "crypto/sketch.h"

#include <string.h>

#include "crypto/gram.h"
#include "tests/unit/near_made.h"
#include "tests/unit/test.h"

#define COUNT(a) (sizeof(a) / sizeof(a)[0])
#define CHARS 4000

static uint8_t room[2 * CHARS];

/* As much as `text` has of it. */
static void
feed(struct lp_sketch *s, struct lp_grams *g, struct lp_slice text)
{
    while (text.len > 0) {
        (void)lp_grams_take(g, &text);
        lp_sketch_feed(s, g);
    }
}

static void
sketch(struct lp_sketch *s, struct lp_slice text, size_t cut)
{
    struct lp_grams g = {0};

    lp_sketch_init(s);
    while (text.len > 0) {
        feed(s, &g, lp_slice_head(text, cut));
        text = lp_slice_from(text, cut);
    }
}

static bool
same(const struct lp_sketch *a, const struct lp_sketch *b)
{
    return memcmp(a->bin, b->bin, sizeof a->bin) == 0;
}

static unsigned
filled(const struct lp_sketch *s)
{
    return lp_sketch_filled(s->bin, s->bin);
}

static void
check_cuts(void)
{
    static const size_t cuts[] = {2, 4, 6, 8, 10, 16, 18, 34, 1000, 1024, 1026};
    static const enum made kinds[] = {MADE_LETTERS, MADE_CYRILLIC};
    struct lp_sketch whole;
    struct lp_sketch parts;

    for (size_t k = 0; k < COUNT(kinds); k++) {
        struct lp_slice text = make(kinds[k], room, CHARS, 1);

        sketch(&whole, text, text.len);
        CHECK(filled(&whole) == LP_SKETCH_BINS, "a long text fills all bins");
        for (size_t i = 0; i < COUNT(cuts); i++) {
            sketch(&parts, text, cuts[i]);
            CHECK(same(&whole, &parts), "cuts do not show");
        }
    }
    sketch(&parts, make(MADE_LETTERS, room, CHARS, 1), 1);
    sketch(&whole, make(MADE_LETTERS, room, CHARS, 1), CHARS);
    CHECK(same(&whole, &parts), "nor do cuts after each character");
    sketch(&parts, make(MADE_LETTERS, room, CHARS, 2), CHARS);
    CHECK(!same(&whole, &parts), "another text shows");
}

static void
check_short(void)
{
    static const struct {
        const char *label;
        const char *text;
        unsigned filled;
    } rows[] = {
        {"nothing", "", 0},
        {"8 characters have no gram", "abcdefgh", 0},
        {"9 have one", "abcdefghi", 1},
        {"8 characters of two bytes have no gram",
         "\xd0\xb0\xd0\xb1\xd0\xb2\xd0\xb3\xd0\xb4\xd0\xb5\xd0\xb6\xd0\xb7", 0},
        {"9 of four bytes have one",
         "\xf0\xa0\x80\x80\xf0\xa0\x80\x81\xf0\xa0\x80\x82\xf0\xa0\x80\x83"
         "\xf0\xa0\x80\x84\xf0\xa0\x80\x85\xf0\xa0\x80\x86\xf0\xa0\x80\x87"
         "\xf0\xa0\x80\x88",
         1},
        {"one gram ten times is one", "aaaaaaaaaaaaaaaaaa", 1},
    };
    uint32_t out[LP_SKETCH_BINS];
    struct lp_sketch s;

    for (size_t i = 0; i < COUNT(rows); i++) {
        sketch(&s, lp_slice_str(rows[i].text), SIZE_MAX);
        CHECK(filled(&s) == rows[i].filled, rows[i].label);
        CHECK(lp_sketch_dense(out, s.bin) == (rows[i].filled > 0),
              rows[i].label);
        CHECK(lp_sketch_agree(s.bin, s.bin) == rows[i].filled, rows[i].label);
    }
}

/* Each bin, as the only one that is not empty, is borrowed by all others. */
static void
check_dense(void)
{
    uint32_t bins[LP_SKETCH_BINS];
    uint32_t out[LP_SKETCH_BINS];

    for (size_t one = 0; one < LP_SKETCH_BINS; one++) {
        unsigned equal = 0;

        memset(bins, 0xff, sizeof bins);
        bins[one] = 7;
        CHECK(lp_sketch_dense(out, bins), "one bin is enough");
        for (size_t i = 0; i < LP_SKETCH_BINS; i++) {
            equal += out[i] == 7;
        }
        CHECK(equal == LP_SKETCH_BINS, "all bins borrow");
    }
    memset(bins, 0xff, sizeof bins);
    CHECK(!lp_sketch_dense(out, bins), "there is nothing to borrow");
    CHECK(memcmp(out, bins, sizeof out) == 0, "all stays empty");
    CHECK(lp_sketch_agree(bins, bins) == 0, "emptiness is no agreement");
    for (size_t i = 0; i < LP_SKETCH_BINS; i++) {
        bins[i] = (uint32_t)i;
    }
    CHECK(lp_sketch_dense(out, bins) && memcmp(out, bins, sizeof out) == 0,
          "what is full stays as it is");
}

static void
check_merge(void)
{
    struct lp_slice text = make(MADE_LETTERS, room, CHARS, 3);
    struct lp_sketch whole;
    struct lp_sketch first;
    struct lp_sketch second;

    /* They overlap, so that no gram is lost between them. */
    sketch(&whole, lp_slice_head(text, 90), 90);
    sketch(&first, lp_slice_head(text, 50), 50);
    sketch(&second, lp_slice_from(lp_slice_head(text, 90), 42), 50);
    CHECK(!same(&first, &whole), "a part is not the whole");
    lp_sketch_merge(first.bin, second.bin);
    CHECK(same(&first, &whole), "both parts are");
}

static void
check_bytes(void)
{
    uint8_t bytes[LP_SKETCH_SIZE + 1] = {0};
    uint32_t bins[LP_SKETCH_BINS];
    uint32_t back[LP_SKETCH_BINS];
    static const size_t bad[] = {0, LP_SKETCH_SIZE - 1, LP_SKETCH_SIZE + 1};

    for (size_t i = 0; i < LP_SKETCH_BINS; i++) {
        bins[i] = (uint32_t)(0x01020304U * i);
        back[i] = 7;
    }
    lp_sketch_write(bytes, bins);
    CHECK(memcmp(bytes + 4, "\x04\x03\x02\x01", 4) == 0, "little-endian");
    for (size_t i = 0; i < COUNT(bad); i++) {
        CHECK(!lp_sketch_read(back, (struct lp_slice){bytes, bad[i]}) &&
                  back[0] == 7,
              "other lengths are no sketch");
    }
    CHECK(lp_sketch_read(back, (struct lp_slice){bytes, LP_SKETCH_SIZE}) &&
              memcmp(back, bins, sizeof back) == 0,
          "what was written is read");
}

/* How many of 1,000 the two are estimated to have in common. */
static unsigned
alike(const struct lp_sketch *a, const struct lp_sketch *b)
{
    return lp_sketch_agree(a->bin, b->bin) * 1000 /
           lp_sketch_filled(a->bin, b->bin);
}

static bool
candidates(const struct lp_sketch *a, const struct lp_sketch *b)
{
    uint32_t da[LP_SKETCH_BINS];
    uint32_t db[LP_SKETCH_BINS];

    CHECK(lp_sketch_dense(da, a->bin) && lp_sketch_dense(db, b->bin), "dense");
    for (unsigned i = 0; i < LP_SKETCH_BANDS; i++) {
        if (lp_sketch_band(da, i) == lp_sketch_band(db, i)) {
            return true;
        }
    }
    return false;
}

static void
check_alike(void)
{
    static const struct {
        const char *label;
        size_t every; /* so many characters one is changed; 0: none */
        unsigned min, max;
        bool candidate;
    } rows[] = {
        {"equal", 0, 1000, 1000, true},
        /* 9 in 100 grams, and so 91 / 109 in common */
        {"one in 100 changed", 100, 740, 930, true},
        {"one in 30 changed", 30, 400, 660, true},
        {"all changed", 1, 0, 0, false},
    };
    struct lp_sketch was;
    struct lp_sketch is;

    sketch(&was, make(MADE_LETTERS, room, CHARS, 4), CHARS);
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct lp_slice text = make(MADE_LETTERS, room, CHARS, 4);

        for (size_t at = 0; rows[i].every > 0 && at < CHARS;
             at += rows[i].every) {
            room[at] = (uint8_t)('A' + at % 26);
        }
        sketch(&is, text, CHARS);
        CHECK(alike(&was, &is) >= rows[i].min &&
                  alike(&was, &is) <= rows[i].max,
              rows[i].label);
        CHECK(candidates(&was, &is) == rows[i].candidate, rows[i].label);
    }
}

static void
check_bands(void)
{
    uint32_t bins[LP_SKETCH_BINS] = {0};
    uint64_t before;

    CHECK(lp_sketch_band(bins, 0) != lp_sketch_band(bins, 1),
          "equal values in other bands are other keys");
    for (unsigned i = 0; i < LP_SKETCH_BINS; i++) {
        unsigned band = i / LP_SKETCH_ROWS;

        before = lp_sketch_band(bins, band);
        bins[i] = i + 1;
        CHECK(lp_sketch_band(bins, band) != before, "each bin has its band");
        CHECK(band == 0 ||
                  lp_sketch_band(bins, band - 1) != lp_sketch_band(bins, band),
              "and its band alone");
    }
    before = lp_sketch_band(bins, 0);
    bins[LP_SKETCH_ROWS] = 0;
    CHECK(lp_sketch_band(bins, 0) == before, "the next band is another");
}

/* Bytes that are no UTF-8, cut anywhere, are read to their end and no further;
 * each piece is memory of its own. */
static void
check_not_utf8(void)
{
    static const char *const pieces[] = {"\xf0", "\x80\xff", "\xe0\x80",
                                         "a\xc3", "\xff\xff\xff\xff\xff\xff"};
    uint8_t tight[6];
    struct lp_grams g = {0};
    struct lp_sketch s;

    lp_sketch_init(&s);
    for (size_t i = 0; i < COUNT(pieces); i++) {
        size_t n = strlen(pieces[i]);
        uint8_t *end = tight + sizeof tight - n;

        memcpy(end, pieces[i], n);
        feed(&s, &g, (struct lp_slice){end, n});
    }
    CHECK(s.chars >= COUNT(pieces) && s.chars <= 13, "all is taken");
}

int
main(void)
{
    check_cuts();
    check_short();
    check_dense();
    check_merge();
    check_bytes();
    check_alike();
    check_bands();
    check_not_utf8();
    return lp_test_failures != 0;
}
