#ifndef LP_BUNDLE_HELPING_H
#define LP_BUNDLE_HELPING_H

#include "formats/helper.h"

/* The helpers that are installed beside this program, or in its folder for
 * those: each a process of its own for each archive that is opened, or keyring
 * that is read ("keyring", "keybox"). */
extern const struct lp_helper lp_helping;

/* Where such a program lies: beside this one, or where it is installed. False:
 * nowhere. */
bool lp_helping_find(char *path, size_t room, const char *name);

#endif
