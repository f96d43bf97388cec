#ifndef LP_FORMATS_PGP_ARMOR_H
#define LP_FORMATS_PGP_ARMOR_H

#include "base/buf.h"

/*
 * ASCII armor of OpenPGP (RFC 9580, section 6). Lines end with LF or CRLF, and
 * blanks before that do not count. The checksum is not compared: whoever
 * changed the bytes could change it as well (section 6.1.1).
 */

enum lp_pgp_armor {
    LP_PGP_ARMOR_NONE, /* there is no block of this name */
    LP_PGP_ARMOR_GOOD,
    LP_PGP_ARMOR_BROKEN,
};

/* Append the bytes of every block "-----BEGIN PGP `name`-----" in `text`. What
 * stands around the blocks is passed over; `*around` says whether something
 * that is not blank does. */
enum lp_pgp_armor lp_pgp_armor_read(struct lp_buf *to, struct lp_slice text,
                                    const char *name, bool *around);

/* Whether a line is "-----`what` `name`-----", where `what` is "BEGIN PGP" or
 * "END PGP". */
bool lp_pgp_armor_is(struct lp_slice line, const char *what, const char *name);

#endif
