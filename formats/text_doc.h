#ifndef LP_FORMATS_TEXT_DOC_H
#define LP_FORMATS_TEXT_DOC_H

#include "formats/cfb_stream.h"
#include "formats/ole_text.h"

/* The text of a document of Word 97 to 2003, whose stream WordDocument is
 * `item`, by the rules of docs/FORMAT-identity-ole.md. LP_E_FORMAT,
 * LP_E_LIMIT: it has none that can be told; what was put is no text. */
LP_MUST_USE enum lp_code lp_text_doc(const struct lp_cfb *c, uint32_t item,
                                     struct lp_ole_text *out,
                                     const struct lp_limits *limits,
                                     struct lp_err *err);

#endif
