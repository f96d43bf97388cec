#include "formats/zip_tail.h"

#define END_MAGIC 0x06054b50u

bool
lp_zip_tail(struct lp_slice first, struct lp_slice tail, uint64_t size)
{
    struct lp_cursor c = lp_cursor_over(tail);
    uint32_t magic = lp_cursor_le32(&c);
    uint32_t disks = lp_cursor_le32(&c); /* this one, the directory's */
    uint16_t here = lp_cursor_le16(&c);
    uint16_t entries = lp_cursor_le16(&c);
    uint32_t bytes = lp_cursor_le32(&c);
    uint32_t offset = lp_cursor_le32(&c);
    uint16_t comment = lp_cursor_le16(&c);

    return !lp_slice_is(first, "PK\3\4") && !c.failed && c.rest.len == 0 &&
           magic == END_MAGIC && disks == 0 && entries > 0 && here == entries &&
           comment == 0 && size >= LP_ZIP_TAIL && bytes > 0 &&
           (uint64_t)bytes + offset <= size - LP_ZIP_TAIL;
}
