#ifndef LP_BUNDLE_LEVELS_H
#define LP_BUNDLE_LEVELS_H

#include "base/buf.h"
#include "formats/ids.h"
#include "ledger/level.h"

/* The levels at which documents are compared, in groups: LP_LEVEL_BIT of each
 * in a group. RAW is always there. */
#define LP_LEVELS_OF_BYTES \
    (LP_LEVEL_BIT(LP_LEVEL_RAW) | LP_LEVEL_BIT(LP_LEVEL_DECODED))
#define LP_LEVELS_OF_MAIL                                           \
    (LP_LEVEL_BIT(LP_LEVEL_MESSAGE) | LP_LEVEL_BIT(LP_LEVEL_BODY) | \
     LP_LEVEL_BIT(LP_LEVEL_LOOSE) | LP_LEVEL_BIT(LP_LEVEL_MIH))
#define LP_LEVELS_OF_TEXT \
    (LP_LEVEL_BIT(LP_LEVEL_TEXT) | LP_LEVEL_BIT(LP_LEVEL_LETTERS))
#define LP_LEVELS_OF_LIKENESS \
    (LP_LEVEL_BIT(LP_LEVEL_NEAR) | LP_LEVEL_BIT(LP_LEVEL_PART))

/* What a manifest can hold: identities, and not what only likeness needs. */
#define LP_LEVELS_OF_MANIFEST \
    (LP_LEVELS_OF_BYTES | LP_LEVELS_OF_MAIL | LP_LEVELS_OF_TEXT)
#define LP_LEVELS_ALL (LP_LEVELS_OF_MANIFEST | LP_LEVELS_OF_LIKENESS)

/* The level at which documents with one such identity are the same. */
enum lp_level lp_levels_of_id(enum lp_id id);

/* Read a list of groups ("raw,decoded,message,text,near,partial" or "all"), as
 * LP_LEVEL_BIT of each level in them; false if a word is none of these. */
bool lp_levels_read(const char *text, unsigned *levels);

/* The rules by which this program makes keys. Those that depend on tables of
 * Unicode name their version: "text-v1-u15.0". Not to be copied: `rules` points
 * into it. */
struct lp_levels_mine {
    char text[LP_LEVEL_COUNT][LP_LEVEL_RULE_MAX + 1];
    struct lp_level_rules rules;
};
void lp_levels_mine(struct lp_levels_mine *m);

/* Append the words of `levels` in the order of their numbers, with commas; and
 * likewise their rules. */
void lp_levels_list(struct lp_buf *to, unsigned levels);
void lp_levels_rules(struct lp_buf *to, unsigned levels);

/* The levels of a list that lp_levels_list wrote; 0 if it is none. */
unsigned lp_levels_listed(struct lp_slice list);

#endif
