#include "evidence/seal_code.h"

#include <stddef.h>

#define ASK "Ask whoever signed it for the document as it was."
#define SHOW                                                                  \
    "Somebody made this signature so that it means one thing to one program " \
    "and nothing to another: believe none of it."

static const struct lp_seal_info infos[LP_SEAL_CODES] = {
    [LP_SEAL_WRAPPED] =
        {"F0950", "SIGNATURE-WRAPPED",
         "In a signature two elements have one Id, or a list of what is signed "
         "is not signed itself: what one program checks is not what another "
         "shows.",
         SHOW, true},
    [LP_SEAL_DOCTYPE] =
        {"F0951", "SIGNATURE-DOCTYPE",
         "A signature, or a part that it is over, has a document type, with "
         "which XML can fetch files and grow without bound; it is not read.",
         SHOW, true},
    [LP_SEAL_TRANSFORM] =
        {"F0952", "SIGNATURE-TRANSFORM",
         "A signature asks to transform what it covers (XSLT, XPath or the "
         "like) or for bytes outside of the document: then it can match "
         "whatever the document says. It is not followed.",
         "Find out with which program it was signed, and check it there.",
         true},
    [LP_SEAL_CHANGED] =
        {"F0953", "PART-CHANGED",
         "A part of the document is not the one that was signed.", ASK, true},
    [LP_SEAL_GONE] =
        {"F0954", "PART-GONE",
         "A part of the document that was signed is not there any more.", ASK,
         true},
    [LP_SEAL_UNSIGNED] =
        {"F0955", "PART-UNSIGNED",
         "A signature does not cover all parts of the document. Office leaves "
         "out the properties (author, title, dates); what else is named was "
         "left out, or put in later.",
         "Do not rely on the parts that are named.", false},
    [LP_SEAL_TYPE] =
        {"F0956", "PART-TYPE",
         "The document now gives a part another content type than the signed "
         "one, and so another meaning.",
         ASK, true},
    [LP_SEAL_TWO_WAYS] =
        {"F0957", "PACKAGE-AMBIGUOUS",
         "The document is signed, and its ZIP can be read in two ways, or has "
         "two members whose names are the same, or differ by case alone: "
         "programs differ in which they show.",
         "Look at all members that have that name.", true},
    [LP_SEAL_UNREACHED] =
        {"F0958", "SIGNATURE-UNREACHED",
         "A signature lies in the document, and no relationship leads to it: "
         "programs for such documents do not show it.",
         "Find out why it was taken out of use.", false},
    [LP_SEAL_LOOSE] =
        {"F0959", "RELATIONSHIP-UNSIGNED",
         "A signature covers some relationships of a part and leaves out "
         "others: a picture, template or link was left out, or put in later.",
         "Look where the relationships that are named lead.", false},
};

const struct lp_seal_info *
lp_seal_info(unsigned code)
{
    return code < LP_SEAL_CODES ? &infos[code] : NULL;
}

unsigned
lp_seal_hard(unsigned codes)
{
    unsigned n = 0;

    for (unsigned i = 0; i < LP_SEAL_CODES; i++) {
        n += (codes >> i & 1) != 0 && infos[i].hard ? 1 : 0;
    }
    return n;
}
