#ifndef LP_FORMATS_PPT_EMBEDDED_H
#define LP_FORMATS_PPT_EMBEDDED_H

#include "base/limits.h"
#include "base/view.h"

/* The next object in `shown`, the stream `PowerPoint Document`: compound files,
 * each in a record ExOleObjStg ([MS-PPT] 2.10.34), most of them packed. */
struct lp_ppt_embedded {
    struct lp_view *shown;
    uint64_t at;     /* where the next record begins */
    uint64_t size;   /* what the object takes there */
    uint64_t begins; /* its bytes */
    bool packed;
};

/* Go on to the next one. `*end`: there is none. */
LP_MUST_USE enum lp_code lp_ppt_embedded_next(struct lp_ppt_embedded *p,
                                              bool *end, struct lp_err *err);

/* Its bytes, which hold the view. They fail with LP_E_FORMAT and
 * LP_RULE_OLE_OBJECT, or as unpacking does; `limits` is copied. */
LP_MUST_USE enum lp_code lp_ppt_embedded_body(struct lp_source *out,
                                              const struct lp_ppt_embedded *p,
                                              const struct lp_limits *limits,
                                              struct lp_err *err);

#endif
