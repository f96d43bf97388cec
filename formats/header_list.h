#ifndef LP_FORMATS_HEADER_LIST_H
#define LP_FORMATS_HEADER_LIST_H

#include "formats/canon_body.h"

/* One field of a header, as it stands there. */
struct lp_header_field {
    struct lp_slice name;  /* without blanks behind it */
    struct lp_slice raw;   /* all of it, without its last line end */
    struct lp_slice value; /* what is behind the colon of `raw` */
    size_t above; /* the next of the same name further up; SIZE_MAX: none */
};

/* Where the fields of one name begin, from below. */
struct lp_header_name {
    size_t lowest; /* SIZE_MAX: this place is free */
    size_t next;   /* for who takes them one by one: see lp_headers_rewind */
    unsigned round;
};

/*
 * The fields of a message's header. Lines that are no field (an mbox "From ",
 * garbage) are passed over and counted. It borrows from the text.
 */
struct lp_headers {
    struct lp_header_field *of;
    size_t n;
    size_t cap;
    struct lp_header_name *names; /* a table of hashes */
    size_t slots;
    unsigned round;
    size_t junk;   /* lines that belong to no field */
    bool envelope; /* one of them is an mbox "From ", on top */
    bool too_many; /* more than `max` fields; those behind are left out */
    enum lp_eol eol;
};

/* How the header ends its lines: bits 1 << enum lp_eol of all that differ in
 * what they make of `text`; the first of them is how most of it does. */
unsigned lp_headers_eols(struct lp_slice text);

LP_MUST_USE enum lp_code lp_headers_read(struct lp_headers *h,
                                         struct lp_slice text, enum lp_eol eol,
                                         size_t max, struct lp_err *err);

/* Begin to take fields from below again. */
void lp_headers_rewind(struct lp_headers *h);

/* The lowest field of that name (any case) that was not taken since; SIZE_MAX
 * if there is none. */
size_t lp_headers_take(struct lp_headers *h, struct lp_slice name);

/* The place of the lowest one, taken or not; SIZE_MAX if there is none. */
size_t lp_headers_lowest(const struct lp_headers *h, struct lp_slice name);

/* The lowest one; NULL if there is none. Takes nothing. */
const struct lp_header_field *lp_headers_find(struct lp_headers *h,
                                              const char *name);

void lp_headers_release(struct lp_headers *h);

/* Append the canonical form of a field; without the line end behind it if
 * `last`. */
void lp_canon_field(struct lp_buf *to, struct lp_slice raw, enum lp_canon how,
                    enum lp_eol eol, bool last);

/* Append `raw`, a signature's own field, without the value of its b= tag; the
 * blanks around that, which the standard leaves to the reader, go too unless
 * `keep`. True if there are such. */
bool lp_canon_unsign(struct lp_buf *to, struct lp_slice raw, bool keep);

#endif
