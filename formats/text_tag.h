#ifndef LP_FORMATS_TEXT_TAG_H
#define LP_FORMATS_TEXT_TAG_H

#include "formats/text_element.h"

/* No more of the attribute `style` is looked at. */
#define LP_TEXT_STYLE_MAX 1024

/* Where in the grammar of a tag the next byte stands: in what or behind it. */
enum lp_tag_state {
    LP_TAG_NAME,   /* the name of the element */
    LP_TAG_ATTRS,  /* between attributes */
    LP_TAG_ATTR,   /* the name of an attribute */
    LP_TAG_AFTER,  /* that and white space */
    LP_TAG_VALUE,  /* `=` */
    LP_TAG_QUOTED, /* a value in quotes */
    LP_TAG_BARE,   /* a value without */
    LP_TAG_STATES,
};

/* A tag of HTML, read from behind its `<` or `</` (HTML Living Standard,
 * 13.2.5.8 and 13.2.5.32 to 13.2.5.40). It owns nothing. */
struct lp_text_tag {
    struct lp_element element; /* its kind is set when the tag is over */
    bool ends;                 /* it is an end tag */
    bool slash;                /* `/` came last */
    bool hidden;               /* it has the attribute `hidden` */
    bool styled;               /* it has the attribute `style` ... */
    bool keep;                 /* ... which is being read */
    uint8_t quote;
    enum lp_tag_state state;
    size_t name_len;
    char attr[6];
    size_t attr_len; /* one more than there is room for: longer */
    uint8_t style[LP_TEXT_STYLE_MAX];
    size_t style_len;
};

/* Begin to read a tag; `in` is LP_TAG_NAME, or LP_TAG_ATTRS if the name has
 * been read already. */
void lp_text_tag_begin(struct lp_text_tag *t, bool ends, enum lp_tag_state in);

/* Read on. Returns how many bytes were of the tag; `*over` if it ended. */
size_t lp_text_tag_feed(struct lp_text_tag *t, struct lp_slice s, bool *over);

/* Whether its attributes hide what is in it. */
bool lp_text_tag_hides(const struct lp_text_tag *t);

#endif
