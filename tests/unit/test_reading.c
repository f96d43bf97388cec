#include "bundle/reading.h"

#include <string.h>

#include "bundle/levels.h"
#include "formats/rule.h"
#include "tests/unit/test.h"

#define COUNT(a) (sizeof(a) / sizeof(a)[0])

enum got {
    TEXT = 1,     /* a text was read */
    FORM = 2,     /* it has a form in a mail */
    SKETCH = 4,   /* of near-v1 */
    PIECES = 8,   /* of part-v1 */
    NO_TEXT = 16, /* it has none, where others of its kind have */
    IDS = 32,     /* of its text */
};

#define LINE "The harbour office closes at noon on every other Thursday. "
#define RTF "{\\rtf1\\ansi "

static const struct {
    const char *label;
    enum lp_role role;
    uint32_t flags;
    const char *type;
    unsigned levels;
    const char *bytes;
    unsigned got;
} rows[] = {
    {"a text has all of it", LP_ROLE_FILE, 0, "", LP_LEVELS_ALL, LINE LINE,
     TEXT | SKETCH | PIECES | IDS},
    {"a level that was not asked for is not made", LP_ROLE_FILE, 0, "",
     LP_LEVELS_OF_TEXT, LINE LINE, TEXT | IDS},
    {"... and without any there is nothing", LP_ROLE_FILE, 0, "",
     LP_LEVELS_OF_BYTES, LINE LINE, 0},
    {"a part that is text has a form in its mail", LP_ROLE_PART,
     LP_FLAG_OWN_TEXT, "text/plain", LP_LEVELS_ALL, LINE LINE,
     TEXT | FORM | SKETCH | PIECES | IDS},
    {"... one that says it is something else has none", LP_ROLE_PART, 0,
     "application/pgp-signature", LP_LEVELS_ALL, LINE LINE,
     TEXT | SKETCH | PIECES | IDS},
    {"... nor has one whose charset lies", LP_ROLE_PART, LP_FLAG_OWN_TEXT,
     "text/plain", LP_LEVELS_ALL, LINE "\x81\x8d" LINE,
     TEXT | SKETCH | PIECES | IDS},
    {"RTF that says something", LP_ROLE_FILE, 0, "", LP_LEVELS_ALL,
     RTF LINE LINE "}", TEXT | SKETCH | PIECES | IDS},
    {"RTF that only shows something has no text", LP_ROLE_FILE, 0, "",
     LP_LEVELS_ALL, RTF "{\\pict\\pngblip 89504e47}}",
     TEXT | SKETCH | IDS | NO_TEXT},
    {"a text without letters is what it is", LP_ROLE_FILE, 0, "", LP_LEVELS_ALL,
     "* * *\n", TEXT | SKETCH | IDS},
};

static struct lp_record
read_one(struct lp_reading **d, struct lp_reading_pool *p, size_t i)
{
    struct lp_record r = {
        .role = rows[i].role,
        .kind = LP_KIND_OTHER,
        .flags = rows[i].flags,
        .mail = {.type = lp_slice_str(rows[i].type)},
        .declared = {.charset = lp_slice_str("utf-8")},
    };
    struct lp_slice bytes = lp_slice_str(rows[i].bytes);

    CHECK(lp_reading_new(d, p, rows[i].levels, false, &r, bytes, NULL) == LP_OK,
          rows[i].label);
    lp_reading_feed(*d, lp_slice_head(bytes, 7));
    lp_reading_feed(*d, lp_slice_from(bytes, 7));
    CHECK(lp_reading_end(*d, NULL, &r, NULL) == LP_OK, rows[i].label);
    return r;
}

static unsigned
what(const struct lp_record *r)
{
    return (r->words.there ? TEXT : 0U) | (r->mail.has_content ? FORM : 0U) |
           (r->words.bins.len > 0 ? SKETCH : 0U) |
           (r->words.fragments.len > 0 ? PIECES : 0U) |
           ((r->flags & LP_FLAG_NO_TEXT) != 0 ? NO_TEXT : 0U) |
           (r->ids != 0 ? IDS : 0U);
}

int
main(void)
{
    struct lp_limits limits = lp_limits_default;
    struct lp_engine *e = NULL;
    struct lp_reading_pool *p = NULL;

    CHECK(lp_engine_new(&e, NULL) == LP_OK, "engine");
    CHECK(lp_reading_pool_new(&p, e, &limits, NULL) == LP_OK, "pool");
    /* Twice: the second time with memory that was used before. */
    for (size_t i = 0; i < 2 * COUNT(rows); i++) {
        struct lp_reading *d = NULL;
        struct lp_record r = read_one(&d, p, i % COUNT(rows));

        CHECK(what(&r) == rows[i % COUNT(rows)].got,
              rows[i % COUNT(rows)].label);
        lp_reading_free(d);
    }
    lp_reading_pool_free(p);
    lp_engine_free(e);
    return lp_test_failures > 0;
}
