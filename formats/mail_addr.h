#ifndef LP_FORMATS_MAIL_ADDR_H
#define LP_FORMATS_MAIL_ADDR_H

#include "base/buf.h"

/*
 * The addresses of a From, Sender, To or Cc (RFC 5322, 3.4 and 4.4; RFC 6532),
 * also where mailers broke the grammar; docs/FORMAT-identity-mail.md has the
 * exact rule. Zeroed but for `rest`, the unfolded value, it is ready.
 */
struct lp_mail_addrs {
    struct lp_slice rest;
    bool no_quotes;   /* no quoted string ends any more ... */
    bool no_comments; /* ... and no comment */
    struct lp_buf local;
    struct lp_buf domain;
    struct lp_buf addr; /* the one given last */
    bool has_at;
    bool has_angle; /* this item has an address in angle brackets */
    bool angle;     /* we are inside them ... */
    bool route;     /* ... in the source route before the address */
    bool literal;   /* we are inside a domain in square brackets */
    bool gap;       /* blanks or a comment came before what comes now */
    bool apart;     /* what came last joins nothing */
    bool over;      /* the address is whole; the rest of the item is none */
};

/**
 * Find the next address. `*out` is its local part as it is, in quotes only
 * where it needs them, an at sign and its domain in lower-case ASCII letters;
 * borrowed until the next call. Inside angle brackets, what has no at sign
 * counts as well, as a local part.
 *
 * False after the last one, or if there is no memory: then a->addr.failed
 * says so. The time taken for all of them is linear in the value.
 */
LP_MUST_USE bool lp_mail_addrs_next(struct lp_mail_addrs *a,
                                    struct lp_slice *out);

void lp_mail_addrs_release(struct lp_mail_addrs *a);

/* The length of the comment that `s` begins with (RFC 5322, 3.2.2), comments
 * in it and escaped bytes included; 0 if it does not end. */
size_t lp_mail_comment(struct lp_slice s);

#endif
