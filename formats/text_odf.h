#ifndef LP_FORMATS_TEXT_ODF_H
#define LP_FORMATS_TEXT_ODF_H

#include "formats/office_package.h"

/**
 * The text of an ODF document (OpenDocument 1.2 part 1): a text, spreadsheet,
 * presentation or drawing. Codes and rules as in formats/text_office.h.
 */
LP_MUST_USE enum lp_code lp_text_odf(struct lp_view *view,
                                     struct lp_text_sink sink,
                                     const struct lp_limits *limits,
                                     struct lp_err *err);

#endif
