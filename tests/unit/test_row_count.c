#include "bundle/row_count.h"

#include "tests/unit/test.h"

#define COUNT(a) (sizeof(a) / sizeof(a)[0])

/* A letter for each row: E(XACT), D(ECODED), in another set: e; T(EXT), M(D5
 * alone), N(EW), t(rivial), ?. Capital X stands for 100 that are EXACT, n for
 * 100 that are NEW. */
static const struct {
    const char *label;
    const char *rows;
    enum lp_verdict before;
    enum lp_verdict after;
    struct lp_rows counts;
    bool known;
    unsigned share; /* hundredths, in the first set ... */
    unsigned all;   /* ... and in any */
} cases[] = {
    {"no rows", "", LP_VERDICT_NEW, LP_VERDICT_NEW, {0}, false, 0, 0},
    {"all are public",
     "EDE",
     LP_VERDICT_NEW,
     LP_VERDICT_PARTIAL,
     {.known = 3},
     true,
     100,
     100},
    {"in two sets",
     "EeeN",
     LP_VERDICT_NEW,
     LP_VERDICT_PARTIAL,
     {.known = 3, .new = 1},
     false,
     25,
     75},
    {"those that say little are no part",
     "Etttt",
     LP_VERDICT_NEW,
     LP_VERDICT_PARTIAL,
     {.known = 1, .trivial = 4},
     true,
     100,
     100},
    {"only such",
     "tttt",
     LP_VERDICT_NEW,
     LP_VERDICT_NEW,
     {.trivial = 4},
     false,
     0,
     0},
    {"the text of some is public, or a weak digest",
     "TM",
     LP_VERDICT_NEW,
     LP_VERDICT_NEW,
     {.alike = 2},
     false,
     0,
     0},
    {"one is unknown",
     "E?",
     LP_VERDICT_NEW,
     LP_VERDICT_PARTIAL,
     {.known = 1, .unknown = 1},
     false,
     50,
     50},
    {"one of twenty",
     "ENNNNNNNNNNNNNNNNNNN",
     LP_VERDICT_NEW,
     LP_VERDICT_PARTIAL,
     {.known = 1, .new = 19},
     false,
     5,
     5},
    {"one of twenty-one",
     "ENNNNNNNNNNNNNNNNNNNN",
     LP_VERDICT_NEW,
     LP_VERDICT_NEW,
     {.known = 1, .new = 20},
     false,
     0,
     0},
    {"a hundred of many",
     "Xnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnn",
     LP_VERDICT_NEW,
     LP_VERDICT_PARTIAL,
     {.known = 100, .new = 4100},
     false,
     2,
     2},
    {"the table is near",
     "EE",
     LP_VERDICT_NEAR,
     LP_VERDICT_NEAR,
     {.known = 2},
     true,
     0,
     0},
    {"the table is public",
     "EN",
     LP_VERDICT_TEXT,
     LP_VERDICT_TEXT,
     {.known = 1, .new = 1},
     false,
     0,
     0},
    {"the table is unknown",
     "EE",
     LP_VERDICT_UNKNOWN,
     LP_VERDICT_UNKNOWN,
     {.known = 2},
     true,
     0,
     0},
};

static void
note(struct lp_row_count *c, char letter)
{
    static const int sets[2];
    const struct lp_index_hit hits[2] = {
        {.set = (const struct lp_set *)&sets[0],
         .record.locator = lp_slice_str("a.zip > b.sql > row 7 people")},
        {.set = (const struct lp_set *)&sets[1]}};
    unsigned times = letter == 'X' || letter == 'n' ? 100 : 1;
    struct lp_judgement j = {
        .verdict = letter == 'E' || letter == 'e' || letter == 'X'
                       ? LP_VERDICT_EXACT
                   : letter == 'D'                  ? LP_VERDICT_DECODED
                   : letter == 'T'                  ? LP_VERDICT_TEXT
                   : letter == 'M'                  ? LP_VERDICT_WEAK
                   : letter == 'N' || letter == 'n' ? LP_VERDICT_NEW
                   : letter == 't'                  ? LP_VERDICT_TRIVIAL
                                                    : LP_VERDICT_UNKNOWN};

    if (lp_verdict_public(j.verdict)) {
        j.match = hits[letter == 'e' ? 1 : 0];
    }
    for (unsigned i = 0; i < times; i++) {
        lp_row_count_note(c, &j);
    }
}

static void
check_table(size_t i)
{
    struct lp_row_count c = {0};
    struct lp_judgement table = {.verdict = cases[i].before, .tried = 1};
    const struct lp_rows *must = &cases[i].counts;
    const struct lp_rows *n = &table.rows;
    const char *label = cases[i].label;
    bool part = cases[i].after == LP_VERDICT_PARTIAL;

    for (const char *s = cases[i].rows; *s != '\0'; s++) {
        note(&c, *s);
    }
    lp_row_count_settle(&c, &table);
    CHECK(n->known == must->known && n->trivial == must->trivial &&
              n->alike == must->alike && n->new == must->new &&
              n->unknown == must->unknown,
          label);
    CHECK(table.verdict == cases[i].after, label);
    CHECK(table.by_rows == part, label);
    CHECK(lp_row_count_known(n) == cases[i].known, label);
    CHECK((unsigned)(table.like.share * 100) == cases[i].share, label);
    CHECK((unsigned)(table.like.covered * 100) == cases[i].all, label);
    CHECK((table.match.set != NULL) == part, label);
    CHECK(!part || (lp_slice_is(table.match.record.locator, "a.zip > b.sql") &&
                    table.tried == 0),
          label);
}

int
main(void)
{
    for (size_t i = 0; i < COUNT(cases); i++) {
        check_table(i);
    }
    return lp_test_failures != 0;
}
