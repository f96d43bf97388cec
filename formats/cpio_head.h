#ifndef LP_FORMATS_CPIO_HEAD_H
#define LP_FORMATS_CPIO_HEAD_H

#include "base/slice.h"

/* In order of docs: FreeBSD's cpio(5) has all of these layouts. */
enum lp_cpio_form {
    LP_CPIO_NONE,
    LP_CPIO_NEWC,   /* "070701", hexadecimal, aligned to 4 */
    LP_CPIO_CRC,    /* "070702": as that, with a sum of the data */
    LP_CPIO_ODC,    /* "070707", octal (POSIX.1-2001 pax, "cpio") */
    LP_CPIO_LITTLE, /* 16-bit words, aligned to 2, in little-endian ... */
    LP_CPIO_BIG,    /* ... or big-endian order */
};

#define LP_CPIO_MAGIC 6
#define LP_CPIO_HEAD_MAX 110

/* The fields of one header that we use. */
struct lp_cpio_head {
    enum lp_cpio_form form;
    uint32_t mode;
    uint32_t links;
    int64_t time;
    uint64_t name; /* its length, with the NUL at its end */
    uint64_t size;
    uint32_t sum; /* LP_CPIO_CRC: of all bytes of the data */
};

/* The form of a header that begins with these bytes. */
enum lp_cpio_form lp_cpio_form(const uint8_t magic[LP_CPIO_MAGIC]);

/* The length of its header, and to what name and data are aligned. */
size_t lp_cpio_head_len(enum lp_cpio_form form);
unsigned lp_cpio_align(enum lp_cpio_form form);

/* Read a header of `h->form`. False if a number in it is none. */
bool lp_cpio_head_read(struct lp_cpio_head *h, const uint8_t *bytes);

/* As lp_reader_ops.bid. */
unsigned lp_cpio_head_bid(struct lp_slice head);

#endif
