#ifndef LP_EVIDENCE_XML_COVER_H
#define LP_EVIDENCE_XML_COVER_H

#include "evidence/cms_claim.h"
#include "evidence/xml_told.h"
#include "formats/sig_package.h"

/* A package, what was told of its signatures, and its members as they are. */
struct lp_xml_cover {
    const struct lp_sig_package *package;
    const struct lp_xml_told *told;
    const struct lp_mds *raw; /* digests of each member ... */
    const bool *whole;        /* ... that could be read to its end */
    bool *covered;            /* room for one of each member */
};

/* Put into the claim of one signature what it covers, what of that is another
 * now, and what it does not cover. */
void lp_xml_cover_look(const struct lp_xml_cover *m,
                       const struct lp_xml_one *one, struct lp_cms_claim *c);

#endif
