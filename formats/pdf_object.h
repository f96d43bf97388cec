#ifndef LP_FORMATS_PDF_OBJECT_H
#define LP_FORMATS_PDF_OBJECT_H

#include "base/limits.h"
#include "base/view.h"
#include "formats/pdf_filter.h"
#include "formats/pdf_value.h"

/* An indirect object that was read, and its own bytes: `value` borrows from
 * them. Zeroed, it is an object that is not there. */
struct lp_pdf_object {
    uint32_t num;
    uint32_t gen;
    struct lp_pdf_value value;
    uint64_t at;        /* in the file; 0 if it lay in an object stream */
    uint64_t end;       /* in the file, behind what was read of it */
    uint64_t stream_at; /* in the file, where its stream begins; 0: none */
    struct lp_buf bytes;
};

/* One object, without its stream, at most. */
#define LP_PDF_OBJECT_MAX ((size_t)4 << 20)

void lp_pdf_object_release(struct lp_pdf_object *o);

/**
 * Read the object `num gen obj` at `at` of the file. Draws on `w`.
 *
 * `*out` must be empty; a value of kind NONE says that no object is there.
 * What goes wrong in the file is no error; LP_E_IO and LP_E_MEMORY are, and
 * LP_E_LIMIT is if the work is used up.
 */
LP_MUST_USE enum lp_code lp_pdf_object_at(struct lp_view *v, uint64_t at,
                                          struct lp_pdf_work *w,
                                          struct lp_pdf_object *out,
                                          struct lp_err *err);

/* As above, for a value that stands alone, as the dictionary of a trailer
 * does. num and gen are 0. */
LP_MUST_USE enum lp_code lp_pdf_object_alone(struct lp_view *v, uint64_t at,
                                             struct lp_pdf_work *w,
                                             struct lp_pdf_object *out,
                                             struct lp_err *err);

/**
 * How long the stream of `o` is in the file. `length` is what its dictionary
 * says, or UINT64_MAX; it is believed if `endstream` follows, else the next
 * `endstream` is looked for.
 */
LP_MUST_USE enum lp_code lp_pdf_stream_size(struct lp_view *v,
                                            const struct lp_pdf_object *o,
                                            uint64_t length,
                                            struct lp_pdf_work *w,
                                            uint64_t *size, struct lp_err *err);

/* What stands in the way of reading a stream as text or data. */
enum lp_pdf_stream_state {
    LP_PDF_STREAM_READ,
    LP_PDF_STREAM_NONE,    /* the object has no stream */
    LP_PDF_STREAM_PICTURE, /* DCT, JPX, CCITT, JBIG2 */
    LP_PDF_STREAM_CLOSED,  /* Crypt, an unknown filter, an external file */
};

/**
 * The decoded stream of `o`, whose dictionary holds no references that matter
 * (else see lp_pdf_stream). Release `*out` in any case; it is empty unless
 * READ.
 */
LP_MUST_USE enum lp_code
lp_pdf_stream_open(struct lp_view *v, const struct lp_pdf_object *o,
                   const struct lp_pdf_value *filter,
                   const struct lp_pdf_value *params, uint64_t length,
                   struct lp_pdf_work *w, struct lp_source *out,
                   enum lp_pdf_stream_state *state, struct lp_err *err);

/* All of a source, up to `max` bytes; more is LP_E_LIMIT. */
LP_MUST_USE enum lp_code lp_pdf_drain(struct lp_source *from, size_t max,
                                      struct lp_buf *to, struct lp_err *err);

#endif
