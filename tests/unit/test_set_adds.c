#include "ledger/set_adds.h"

#include <string.h>

#include "base/buf.h"
#include "tests/unit/test.h"

#define COUNT(a) (sizeof(a) / sizeof(a)[0])
#define MOST 5

/* A key is a letter for its level and a digit for its digest; a document is a
 * row of them, with a '-' in front if it does not count. What comes out is a
 * row of keys, each with the record that it leads to. */
static const char letters[] = " rd5bsmMBLITA";

static const struct {
    const char *label;
    const char *adds[MOST];
    const char *keys;
    uint64_t records;
    uint64_t unique;
} cases[] = {
    {"nothing", {NULL}, "", 0, 0},
    {"one", {"r1"}, "r1=0 ", 1, 1},
    {"two", {"r2", "r1"}, "r1=1 r2=0 ", 2, 2},
    {"the same twice", {"r1", "r1"}, "r1=0 ", 1, 1},
    {"one that does not count", {"-r1"}, "r1=0 ", 1, 0},
    {"counts where it is met again", {"-r1", "r1"}, "r1=0 ", 1, 1},
    {"counts once", {"r1", "r1", "-r1"}, "r1=0 ", 1, 1},
    {"levels of one document", {"r1d2m3"}, "r1=0 d2=0 m3=0 ", 1, 1},
    {"all levels", {"m6s5b453d2r1"}, "r1=0 d2=0 53=0 b4=0 s5=0 m6=0 ", 1, 1},
    {"the later one brings a key", {"r1", "r1m3"}, "r1=0 m3=0 ", 1, 1},
    {"two with one MD5", {"r1m3", "r2m3"}, "r1=0 r2=1 m3=0 ", 2, 2},
    {"two with one decoded form", {"r1d3", "r2d3"}, "r1=0 r2=1 d3=0 ", 2, 2},
    {"one with two MD5s", {"r1m3", "r1m4"}, "r1=0 m3=0 m4=0 ", 1, 1},
    {"known by MD5 alone, first", {"m3", "r1m3"}, "r1=1 m3=0 ", 2, 2},
    {"known by MD5 alone, last", {"r1m3", "m3"}, "r1=0 m3=0 ", 1, 1},
    {"only MD5s", {"m3", "m3", "m2"}, "m2=1 m3=0 ", 2, 2},
    {"an owner from before", {"r1", "m3", "r1m3"}, "r1=0 m3=0 ", 1, 1},
    {"over two levels", {"s1m3", "r1s1", "m3"}, "r1=1 s1=0 m3=0 ", 2, 2},
    {"same sha512, other sha1", {"51s2", "51s3"}, "51=0 s2=0 s3=0 ", 1, 1},
    {"same sha1, other sha512", {"51s2", "53s2"}, "51=0 53=1 s2=0 ", 2, 2},
    {"only decoded", {"d2", "d2"}, "d2=0 ", 1, 1},
    {"two with one text", {"r1T7", "r2T7"}, "r1=0 r2=1 T7=0 ", 2, 2},
    {"a text of a later copy",
     {"r2T8", "r1T7", "r2T7"},
     "r1=1 r2=0 T7=0 T8=0 ",
     2,
     2},
    {"a text does not make them one",
     {"m3T7A7", "s4T7"},
     "s4=1 m3=0 T7=0 A7=0 ",
     2,
     2},
    {"all other levels",
     {"r1M2B3L4I5T6A7"},
     "r1=0 M2=0 B3=0 L4=0 I5=0 T6=0 A7=0 ",
     1,
     1},
    {"records in order", {"r9", "r5", "r7", "r5"}, "r5=1 r7=2 r9=0 ", 3, 3},
};

static enum lp_code
put(struct lp_set_adds *a, const char *text)
{
    struct lp_set_add add = {.counts = text[0] != '-'};

    add.record.locator.len = 4;
    for (text += text[0] == '-'; *text != '\0'; text += 2) {
        const char *at = strchr(letters, text[0]);
        uint8_t digest[LP_KEY_SIZE] = {(uint8_t)text[1]};

        lp_set_add_key(&add, (enum lp_level)(at - letters),
                       (struct lp_slice){digest, sizeof digest});
    }
    return lp_set_adds_put(a, &add, NULL);
}

static void
tell(struct lp_buf *to, const struct lp_set_adds *a,
     const struct lp_set_counts *counts)
{
    for (unsigned i = 1; i < LP_LEVEL_COUNT; i++) {
        CHECK(counts->keys[i] == a->level[i].n, "count of keys");
        for (size_t k = 0; k < a->level[i].n; k++) {
            lp_buf_printf(to, "%c%c=%d ", letters[i],
                          a->level[i].of[k].digest[0],
                          (int)a->level[i].of[k].of);
        }
    }
}

int
main(void)
{
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct lp_set_adds a = {0};
        struct lp_set_counts counts = {0};
        struct lp_buf told = {0};
        uint64_t unique = 99;
        uint64_t stay = 0;

        for (size_t k = 0; k < MOST && cases[i].adds[k] != NULL; k++) {
            CHECK(put(&a, cases[i].adds[k]) == LP_OK, cases[i].label);
        }
        CHECK(lp_set_adds_choose(&a, &counts, &unique, NULL) == LP_OK,
              cases[i].label);
        tell(&told, &a, &counts);
        for (size_t k = 0; k < a.n; k++) {
            stay += a.of[k].stays;
        }
        CHECK(lp_slice_is(lp_buf_slice(&told), cases[i].keys), cases[i].label);
        CHECK(counts.records == cases[i].records && stay == counts.records,
              cases[i].label);
        CHECK(counts.blob == counts.records * (LP_SET_RECORD_HEAD + 4),
              cases[i].label);
        CHECK(unique == cases[i].unique, cases[i].label);
        lp_buf_release(&told);
        lp_set_adds_release(&a);
    }
    return lp_test_failures != 0;
}
