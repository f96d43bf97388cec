#ifndef LP_FORMATS_BAG_INFO_H
#define LP_FORMATS_BAG_INFO_H

#include "formats/bag_text.h"

/* bag-info.txt, line by line (RFC 8493, 2.2.2). */
struct lp_bag_info {
    struct lp_bag_lines lines;
    bool strict; /* the rules of 1.0 */
    bool within; /* an element came before, which can be continued */
};

struct lp_bag_element {
    bool more;             /* it goes on with the element before: `value` */
    struct lp_slice label; /* without blanks around it */
    struct lp_slice value; /* likewise */
    const char *wrong;     /* what is wrong with the line, or NULL ... */
    const char *odd;       /* ... or odd, in a version that allows it */
};

/* False: there is none. */
bool lp_bag_info_next(struct lp_bag_info *info, struct lp_bag_element *e);

/* Whether this is the element of that name; case does not matter. */
bool lp_bag_label_is(struct lp_slice label, const char *name);

#endif
