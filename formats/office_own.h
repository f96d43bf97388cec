#ifndef LP_FORMATS_OFFICE_OWN_H
#define LP_FORMATS_OFFICE_OWN_H

#include "base/slice.h"
#include "formats/kind.h"

/*
 * The parts that make an office document or an EPUB itself, by their names and
 * by their bytes: docs/FORMAT-embedded.md. A name alone says nothing, since
 * whoever hides something there chooses it.
 */

/* What a part of a name may be by its bytes; one of several is enough. */
enum lp_office_own {
    LP_OFFICE_XML = 1 << 0,
    LP_OFFICE_TEXT = 1 << 1,
    LP_OFFICE_FONT = 1 << 2,
    LP_OFFICE_VEILED_FONT = 1 << 3,
    LP_OFFICE_PICTURE = 1 << 4,
    LP_OFFICE_PRINTER = 1 << 5,
    LP_OFFICE_CACHE = 1 << 6,
    LP_OFFICE_TYPE = 1 << 7,
    LP_OFFICE_LISTED = 1 << 8, /* ... and it is in the list of an EPUB */
};

/* So many bytes of a part are looked at. */
#define LP_OFFICE_OWN_HEAD 256

/* What a part of this name should be; 0: it is none of the document's own. */
unsigned lp_office_own_name(enum lp_kind kind, struct lp_slice name);

/* Whether a part of `size` bytes that begins with `head` is one of `as`. */
bool lp_office_own_bytes(unsigned as, struct lp_slice head, uint64_t size);

#endif
