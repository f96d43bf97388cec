#ifndef LP_FORMATS_PDF_SECTION_H
#define LP_FORMATS_PDF_SECTION_H

#include "formats/pdf_table.h"

/* One cross-reference section (ISO 32000-1, 7.5.4 and 7.5.8) on its way into a
 * table, where it was begun. */
struct lp_pdf_section {
    struct lp_view *view;
    struct lp_pdf_work *work;
    struct lp_pdf_table *table;
    uint64_t shift;               /* of every offset in the document */
    struct lp_pdf_object trailer; /* what was read: release it */
    bool stream;                  /* it is a stream */
    bool lawful;                  /* it was there, and keeps its grammar */
};

/* Read the section at `at`, a table or a stream. `s->trailer` must be empty;
 * it is NONE, or less than a dictionary, unless `s->lawful`. */
LP_MUST_USE enum lp_code lp_pdf_section_read(struct lp_pdf_section *s,
                                             uint64_t at, struct lp_err *err);

#endif
