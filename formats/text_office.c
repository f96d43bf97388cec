#include "formats/text_office.h"

#include "formats/text_odf.h"
#include "formats/text_ooxml.h"

bool
lp_text_office_has(enum lp_kind kind)
{
    return kind == LP_KIND_OOXML || kind == LP_KIND_ODF;
}

enum lp_code
lp_text_office(struct lp_view *view, enum lp_kind kind,
               struct lp_text_sink sink, const struct lp_limits *limits,
               struct lp_err *err)
{
    switch (kind) {
    case LP_KIND_OOXML:
        return lp_text_ooxml(view, sink, limits, err);
    case LP_KIND_ODF:
        return lp_text_odf(view, sink, limits, err);
    default:
        return lp_fail(err, LP_E_USAGE, "no office document");
    }
}
