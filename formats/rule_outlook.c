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
    AT(PST) = {"F0627", "pst-broken", LP_CLASS_MALFORMED,
               "The store of Outlook (PST, OST), or a folder or message in it, "
               "cannot be read, so that messages in it can be unknown.",
               ASK_AGAIN},
    AT(PST_SUM) =
        {"F0628", "pst-checksum", LP_CLASS_AMBIGUOUS,
         "A page or block of the store of Outlook does not have the checksum "
         "that is stored with it: what was read can be other than what was "
         "written.",
         ASK_AGAIN},
    AT(PST_UNCHECKED) =
        {"F0629", "pst-unchecked", LP_CLASS_AMBIGUOUS,
         "The store is of the form of Outlook 2013 and later, whose checksums "
         "are not compared here: what was read can be other than what was "
         "written.",
         "Export it from Outlook as a PST, and check that too."},
    AT(MSG_FLAT) =
        {"F0630", "msg-flat-broken", LP_CLASS_MALFORMED,
         "The message laid flat, as a store of Outlook is taken apart, breaks "
         "its grammar, so that it cannot be read.",
         ASK_AGAIN},
    AT(MSG_LACKING) =
        {"F0631", "msg-lacking", LP_CLASS_MALFORMED,
         "Something of the message could not be read from the store of "
         "Outlook, so that the message has no identity and what is missing is "
         "unknown.",
         ASK_AGAIN},
};
