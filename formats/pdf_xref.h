#ifndef LP_FORMATS_PDF_XREF_H
#define LP_FORMATS_PDF_XREF_H

#include "formats/pdf_table.h"

/**
 * Read the chain of cross-reference sections, from the last `startxref` back
 * along /Prev, into `t`, which is empty.
 *
 * `*whole`: every section of the chain was there and lawful. If not, `t` holds
 * something, and should be thrown away. `head_at` is where the header stands,
 * which some writers count offsets from.
 */
LP_MUST_USE enum lp_code lp_pdf_xref_read(struct lp_view *v, uint64_t head_at,
                                          struct lp_pdf_work *w,
                                          struct lp_pdf_table *t, bool *whole,
                                          struct lp_err *err);

/**
 * Look for objects in all of the file, and make one revision of what is found
 * in `t`, which is empty: of two objects with one number, the one further back
 * counts. The trailer is the last with a /Root, else one that names the last
 * catalog; its value is NONE if there is neither.
 */
LP_MUST_USE enum lp_code lp_pdf_rebuild(struct lp_view *v,
                                        struct lp_pdf_work *w,
                                        struct lp_pdf_table *t,
                                        struct lp_err *err);

#endif
