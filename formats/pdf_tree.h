#ifndef LP_FORMATS_PDF_TREE_H
#define LP_FORMATS_PDF_TREE_H

#include "formats/pdf_file.h"

#define LP_PDF_TREE_DEPTH 64
/* Of the nodes on the path from the root. */
#define LP_PDF_TREE_BYTES ((size_t)32 << 20)

/* A page, and its resources: its own, or those of the nearest node above it
 * that has some. Both are borrowed for the call. */
typedef enum lp_code lp_pdf_on_page(void *who, const struct lp_pdf_value *page,
                                    const struct lp_pdf_value *resources,
                                    struct lp_err *err);

/**
 * Go through the page tree (ISO 32000-1, 7.7.3) of revision `revision` in its
 * order. Every node is met once: one that is named twice counts where it comes
 * first. /Count is not looked at. What lies deeper than LP_PDF_TREE_DEPTH, or
 * under nodes larger than LP_PDF_TREE_BYTES, is left out, with the work broken.
 */
LP_MUST_USE enum lp_code lp_pdf_tree(struct lp_pdf *pdf, size_t revision,
                                     lp_pdf_on_page *on_page, void *who,
                                     struct lp_err *err);

#endif
