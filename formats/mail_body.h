#ifndef LP_FORMATS_MAIL_BODY_H
#define LP_FORMATS_MAIL_BODY_H

#include "formats/mail_cut.h"
#include "formats/mail_decode.h"

/* The body of a part on its way out. Zeroed, it is at its end. */
struct lp_mail_body {
    struct lp_mail_decode decode;
    struct lp_block *block; /* what was decoded last ... */
    size_t next_cap;        /* ... and the room that the next gets */
    bool open;
};

/* Begin with what stands next in a message. */
void lp_mail_body_begin(struct lp_mail_body *b, enum lp_mail_coding coding);

/* Get the next bytes of the body, decoded; empty at its end, where `c` stands
 * before the delimiter. The piece is borrowed until the next call. */
LP_MUST_USE enum lp_code lp_mail_body_pull(struct lp_mail_body *b,
                                           struct lp_mail_cut *c,
                                           struct lp_piece *out,
                                           struct lp_err *err);

void lp_mail_body_release(struct lp_mail_body *b);

#endif
