#ifndef LP_FORMATS_RULE_FLAG_H
#define LP_FORMATS_RULE_FLAG_H

#include "formats/rule.h"

/*
 * Flags of records that say in a word what several rules find, each in its
 * own format. A manifest has the rules themselves, and so these are not in it.
 * What lies in a container in two readings is in doubt with it: so a container
 * has those of its members' headers too.
 */
enum lp_rule_flag {
    LP_RULE_FLAG_TRAILING = 1 << 0,  /* bytes behind its end */
    LP_RULE_FLAG_PREPENDED = 1 << 1, /* bytes in front of it */
    LP_RULE_FLAG_CRC = 1 << 2,       /* a checksum that is stated is not that of
                                        the content */
    LP_RULE_FLAG_NAME = 1 << 3,      /* it has two names */
};
#define LP_RULE_FLAG_COUNT 4

/* LP_RULE_FLAG_* that follow from what closed something (LP_RULE_NONE: it is
 * not) and what was found about it. */
uint32_t lp_rule_flags(unsigned closed, const struct lp_findings *found);

/* The word of the flag with this bit number (0..LP_RULE_FLAG_COUNT-1). */
const char *lp_rule_flag_word(unsigned bit);

#endif
