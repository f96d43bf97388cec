#include "formats/rule.h"

#define AT(rule) [LP_RULE_##rule - LP_RULE_MAIL_TWO_READINGS]

#define BY_HAND \
    "Look at the container by hand before relying on one tool's view of it."

const struct lp_rule_info lp_rule_mail[LP_RULES_MAIL] = {
    AT(MAIL_TWO_READINGS) =
        {"F0601", "mail-two-readings", LP_CLASS_AMBIGUOUS,
         "A header of the message states two content types, encodings or "
         "boundaries for one part, so that mail programs can show different "
         "content.",
         BY_HAND},
    AT(EMLX_TAIL) =
        {"F0610", "emlx-trailing-bytes", LP_CLASS_AMBIGUOUS,
         "What follows the message in the emlx file is not the property list "
         "that Apple Mail writes there, so the number in its first line may "
         "hide some of the message, or something else.",
         BY_HAND},
    AT(MMDF_OUTSIDE) =
        {"F0611", "mmdf-outside", LP_CLASS_AMBIGUOUS,
         "Something stands between two messages of the MMDF mailbox, which "
         "some programs show as a message and others pass over.",
         BY_HAND},
    AT(MBOX_LENGTH) =
        {"F0612", "mbox-two-readings", LP_CLASS_AMBIGUOUS,
         "The messages of the mailbox end in other places by their lines than "
         "by the lengths that they state, so that programs can show other "
         "messages.",
         BY_HAND},
    AT(MAIL_OUTSIDE) =
        {"F0613", "mail-outside", LP_CLASS_AMBIGUOUS,
         "Around the parts of the message stands a lot of text, or something "
         "that looks like a part, which mail programs do not show and other "
         "tools do.",
         BY_HAND},
};
