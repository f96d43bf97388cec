#ifndef LP_FORMATS_READ_OLE_H
#define LP_FORMATS_READ_OLE_H

#include "formats/reader.h"

/*
 * What is embedded in a compound file ([MS-CFB]): in a document of Office 97 to
 * 2003, or in the `oleObject1.bin` of a later one. Each storage may hold an
 * object ([MS-OLEDS] 2.3): a file that was packed into the document, a document
 * of Office 2007 and later, a PDF, or the data of another program; these come
 * as they were. An older document of Office is not a file there but a storage,
 * and told as closed. PowerPoint keeps each object as a compound file.
 */
extern const struct lp_reader_ops lp_read_ole;

#endif
