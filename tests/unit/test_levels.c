#include "bundle/levels.h"

#include <string.h>

#include "formats/fold.h"
#include "tests/unit/test.h"

#define COUNT(a) (sizeof(a) / sizeof(a)[0])
#define RAW LP_LEVEL_BIT(LP_LEVEL_RAW)

static const struct {
    const char *label;
    const char *text;
    bool good;
    unsigned levels;
} lists[] = {
    {"the bytes alone", "raw", true, RAW},
    {"bytes are always there", "text", true, RAW | LP_LEVELS_OF_TEXT},
    {"decoded", "decoded", true, LP_LEVELS_OF_BYTES},
    {"mail, and its text", "message", true,
     RAW | LP_LEVELS_OF_MAIL | LP_LEVELS_OF_TEXT},
    {"two, in any order", "partial,near", true, RAW | LP_LEVELS_OF_LIKENESS},
    {"one twice", "near,near", true, RAW | LP_LEVEL_BIT(LP_LEVEL_NEAR)},
    {"all", "all", true, LP_LEVELS_ALL},
    {"all of them by name", "raw,decoded,message,text,near,partial", true,
     LP_LEVELS_ALL},
    {"nothing", "", false, 0},
    {"a comma too many", "raw,", false, 0},
    {"a comma before", ",raw", false, 0},
    {"a blank", "raw, text", false, 0},
    {"upper case", "RAW", false, 0},
    {"one letter less", "ra", false, 0},
    {"a level that is in a group", "mih", false, 0},
    {"a digest", "md5", false, 0},
};

static void
test_read(void)
{
    for (size_t i = 0; i < COUNT(lists); i++) {
        unsigned levels = 0;

        CHECK(lp_levels_read(lists[i].text, &levels) == lists[i].good,
              lists[i].label);
        CHECK(!lists[i].good || levels == lists[i].levels, lists[i].label);
    }
}

/* What is written is read back, and what is not so written is not. */
static void
test_list(void)
{
    static const struct {
        const char *label;
        const char *text;
        unsigned levels;
    } cases[] = {
        {"one", "raw", RAW},
        {"bytes", "raw,decoded", LP_LEVELS_OF_BYTES},
        {"a manifest's",
         "raw,decoded,message,message-body,message-loose,mih,text,letters",
         LP_LEVELS_OF_MANIFEST},
    };
    static const char *const odd[] = {"",    "raw,",     ",raw", "raw,,text",
                                      "Raw", "raw text", "sense"};

    for (size_t i = 0; i < COUNT(cases); i++) {
        struct lp_buf text = {0};

        lp_levels_list(&text, cases[i].levels);
        CHECK(lp_slice_is(lp_buf_slice(&text), cases[i].text), cases[i].label);
        CHECK(lp_levels_listed(lp_buf_slice(&text)) == cases[i].levels,
              cases[i].label);
        lp_buf_release(&text);
    }
    for (size_t i = 0; i < COUNT(odd); i++) {
        CHECK(lp_levels_listed(lp_slice_str(odd[i])) == 0, odd[i]);
    }
}

static void
test_rules(void)
{
    struct lp_buf text = {0};
    char want[128];

    lp_levels_rules(&text, LP_LEVELS_OF_BYTES | LP_LEVEL_BIT(LP_LEVEL_MIH) |
                               LP_LEVEL_BIT(LP_LEVEL_TEXT));
    (void)snprintf(want, sizeof want, "raw,dec-v1,mih-v1,text-v1-u%s",
                   lp_fold_unicode());
    CHECK(lp_slice_is(lp_buf_slice(&text), want),
          "a text's rule names the version of Unicode, a digest's does not");
    lp_buf_clear(&text);
    lp_levels_rules(&text, LP_LEVELS_ALL);
    CHECK(lp_level_rules_ok(lp_buf_slice(&text), LP_LEVELS_ALL),
          "each level has a rule");
    lp_buf_release(&text);
}

static void
test_ids(void)
{
    for (unsigned i = 0; i < LP_ID_COUNT; i++) {
        enum lp_id id = (enum lp_id)i;

        CHECK(strcmp(lp_level_word(lp_levels_of_id(id)), lp_id_word(id)) == 0,
              lp_id_word(id));
    }
}

int
main(void)
{
    test_read();
    test_list();
    test_rules();
    test_ids();
    return lp_test_failures != 0;
}
