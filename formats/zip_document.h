#ifndef LP_FORMATS_ZIP_DOCUMENT_H
#define LP_FORMATS_ZIP_DOCUMENT_H

#include "formats/kind.h"

/* Whether a file that begins with `head` is one thing that happens to be a ZIP
 * (a document of OOXML, ODF or EPUB, an image of a disk in AFF4), and not a
 * container of documents. */
bool lp_zip_is_document(struct lp_slice head);

/* Its kind; OTHER for what is none of these. */
enum lp_kind lp_zip_document(struct lp_slice head);

#endif
