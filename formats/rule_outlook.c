#include "formats/rule.h"

#define AT(rule) [LP_RULE_##rule - LP_RULE_CFB]

#define ASK_AGAIN \
    "Ask for the file again, or compare it with another copy of it."

const struct lp_rule_info lp_rule_outlook[LP_RULES_OUTLOOK] = {
    AT(CFB) =
        {"F0620", "cfb-broken", LP_CLASS_MALFORMED,
         "The sector tables or the directory of the compound file (OLE) are "
         "broken, so that what it holds cannot be told.",
         ASK_AGAIN},
    AT(CFB_SHARED) =
        {"F0621", "cfb-shared-sector", LP_CLASS_AMBIGUOUS,
         "A sector of the compound file (OLE) belongs to two things in it, so "
         "that programs can disagree about what it holds.",
         ASK_AGAIN},
    AT(MSG) =
        {"F0622", "msg-broken", LP_CLASS_MALFORMED,
         "The message of Outlook, or something in it, lacks its properties, so "
         "that it cannot be read to its end.",
         ASK_AGAIN},
    AT(RTF_PACKED) =
        {"F0623", "rtf-packed-broken", LP_CLASS_MALFORMED,
         "The compressed RTF of the message is broken or does not have its "
         "checksum.",
         ASK_AGAIN},
    AT(TNEF) =
        {"F0624", "tnef-broken", LP_CLASS_MALFORMED,
         "The attributes or properties of the TNEF (winmail.dat) break their "
         "grammar, so that it cannot be read to its end.",
         ASK_AGAIN},
    AT(TNEF_SUM) =
        {"F0625", "tnef-checksum", LP_CLASS_MALFORMED,
         "An attribute of the TNEF (winmail.dat) does not have the checksum "
         "that is stated behind it.",
         ASK_AGAIN},
    AT(TNEF_TWICE) =
        {"F0626", "tnef-data-twice", LP_CLASS_AMBIGUOUS,
         "An attachment of the TNEF (winmail.dat) has its data in two places, "
         "and programs differ in which they take.",
         ASK_AGAIN},
};
