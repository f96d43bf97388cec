#ifndef LP_EVIDENCE_XML_NAME_H
#define LP_EVIDENCE_XML_NAME_H

#include "crypto/xml_sig.h"

/* What names of algorithms mean (XML-DSig 1.1, 6; RFC 9231). */

/* LP_MD_NONE: a digest that is not known. */
enum lp_md lp_xml_digest(struct lp_slice name);

/* False: one that is not known. */
bool lp_xml_method(struct lp_slice name, enum lp_xml_alg *alg, enum lp_md *md);

#endif
