#ifndef LP_FORMATS_CLOSED_MAGIC_H
#define LP_FORMATS_CLOSED_MAGIC_H

#include "base/slice.h"
#include "formats/kind.h"

/*
 * Containers that nothing here opens: archives, images of disks, stores of
 * mail, tables and what is encrypted, by fixed bytes in `head`, the first
 * bytes (up to LP_HEAD_MAX). OTHER for all else. No text can be taken for one
 * of them, but for one that holds a file as BinHex.
 */
enum lp_kind lp_magic_kind(struct lp_slice head);

/* The same by the last bytes, of which `tail` are at least 512 if there are so
 * many: an image of a disk may say only there what it is. */
enum lp_kind lp_magic_kind_end(struct lp_slice tail);

/* Whether `name` is that of a later part of something that was cut into
 * several, and `head` are its bytes: no text, and no file that stands alone
 * and is only counted so (scan.002). */
bool lp_magic_is_volume(struct lp_slice name, struct lp_slice head);

#endif
