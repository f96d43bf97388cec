#ifndef LP_FORMATS_TEXT_PDF_H
#define LP_FORMATS_TEXT_PDF_H

#include "base/limits.h"
#include "base/view.h"
#include "formats/rule.h"
#include "formats/text_sink.h"

/* How much of the text of a PDF was read. */
enum lp_text_pdf_state {
    LP_TEXT_PDF_WHOLE,
    LP_TEXT_PDF_NO_LAYER, /* it has pages, but no page shows a character */
    LP_TEXT_PDF_PARTLY,   /* something was broken or over a limit: see rule */
    LP_TEXT_PDF_OPAQUE,   /* nothing of a PDF is in it */
};

struct lp_text_pdf_result {
    enum lp_text_pdf_state state;
    enum lp_rule rule;   /* PARTLY: the first thing that went wrong */
    uint64_t pages;      /* that were begun */
    uint64_t characters; /* code points that are not blank, given to the sink */
    uint64_t unmapped;   /* codes shown for which nothing says a character */
    bool rebuilt;        /* the cross-reference table was broken or missing */
    bool unusable;       /* more than half of what is shown is unmapped */
};

/**
 * Give the text of the newest revision of the PDF in `view` to `sink`, by the
 * rules of docs/FORMAT-identity-pdf.md.
 *
 * LP_OK in all that the document itself may be; `*out` then says what came of
 * it. LP_E_FORMAT with err->rule LP_RULE_ENC_PDF: it is encrypted. LP_E_IO,
 * LP_E_MEMORY: as they are. On failure `*out` is untouched, but the sink may
 * have been given something. Holds up to about 100 MiB while it works, for a
 * hostile document; reads and unpacks at most the larger of 64 MiB and
 * limits->ratio times the size, and never more than 2 GiB.
 */
LP_MUST_USE enum lp_code lp_text_pdf(struct lp_view *view,
                                     struct lp_text_sink sink,
                                     const struct lp_limits *limits,
                                     struct lp_text_pdf_result *out,
                                     struct lp_err *err);

#endif
