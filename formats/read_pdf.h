#ifndef LP_FORMATS_READ_PDF_H
#define LP_FORMATS_READ_PDF_H

#include "formats/reader.h"

/*
 * What lies in a PDF, as its newest revision has it: embedded files, under
 * their names, and pictures that are JPEG or JPEG 2000, as the files that these
 * were, under "image NUMBER.jpg" and "image NUMBER.jp2". LP_E_FORMAT with
 * LP_RULE_ENC_PDF: it is encrypted. What is no PDF at all holds nothing.
 */
extern const struct lp_reader_ops lp_read_pdf;

#endif
