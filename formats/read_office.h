#ifndef LP_FORMATS_READ_OFFICE_H
#define LP_FORMATS_READ_OFFICE_H

#include "formats/reader.h"

/*
 * What lies in a document that is a ZIP: pictures, sounds, embedded documents
 * and whatever else is none of the parts that make the document itself, which
 * are listed in docs/FORMAT-embedded.md. The faults of the ZIP are those of
 * the document. LP_E_FORMAT with LP_RULE_ENC_OFFICE: it is encrypted.
 */
extern const struct lp_reader_ops lp_read_ooxml;
extern const struct lp_reader_ops lp_read_odf;
extern const struct lp_reader_ops lp_read_epub;

#endif
