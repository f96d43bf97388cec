#ifndef LP_FORMATS_DOC_DATES_H
#define LP_FORMATS_DOC_DATES_H

#include "base/limits.h"
#include "base/view.h"
#include "formats/kind.h"

/* When a document was made and changed, as it says itself: seconds of 1970; 0:
 * it does not say. */
struct lp_doc_dates {
    int64_t created;
    int64_t modified;
    int64_t again_created; /* PDF: as its XMP says */
    int64_t again_modified;
};

/**
 * Read them of a PDF (the document information dictionary, ISO 32000-1, 14.3.3,
 * and XMP), OOXML (docProps/core.xml) or ODF (meta.xml). Other kinds say
 * nothing, and neither does what is broken.
 *
 * A date without a zone is taken as UTC: it may be wrong by 14 hours.
 */
LP_MUST_USE enum lp_code lp_doc_dates(struct lp_doc_dates *out,
                                      struct lp_view *view, enum lp_kind kind,
                                      const struct lp_limits *limits,
                                      struct lp_err *err);

/* A date of PDF (7.9.4) with a time of day; false if it is none. */
LP_MUST_USE bool lp_pdf_date(struct lp_slice text, int64_t *seconds);

/* A date of ISO 8601 with a time of day; likewise. */
LP_MUST_USE bool lp_iso_date(struct lp_slice text, int64_t *seconds);

#endif
