#ifndef LP_FORMATS_MAIL_DECODE_H
#define LP_FORMATS_MAIL_DECODE_H

#include "base/slice.h"

/* What a message may do to the bytes of a part on their way. */
enum lp_mail_coding {
    LP_MAIL_PLAIN, /* nothing */
    LP_MAIL_BASE64,
    LP_MAIL_QUOTED,
};

/* A run of blanks longer than this is text, wherever it stands: no line of a
 * message may be that long. */
#define LP_MAIL_BLANKS_MAX 998

/* The room that one call asks for at least. */
#define LP_MAIL_DECODE_MIN 2048

/*
 * Undoes a coding, from pieces cut anywhere. Never fails: mailers pass over
 * what does not belong, and so does this; `bad` then says so.
 *
 * Base64 is read as Python's binascii reads it: bytes outside the alphabet are
 * passed over, and after the padding that ends a group of four everything is.
 * A group that is cut short gives the bytes that are certain.
 *
 * Quoted-printable is read as RFC 2045 says: blanks before a line's end are
 * not of the text, `=` before a line's end joins two lines, and a line's end
 * (LF, CRLF or CR) stays as it is. What follows a `=` and is no byte stays.
 *
 * Zeroed but for `coding`, it is ready.
 */
struct lp_mail_decode {
    enum lp_mail_coding coding;
    bool bad;
    bool over;       /* base64: the padding was met */
    unsigned pads;   /* base64: signs of padding in a row */
    unsigned digits; /* base64: of a group, and their bits ... */
    uint32_t bits;
    bool soft_cr;  /* quoted: a joined line may yet end with LF */
    bool long_run; /* quoted: in a run of blanks that is text */
    size_t held;   /* quoted: what the next byte decides about */
    uint8_t hold[LP_MAIL_BLANKS_MAX + 4];
};

/* Decode the head of `in`, which moves on, to `to`, where there is room for
 * `cap` bytes (LP_MAIL_DECODE_MIN or more). Returns how many came out. It goes
 * on until `in` is used up or there may be no room for the next step. */
size_t lp_mail_decode(struct lp_mail_decode *d, struct lp_slice *in,
                      uint8_t *to, size_t cap);

/* The end of the text: what had to wait for it. */
size_t lp_mail_decode_end(struct lp_mail_decode *d, uint8_t *to);

#endif
