#ifndef LP_FORMATS_PDF_PACKED_H
#define LP_FORMATS_PDF_PACKED_H

#include "formats/pdf_object.h"

/* Unpacked object streams (ISO 32000-1, 7.5.7), the last used ones. */

#define LP_PDF_PACKED_SLOTS 64
#define LP_PDF_PACKED_BYTES ((size_t)16 << 20)

struct lp_pdf_packed_at {
    uint32_t num;
    uint32_t at; /* in the bytes */
};

struct lp_pdf_packed {
    uint64_t place; /* of the stream in the file */
    uint64_t used;  /* when it was asked for last */
    struct lp_buf bytes;
    struct lp_pdf_packed_at *index;
    size_t n;
    size_t cap;
};

/* Zeroed, it is empty. */
struct lp_pdf_packs {
    struct lp_pdf_packed slots[LP_PDF_PACKED_SLOTS];
    uint64_t clock;
    size_t held;
};

void lp_pdf_packs_release(struct lp_pdf_packs *p);

/* The stream at `place`, or NULL if it is not held. */
const struct lp_pdf_packed *lp_pdf_packs_find(struct lp_pdf_packs *p,
                                              uint64_t place);

/**
 * Unpack `from`, the stream at `place` whose dictionary is `dict`, and hold it.
 * `*out` lives until the next call. LP_E_LIMIT: it is larger than all that may
 * be held.
 */
LP_MUST_USE enum lp_code
lp_pdf_packs_add(struct lp_pdf_packs *p, uint64_t place,
                 const struct lp_pdf_value *dict, struct lp_source *from,
                 const struct lp_pdf_packed **out, struct lp_err *err);

/* Copy object `num`, which should be the one at `index`; a value of NONE if it
 * is not there. */
LP_MUST_USE enum lp_code lp_pdf_packed_object(const struct lp_pdf_packed *p,
                                              uint32_t num, uint64_t index,
                                              struct lp_pdf_work *w,
                                              struct lp_pdf_object *out,
                                              struct lp_err *err);

#endif
