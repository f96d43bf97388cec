#ifndef LP_FORMATS_TEXT_SINK_H
#define LP_FORMATS_TEXT_SINK_H

#include "base/slice.h"

/*
 * Where the text of a document goes, as a reader of it would see it: pieces of
 * well-formed UTF-8, in order, cut anywhere between two characters. What is
 * passed is borrowed for the call.
 */
struct lp_text_sink {
    void (*text)(void *who, struct lp_slice utf8);
    void (*page)(void *who); /* another page begins; may be NULL */
    void *who;
};

#endif
