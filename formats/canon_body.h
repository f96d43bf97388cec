#ifndef LP_FORMATS_CANON_BODY_H
#define LP_FORMATS_CANON_BODY_H

#include "base/buf.h"

/* What ends a line. Signers saw CRLF alone; files that were moved about have
 * all kinds. */
enum lp_eol {
    LP_EOL_CRLF, /* a CR or LF of its own is a character of the line */
    LP_EOL_LF,   /* LF, with or without a CR before it */
    LP_EOL_ANY,  /* that; a CR of its own; and CRs before an LF, as one */
    LP_EOLS
};

enum lp_canon {
    LP_CANON_SIMPLE,  /* RFC 6376, 3.4.1 and 3.4.3 */
    LP_CANON_RELAXED, /* 3.4.2 and 3.4.4 */
    LP_CANON_PLAIN,   /* RFC 4870, 3.4.2.1: "simple" of DomainKeys */
    LP_CANON_NOFWS,   /* 3.4.2.2 */
};

/*
 * Makes the canonical form of a body out of pieces cut anywhere. Empty lines
 * are held back, as a number, until something follows them.
 */
struct lp_canon_body {
    enum lp_canon how;
    enum lp_eol eol;
    uint64_t crs;   /* CRs that wait for what comes behind */
    uint64_t lines; /* line ends that wait */
    bool blank;     /* so does white space */
    bool any;       /* something was put */
};

/* DomainKeys sign the empty line before the body as its first one. */
void lp_canon_body_init(struct lp_canon_body *c, enum lp_canon how,
                        enum lp_eol eol);

/* Append the canonical form of what comes next. */
void lp_canon_body_feed(struct lp_canon_body *c, struct lp_slice bytes,
                        struct lp_buf *to);

/* The body is over: append what ends it. */
void lp_canon_body_end(struct lp_canon_body *c, struct lp_buf *to);

#endif
