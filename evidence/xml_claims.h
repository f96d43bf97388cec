#ifndef LP_EVIDENCE_XML_CLAIMS_H
#define LP_EVIDENCE_XML_CLAIMS_H

#include "base/limits.h"
#include "base/view.h"
#include "evidence/cms_claim.h"
#include "formats/helper.h"
#include "formats/kind.h"

/**
 * What the office document in `view` claims with signatures of XML-DSig, added
 * to `out`. `kind` is OOXML or ODF; or ZIP, of one that may be either or none:
 * programs do not mind in which order its members come. `helper` may be NULL:
 * there is none.
 *
 * LP_OK in all that the document itself may be. LP_E_IO, LP_E_MEMORY,
 * LP_E_ENGINE: as they are. A document without signatures starts no helper.
 */
LP_MUST_USE enum lp_code lp_xml_claims(struct lp_view *view, enum lp_kind kind,
                                       const struct lp_helper *helper,
                                       const struct lp_limits *limits,
                                       struct lp_cms_claims *out,
                                       struct lp_err *err);

#endif
