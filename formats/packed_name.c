#include "formats/packed_name.h"

#include <strings.h>

void
lp_packed_name(struct lp_buf *to, struct lp_slice container,
               const struct lp_packed_end *ends)
{
    const char *instead = "";

    for (; ends->end != NULL; ends++) {
        struct lp_slice end = lp_slice_str(ends->end);

        if (container.len >= end.len &&
            strncasecmp((const char *)container.data + container.len - end.len,
                        ends->end, end.len) == 0) {
            container.len -= end.len;
            instead = ends->instead;
            break;
        }
    }
    if (container.len == 0) {
        lp_buf_str(to, "content");
        return;
    }
    lp_buf_put(to, container);
    lp_buf_str(to, instead);
}
