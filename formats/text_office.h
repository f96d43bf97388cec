#ifndef LP_FORMATS_TEXT_OFFICE_H
#define LP_FORMATS_TEXT_OFFICE_H

#include "base/limits.h"
#include "base/view.h"
#include "formats/kind.h"
#include "formats/text_sink.h"

/* Whether a document of this kind is one whose text is read here: OOXML and
 * ODF. */
bool lp_text_office_has(enum lp_kind kind);

/**
 * The text of the office document `view`, by the rules of
 * docs/FORMAT-identity-office.md, into `sink`. `page` is called where each
 * slide or sheet begins, the first as well; never in a text document. A
 * document without text is LP_OK, and nothing is pushed.
 *
 * After a failure, what was pushed is no document's text. LP_E_FORMAT and
 * LP_E_LIMIT say by err->rule what is wrong: LP_RULE_XML, a part is missing or
 * broken; LP_RULE_LIMIT_TEXT, it is larger than what is read;
 * LP_RULE_UNSUPPORTED_METHOD, it is OOXML of another kind; else what the ZIP
 * breaks. LP_E_USAGE for another kind. Memory is bounded whatever it holds:
 * some 200 MiB, and mostly far less.
 */
LP_MUST_USE enum lp_code lp_text_office(struct lp_view *view, enum lp_kind kind,
                                        struct lp_text_sink sink,
                                        const struct lp_limits *limits,
                                        struct lp_err *err);

#endif
