#ifndef LP_FORMATS_PDF_CONTENT_H
#define LP_FORMATS_PDF_CONTENT_H

#include "base/source.h"
#include "formats/pdf_filter.h"
#include "formats/pdf_value.h"

/* The operators of content streams (ISO 32000-1, 7.8.2), with their operands.
 * What stands in inline images is passed over. */

#define LP_PDF_OPERANDS_MAX 32
/* All operands of one operator, at most. */
#define LP_PDF_OPERATION_MAX ((size_t)4 << 20)

struct lp_pdf_operand {
    enum lp_pdf_token_kind kind; /* ARRAY and DICT: the whole of them */
    struct lp_slice raw;
    double real; /* of INT and REAL */
};

struct lp_pdf_operation {
    struct lp_slice name;
    struct lp_pdf_operand of[LP_PDF_OPERANDS_MAX];
    unsigned n;
};

/* Gives the streams of the content, one after the other; `*end` when there is
 * none left. They are taken over. */
typedef enum lp_code lp_pdf_more(void *who, struct lp_source *out, bool *end,
                                 struct lp_err *err);

struct lp_pdf_content {
    lp_pdf_more *more;
    void *who;
    struct lp_pdf_work *work;
    struct lp_source from;
    struct lp_buf bytes;
    size_t start; /* of the operands that are collected */
    size_t at;
    size_t depth; /* arrays and dictionaries that are open */
    bool flowing; /* `from` is a stream that has not ended */
    bool ended;   /* nothing more comes into `bytes` */
};

void lp_pdf_content_init(struct lp_pdf_content *c, lp_pdf_more *more, void *who,
                         struct lp_pdf_work *w);
void lp_pdf_content_release(struct lp_pdf_content *c);

/**
 * The next operator; `*end` if there is none. What `out` points to is borrowed
 * until the next call.
 *
 * Operands past the 32nd are dropped. Content whose operands are larger than
 * LP_PDF_OPERATION_MAX ends there, with `w->broken` set.
 */
LP_MUST_USE enum lp_code lp_pdf_content_next(struct lp_pdf_content *c,
                                             struct lp_pdf_operation *out,
                                             bool *end, struct lp_err *err);

#endif
