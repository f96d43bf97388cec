#ifndef LP_FORMATS_CLOSED_PROGRAM_H
#define LP_FORMATS_CLOSED_PROGRAM_H

#include "base/slice.h"
#include "formats/kind.h"

/* So many bytes from its first show that an archive begins in a program. */
#define LP_PROGRAM_SHOWS 160

/* Whether a file that begins so is a program, in which an archive can lie that
 * the program unpacks: PE, ELF or a script. */
bool lp_is_program(struct lp_slice head);
bool lp_is_script(struct lp_slice head);

/* The archive of which the first one in `bytes` begins there (ends, a ZIP),
 * with all of LP_PROGRAM_SHOWS bytes of it or up to the end of all: 7Z, RAR,
 * CAB or ZIP; and in a `script` GZIP, XZ, BZIP2 or ZSTD. OTHER if there is
 * none. Magics alone do not count: programs that read archives have them too,
 * so a sum or the fields behind must fit. */
enum lp_kind lp_program_holds(struct lp_slice bytes, bool script);

#endif
