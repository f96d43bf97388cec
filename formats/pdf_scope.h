#ifndef LP_FORMATS_PDF_SCOPE_H
#define LP_FORMATS_PDF_SCOPE_H

#include "formats/pdf_file.h"

/* The resources of a page or form (ISO 32000-1, 7.8.3), by their kinds. */

enum lp_pdf_resource {
    LP_PDF_RES_FONT,
    LP_PDF_RES_XOBJECT,
    LP_PDF_RES_PROPERTIES,
    LP_PDF_RES_KINDS,
};

/* A dictionary of resources that is larger is left out. */
#define LP_PDF_RES_BYTES ((size_t)1 << 20)

/* Zeroed, it has no resources. */
struct lp_pdf_scope {
    struct lp_pdf *pdf;
    size_t revision;
    struct lp_pdf_object hold;
    struct lp_pdf_value resources;
    struct lp_pdf_object kind_hold[LP_PDF_RES_KINDS];
    struct lp_pdf_value kind[LP_PDF_RES_KINDS];
    bool looked[LP_PDF_RES_KINDS];
};

/* `resources` is a dictionary or a reference to one, and lives as long. */
LP_MUST_USE enum lp_code lp_pdf_scope_init(struct lp_pdf_scope *s,
                                           struct lp_pdf *pdf, size_t revision,
                                           const struct lp_pdf_value *resources,
                                           struct lp_err *err);
void lp_pdf_scope_release(struct lp_pdf_scope *s);

/* What the name with the raw form `raw` stands for, or NONE; borrowed from
 * the scope. */
LP_MUST_USE enum lp_code lp_pdf_scope_find(struct lp_pdf_scope *s,
                                           enum lp_pdf_resource kind,
                                           struct lp_slice raw,
                                           struct lp_pdf_value *out,
                                           struct lp_err *err);

#endif
