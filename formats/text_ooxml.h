#ifndef LP_FORMATS_TEXT_OOXML_H
#define LP_FORMATS_TEXT_OOXML_H

#include "formats/office_package.h"

/**
 * The text of an OOXML document (ECMA-376): a text, a presentation or a
 * workbook, by what its main part is. Codes and rules as in
 * formats/text_office.h.
 */
LP_MUST_USE enum lp_code lp_text_ooxml(struct lp_view *view,
                                       struct lp_text_sink sink,
                                       const struct lp_limits *limits,
                                       struct lp_err *err);

#endif
