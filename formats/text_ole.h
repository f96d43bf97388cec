#ifndef LP_FORMATS_TEXT_OLE_H
#define LP_FORMATS_TEXT_OLE_H

#include "base/limits.h"
#include "base/view.h"
#include "formats/text_sink.h"

/**
 * The text of the compound file `view`, if it is a document of Word, Excel or
 * PowerPoint 97 to 2003, by the rules of docs/FORMAT-identity-ole.md, into
 * `sink`. `page` is called where each slide or sheet begins, the first as well;
 * never in a text document. `*has` stays false if it is something else.
 *
 * After a failure, what was pushed is no document's text. LP_E_FORMAT and
 * LP_E_LIMIT say by err->rule what is wrong. Memory is bounded whatever it
 * holds: limits->memory, and mostly far less.
 */
LP_MUST_USE enum lp_code lp_text_ole(struct lp_view *view, bool *has,
                                     struct lp_text_sink sink,
                                     const struct lp_limits *limits,
                                     struct lp_err *err);

#endif
