#ifndef LP_FORMATS_ENCODED_HEAD_H
#define LP_FORMATS_ENCODED_HEAD_H

#include "formats/kind.h"

/* Lines of files that were put into a text: uuencode (POSIX.1), its form in
 * base64, and yEnc 1.3. Lines are given without their ends. */

/* `begin MODE NAME`, or `begin-base64 MODE NAME`. */
bool lp_uu_begin(struct lp_slice line, struct lp_slice *name, bool *base64);

/* A line of data: how many bytes it holds. False: it is none. A line that holds
 * none ends the data. */
bool lp_uu_line(struct lp_slice line, unsigned *n);

/* The bytes of such a line, to `to`, where there is room for 66. */
void lp_uu_decode(struct lp_slice line, unsigned n, uint8_t *to);

/* What `=ybegin` and `=yend` say. */
struct lp_yenc_line {
    bool has_size;
    uint64_t size;
    bool part; /* it is one of several */
    bool has_crc;
    uint32_t crc;
    struct lp_slice name;
};

bool lp_yenc_begin(struct lp_slice line, struct lp_yenc_line *out);
bool lp_yenc_end(struct lp_slice line, struct lp_yenc_line *out);

/* UUENCODE or YENC if such a file begins in the text that `head` is the first
 * bytes of, else OTHER. */
enum lp_kind lp_encoded_kind(struct lp_slice head);

#endif
