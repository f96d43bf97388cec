#ifndef LP_FORMATS_PGP_PACKET_H
#define LP_FORMATS_PGP_PACKET_H

#include "base/slice.h"

/* Packets of OpenPGP (RFC 9580, section 4) and the numbers in them. */

struct lp_pgp_packet {
    unsigned tag;
    bool open;         /* partial or indeterminate: the end is not stated */
    unsigned len_size; /* octets that state the length */
    uint64_t len;      /* of the body, or of its first part */
};

/* Take the header of a packet. False: there is none. */
bool lp_pgp_packet_head(struct lp_cursor *c, struct lp_pgp_packet *p);

/* Take a number of any length (section 3.2), without leading zeros. False: it
 * is zero, is cut, or is not written as it must be. */
bool lp_pgp_mpi(struct lp_cursor *c, struct lp_slice *out);

/* Up to four bytes as a number, the first being the highest. */
uint32_t lp_pgp_number(struct lp_slice s);

#endif
