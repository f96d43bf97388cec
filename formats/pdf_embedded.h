#ifndef LP_FORMATS_PDF_EMBEDDED_H
#define LP_FORMATS_PDF_EMBEDDED_H

#include "formats/pdf_file.h"

/* What a stream of a document holds, apart from what it is drawn with. */
enum lp_pdf_holds {
    LP_PDF_HOLDS_FILE, /* ISO 32000-1, 7.11.4 */
    LP_PDF_HOLDS_JPEG, /* a picture that DCTDecode or JPXDecode would undo, and
                          nothing after it */
    LP_PDF_HOLDS_JPX,
};

struct lp_pdf_embedded {
    enum lp_pdf_holds holds;
    uint32_t num;
    uint64_t at;   /* where the stream begins in the file; 0: it is not there */
    uint64_t size; /* in the file */
    enum lp_rule closed; /* why it cannot be read */
    bool summed;         /* a FILE: the MD5 of its content is stated ... */
    uint8_t sum[16];     /* ... which this is (Table 46) */
    size_t text;         /* in `texts`: its name, which a FILE may lack, what is
                            to be undone, and how */
    uint16_t name;
    uint16_t filter;
    uint16_t params;
};

/* Zeroed, it is empty. */
struct lp_pdf_embeddeds {
    struct lp_pdf_embedded *of; /* as they stand in the file */
    size_t n;
    size_t cap;
    struct lp_buf texts; /* names in UTF-8 where that can be told */
};

/**
 * Find, in all objects that revision `revision` sees, the pictures, and the
 * streams that a file specification embeds (7.11.3), wherever in an object that
 * stands: so files in the name tree, attached to pages, or of a portfolio.
 *
 * LP_E_LIMIT: more than limits->entries, or the work is used up. Release `out`
 * in any case.
 */
LP_MUST_USE enum lp_code lp_pdf_embedded_find(struct lp_pdf_embeddeds *out,
                                              struct lp_pdf *pdf,
                                              size_t revision,
                                              const struct lp_limits *limits,
                                              struct lp_err *err);
void lp_pdf_embedded_release(struct lp_pdf_embeddeds *e);

/* Of `e`, which is of `all`: its name, empty if it has none; and what filters
 * are to be undone, with their parameters, as they stand in a PDF. */
struct lp_slice lp_pdf_embedded_name(const struct lp_pdf_embeddeds *all,
                                     const struct lp_pdf_embedded *e);
struct lp_slice lp_pdf_embedded_filter(const struct lp_pdf_embeddeds *all,
                                       const struct lp_pdf_embedded *e);
struct lp_slice lp_pdf_embedded_params(const struct lp_pdf_embeddeds *all,
                                       const struct lp_pdf_embedded *e);

#endif
