#include "bundle/levels.h"

#include <stdio.h>

#include "formats/fold.h"

/* What a user can ask for. Some identities of a message are made of its text,
 * and would be missing without that. */
static const struct {
    const char *word;
    unsigned levels;
} groups[] = {
    {"raw", LP_LEVEL_BIT(LP_LEVEL_RAW)},
    {"decoded", LP_LEVELS_OF_BYTES},
    {"message", LP_LEVELS_OF_MAIL | LP_LEVELS_OF_TEXT},
    {"text", LP_LEVELS_OF_TEXT},
    {"near", LP_LEVEL_BIT(LP_LEVEL_NEAR)},
    {"partial", LP_LEVEL_BIT(LP_LEVEL_PART)},
    {"all", LP_LEVELS_ALL},
};

#define GROUPS (sizeof groups / sizeof groups[0])

enum lp_level
lp_levels_of_id(enum lp_id id)
{
    return (enum lp_level)(LP_LEVEL_MESSAGE + (unsigned)id);
}

static bool
add_group(struct lp_slice word, unsigned *levels)
{
    for (size_t i = 0; i < GROUPS; i++) {
        if (lp_slice_is(word, groups[i].word)) {
            *levels |= groups[i].levels;
            return true;
        }
    }
    return false;
}

bool
lp_levels_read(const char *text, unsigned *levels)
{
    struct lp_cursor c = lp_cursor_over(lp_slice_str(text));

    *levels = LP_LEVEL_BIT(LP_LEVEL_RAW);
    for (;;) {
        struct lp_slice rest = c.rest;
        struct lp_slice word = lp_cursor_until(&c, ',');

        if (!add_group(c.failed ? rest : word, levels)) {
            return false;
        }
        if (c.failed) {
            return true;
        }
    }
}

/* The rules of what digests are not; those of texts without the version of
 * Unicode. */
static const struct {
    enum lp_level level;
    const char *rule;
    bool of_text;
} mine[] = {
    {LP_LEVEL_MESSAGE, "msg-v1", true}, {LP_LEVEL_BODY, "body-v1", true},
    {LP_LEVEL_LOOSE, "loose-v1", true}, {LP_LEVEL_MIH, "mih-v1", false},
    {LP_LEVEL_TEXT, "text-v1", true},   {LP_LEVEL_LETTERS, "text-v1", true},
    {LP_LEVEL_NEAR, "near-v1", true},   {LP_LEVEL_PART, "part-v1", true},
};

void
lp_levels_mine(struct lp_levels_mine *m)
{
    *m = (struct lp_levels_mine){0};
    for (size_t i = 0; i < sizeof mine / sizeof mine[0]; i++) {
        enum lp_level level = mine[i].level;

        (void)snprintf(m->text[level], sizeof m->text[level], "%s%s%s",
                       mine[i].rule, mine[i].of_text ? "-u" : "",
                       mine[i].of_text ? lp_fold_unicode() : "");
        m->rules.of[level] = m->text[level];
    }
}

void
lp_levels_list(struct lp_buf *to, unsigned levels)
{
    const char *before = "";

    for (unsigned l = LP_LEVEL_NONE + 1; l < LP_LEVEL_COUNT; l++) {
        if ((levels & LP_LEVEL_BIT(l)) != 0) {
            lp_buf_str(to, before);
            lp_buf_str(to, lp_level_word((enum lp_level)l));
            before = ",";
        }
    }
}

void
lp_levels_rules(struct lp_buf *to, unsigned levels)
{
    struct lp_levels_mine m;

    lp_levels_mine(&m);
    (void)lp_level_rules_put(to, &m.rules, levels);
}

unsigned
lp_levels_listed(struct lp_slice list)
{
    struct lp_cursor c = lp_cursor_over(list);
    unsigned levels = 0;

    while (!c.failed) {
        struct lp_slice rest = c.rest;
        struct lp_slice word = lp_cursor_until(&c, ',');
        enum lp_level level = lp_level_by_word(c.failed ? rest : word);

        if (level == LP_LEVEL_NONE) {
            return 0;
        }
        levels |= LP_LEVEL_BIT(level);
    }
    return levels;
}
