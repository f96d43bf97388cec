#ifndef LP_FORMATS_MAIL_ENTITY_H
#define LP_FORMATS_MAIL_ENTITY_H

#include "base/view.h"
#include "formats/mail_body.h"
#include "formats/mail_head.h"
#include "formats/mail_param.h"

/* An entity of MIME (RFC 2045, 2.4) by its places: where its parts stand to
 * the byte, which is what signatures of mail cover. */

struct lp_mail_piece {
    uint64_t from;
    uint64_t to;
};

/* Parts of one multipart; more are passed over. */
#define LP_MAIL_PIECES_MAX ((size_t)1000)

/* Zeroed, it is empty. */
struct lp_mail_entity {
    uint64_t from;
    uint64_t body; /* behind the blank line */
    uint64_t to;
    struct lp_mail_head head;
    struct lp_mail_value type; /* borrows from head */
    bool multipart;            /* one that says what stands between its parts */
    bool tail; /* something that is not blank stands behind its last part */
    struct lp_mail_piece *parts;
    size_t n;
    size_t cap;
};

/**
 * Read the entity in bytes `from` to `to` of `v`. `own` may be NULL, else it
 * gets what its header says of a message.
 */
LP_MUST_USE enum lp_code
lp_mail_entity_read(struct lp_mail_entity *e, struct lp_view *v, uint64_t from,
                    uint64_t to, struct lp_mail_own *own,
                    const struct lp_limits *limits, struct lp_err *err);
void lp_mail_entity_release(struct lp_mail_entity *e);

/* The body of an entity that is no multipart, its transfer encoding undone.
 * LP_E_LIMIT: it is more than `max`. */
LP_MUST_USE enum lp_code lp_mail_entity_body(const struct lp_mail_entity *e,
                                             struct lp_view *v, size_t max,
                                             struct lp_buf *out,
                                             struct lp_err *err);

/* The same, given away piece by piece. */
LP_MUST_USE enum lp_code
lp_mail_entity_each(const struct lp_mail_entity *e, struct lp_view *v,
                    void (*take)(void *who, struct lp_slice bytes), void *who,
                    struct lp_err *err);

#endif
