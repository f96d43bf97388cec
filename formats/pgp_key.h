#ifndef LP_FORMATS_PGP_KEY_H
#define LP_FORMATS_PGP_KEY_H

#include "base/slice.h"

/* A public key packet of OpenPGP (RFC 9580, 5.5.2), of versions 2 to 4. */
struct lp_pgp_key {
    unsigned version;
    int64_t created;
    unsigned algorithm;    /* enum lp_pgp_public_algorithm, or another */
    struct lp_slice curve; /* its object identifier; or empty */
    struct lp_slice part[4];
    unsigned parts;
    unsigned bits; /* 0: not known */
};

/* Read the body of the packet: false if it is none, or of an algorithm that
 * signs nothing we know. Slices borrow. */
bool lp_pgp_key_read(struct lp_pgp_key *k, struct lp_slice body);

#endif
