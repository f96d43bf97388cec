#ifndef LP_FORMATS_PPT_EMBEDDED_H
#define LP_FORMATS_PPT_EMBEDDED_H

#include "formats/cfb_stream.h"

/* An object in a presentation: a compound file, in a record ExOleObjStg
 * ([MS-PPT] 2.10.34), most often packed. */
struct lp_ppt_embedded {
    uint64_t at;   /* of its bytes, in the stream `PowerPoint Document` */
    uint64_t size; /* that they take there */
    bool packed;
    bool odd; /* it is neither packed nor not, or goes over the stream's end */
};

/* Zeroed, it is empty. */
struct lp_ppt_embeddeds {
    struct lp_ppt_embedded *of; /* in their order */
    size_t n;
    size_t cap;
    uint64_t cut; /* where the records of the first level do not go on, or
                     UINT64_MAX */
};

/**
 * Find the objects in the stream `item`: those that the directory of persistent
 * objects leads to (2.1.2), and those on the first level or in what stands
 * there, which earlier edits left. LP_E_LIMIT: the stream is too large to be
 * read, or has too many of them. Release `out` in any case.
 */
LP_MUST_USE enum lp_code lp_ppt_embedded_find(struct lp_ppt_embeddeds *out,
                                              const struct lp_cfb *c,
                                              uint32_t item,
                                              const struct lp_limits *limits,
                                              struct lp_err *err);
void lp_ppt_embedded_release(struct lp_ppt_embeddeds *e);

/* The bytes of one that is not odd, in `shown`, a view of the stream, which
 * they hold. They fail with LP_E_FORMAT and LP_RULE_OLE_OBJECT, or as unpacking
 * does; `limits` is copied. */
LP_MUST_USE enum lp_code lp_ppt_embedded_body(struct lp_source *out,
                                              struct lp_view *shown,
                                              const struct lp_ppt_embedded *e,
                                              const struct lp_limits *limits,
                                              struct lp_err *err);

#endif
