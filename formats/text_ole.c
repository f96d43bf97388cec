#include "formats/text_ole.h"

#include "formats/ole_tell.h"
#include "formats/text_doc.h"
#include "formats/text_ppt.h"
#include "formats/text_xls.h"

enum lp_code
lp_text_ole(struct lp_view *view, bool *has, struct lp_text_sink sink,
            const struct lp_limits *limits, struct lp_err *err)
{
    struct lp_ole_text out = {.put.sink = sink};
    struct lp_cfb *c = NULL;
    enum lp_ole is;
    uint32_t item;
    enum lp_code rc;

    LP_TRY(lp_cfb_open(&c, view, limits, err));
    is = lp_ole_which(c, &item);
    *has = is == LP_OLE_WORD || is == LP_OLE_BOOK || is == LP_OLE_SLIDES;
    if (is == LP_OLE_WORD) {
        LP_TRY(lp_text_doc(c, item, &out, limits, err));
    } else if (is == LP_OLE_BOOK) {
        LP_TRY(lp_text_xls(c, item, &out, limits, err));
    } else if (is == LP_OLE_SLIDES) {
        LP_TRY(lp_text_ppt(c, item, &out, limits, err));
    }
    rc = lp_ole_text_end(&out, err);

done:
    lp_cfb_free(c);
    return rc;
}
