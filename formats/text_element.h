#ifndef LP_FORMATS_TEXT_ELEMENT_H
#define LP_FORMATS_TEXT_ELEMENT_H

#include "base/slice.h"

/* What an element of HTML means for the text around and inside it; the lists
 * are in docs/FORMAT-identity-markup.md. */
enum {
    LP_ELEMENT_LINE = 1 << 0,     /* its tags part lines */
    LP_ELEMENT_CELL = 1 << 1,     /* td, th: its tags part cells */
    LP_ELEMENT_VOID = 1 << 2,     /* it has no content and no end tag */
    LP_ELEMENT_RAW = 1 << 3,      /* its content is not markup */
    LP_ELEMENT_REFS = 1 << 4,     /* ... but has character references */
    LP_ELEMENT_PLAIN = 1 << 5,    /* ... and never ends */
    LP_ELEMENT_HIDE = 1 << 6,     /* its content is not shown */
    LP_ELEMENT_ENDS_P = 1 << 7,   /* it cannot stand in a p */
    LP_ELEMENT_SCOPE = 1 << 8,    /* what is outside does not end inside */
    LP_ELEMENT_FOREIGN = 1 << 9,  /* svg, math */
    LP_ELEMENT_ROOT = 1 << 10,    /* html, body */
    LP_ELEMENT_P = 1 << 11,       /* elements that others end */
    LP_ELEMENT_LI = 1 << 12,      /* */
    LP_ELEMENT_DD = 1 << 13,      /* dd, dt */
    LP_ELEMENT_OPTION = 1 << 14,  /* */
    LP_ELEMENT_GROUP = 1 << 15,   /* optgroup */
    LP_ELEMENT_ROW = 1 << 16,     /* tr */
    LP_ELEMENT_ROWS = 1 << 17,    /* tbody, thead, tfoot */
    LP_ELEMENT_CAPTION = 1 << 18, /* */
    LP_ELEMENT_LIST = 1 << 19,    /* where the li, dd or option ends that */
    LP_ELEMENT_TABLE = 1 << 20,   /* stands outside of this list or table */
};

/* Longer names of elements are cut. */
#define LP_ELEMENT_NAME_MAX 16

/* An element: its name in lower case, filled up with zeros. */
struct lp_element {
    char name[LP_ELEMENT_NAME_MAX];
    uint32_t kind;
};

/* Set e->kind by e->name: 0 if nothing is known of the element. */
void lp_element_find(struct lp_element *e);

/* Whether the value of the attribute `style` hides its element: `display` is
 * `none` or `visibility` is `hidden`. */
bool lp_element_style_hides(struct lp_slice style);

#endif
