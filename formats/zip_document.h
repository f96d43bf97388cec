#ifndef LP_FORMATS_ZIP_DOCUMENT_H
#define LP_FORMATS_ZIP_DOCUMENT_H

#include "formats/kind.h"

/* Whether a file that begins with `head` is one document that happens to be
 * a ZIP (OOXML, ODF, EPUB), and not a container of documents. */
bool lp_zip_is_document(struct lp_slice head);

/* Its kind: OOXML or ODF; OTHER for an EPUB and for what is no document. */
enum lp_kind lp_zip_document(struct lp_slice head);

#endif
