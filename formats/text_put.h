#ifndef LP_FORMATS_TEXT_PUT_H
#define LP_FORMATS_TEXT_PUT_H

#include "formats/text_sink.h"

/*
 * What an extractor of text writes to: it collects small pieces, makes
 * well-formed UTF-8 of what strangers say is UTF-8, and knows where words are
 * parted already. Zeroed but for `sink`, it is ready; it owns nothing.
 */
struct lp_text_put {
    struct lp_text_sink sink;
    uint8_t last;    /* the last byte put out, or 0 */
    uint8_t held[4]; /* the beginning of a character that was cut */
    size_t n_held;
    size_t len;
    uint8_t buf[4096];
};

/* Put out bytes that claim to be UTF-8, cut anywhere. A byte that begins no
 * well-formed character becomes U+FFFD. */
void lp_text_put_bytes(struct lp_text_put *p, struct lp_slice bytes);

/* What comes next does not go on with what came last: a character that was cut
 * is cut for good. */
void lp_text_put_cut(struct lp_text_put *p);

/* Put out a character. What is none (a surrogate, above U+10FFFF) becomes
 * U+FFFD. */
void lp_text_put_point(struct lp_text_put *p, uint32_t point);

/* Part what comes from what came: LF unless that ended in LF or nothing came
 * yet; TAB unless that ended in LF or TAB or nothing came yet. */
void lp_text_put_line(struct lp_text_put *p);
void lp_text_put_cell(struct lp_text_put *p);

/* Another page begins. */
void lp_text_put_page(struct lp_text_put *p);

/* Hand everything to the sink. */
void lp_text_put_flush(struct lp_text_put *p);

#endif
