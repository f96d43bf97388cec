#ifndef LP_FORMATS_TNEF_PROPS_H
#define LP_FORMATS_TNEF_PROPS_H

#include "formats/tnef_scan.h"

/* A property of a message or an attachment: its number, its type, and its
 * first value ([MS-OXTNEF] 2.1.3.4). */
struct lp_tnef_prop {
    unsigned id;
    unsigned type; /* as in msg_props.h */
    struct lp_tnef_span value;
};

/**
 * Tell `each` of the properties in `span` of `view` in turn. LP_E_FORMAT with
 * LP_RULE_TNEF: they break their grammar; those before were told.
 */
LP_MUST_USE enum lp_code
lp_tnef_props(struct lp_view *view, const struct lp_tnef_span *span,
              void (*each)(void *who, const struct lp_tnef_prop *p), void *who,
              struct lp_err *err);

#endif
