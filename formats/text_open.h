#ifndef LP_FORMATS_TEXT_OPEN_H
#define LP_FORMATS_TEXT_OPEN_H

#include "formats/text_element.h"

/* What is deeper is not kept. */
#define LP_TEXT_OPEN_MAX 512

/*
 * The elements of HTML that are open, as far as it takes to know where one
 * that is hidden ends. Zeroed, none is open; it owns nothing.
 */
struct lp_text_open {
    size_t n;
    size_t hidden;    /* how many are open, the first hidden one being the last
                         of them; 0 if none is hidden */
    unsigned foreign; /* how many of them are svg or math */
    bool deep;        /* some were deeper and were not kept */
    struct lp_element open[LP_TEXT_OPEN_MAX];
};

/* A start tag: `hides` if what is in it is not shown, `empty` if nothing is in
 * it. Returns whether the tag itself can be seen. */
bool lp_text_open_start(struct lp_text_open *o, const struct lp_element *e,
                        bool hides, bool empty);

/* An end tag. Returns whether the tag itself can be seen. */
bool lp_text_open_end(struct lp_text_open *o, const struct lp_element *e);

#endif
