#ifndef LP_FORMATS_MEMBER_NAME_H
#define LP_FORMATS_MEMBER_NAME_H

#include "base/buf.h"

/* How a name that is told beside the one that was found came about. */
enum lp_name_by {
    LP_NAME_FOUND,   /* there is no other */
    LP_NAME_CP437,   /* ZIP: APPNOTE D.1, without the flag for UTF-8 */
    LP_NAME_UNICODE, /* ZIP: a second name, the extra field 0x7075 */
    LP_NAME_LATIN1,  /* gzip: RFC 1952, 2.3.1 */
    LP_NAME_BY_COUNT
};

/* "cp437": for records. Empty for LP_NAME_FOUND. */
const char *lp_name_by_word(enum lp_name_by by);

/**
 * Put into `to`, instead of what it holds, the characters that the bytes of
 * `name` stand for in CP437 or ISO 8859-1, as UTF-8. Returns `by`; or
 * LP_NAME_FOUND, and `to` is empty, if `name` is UTF-8 as it stands: then it
 * is taken for that, since so many write it undeclared, and a name of another
 * charset hardly ever is UTF-8 by chance.
 */
enum lp_name_by lp_name_decode(struct lp_buf *to, struct lp_slice name,
                               enum lp_name_by by);

#endif
