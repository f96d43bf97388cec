#ifndef LP_MARKUP_BOX_H
#define LP_MARKUP_BOX_H

#include "base/text.h"
#include "formats/text_html.h"
#include "formats/text_rtf.h"
#include "tests/unit/test.h"

/* A sink that keeps the text, and of a page only that it began: as FF. */
static inline void
box_text(void *who, struct lp_slice utf8)
{
    CHECK(utf8.len > 0 && lp_text_utf8(utf8), "a piece of the text");
    lp_buf_put(who, utf8);
}

static inline void
box_page(void *who)
{
    lp_buf_byte(who, '\f');
}

static inline struct lp_text_sink
box_sink(struct lp_buf *to)
{
    return (struct lp_text_sink){.text = box_text, .page = box_page, .who = to};
}

/* The text of `in` given in pieces of `step` bytes. Returns whether elements
 * were too deep. */
static inline bool
box_html(struct lp_buf *to, struct lp_slice in, size_t step)
{
    struct lp_text_html *h = NULL;
    bool deep = false;

    if (lp_text_html_new(&h, box_sink(to), NULL) == LP_OK) {
        while (in.len > 0) {
            lp_text_html_feed(h, lp_slice_head(in, step));
            in = lp_slice_from(in, step);
        }
        lp_text_html_end(h);
        deep = lp_text_html_deep(h);
    }
    lp_text_html_free(h);
    return deep;
}

/* The same of RTF. Returns whether it was broken. */
static inline bool
box_rtf(struct lp_buf *to, struct lp_slice in, size_t step)
{
    struct lp_text_rtf *h = NULL;
    bool broken = false;

    if (lp_text_rtf_new(&h, box_sink(to), NULL) == LP_OK) {
        while (in.len > 0) {
            lp_text_rtf_feed(h, lp_slice_head(in, step));
            in = lp_slice_from(in, step);
        }
        lp_text_rtf_end(h);
        broken = lp_text_rtf_broken(h);
    }
    lp_text_rtf_free(h);
    return broken;
}

#endif
