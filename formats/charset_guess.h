#ifndef LP_FORMATS_CHARSET_GUESS_H
#define LP_FORMATS_CHARSET_GUESS_H

#include "formats/charset_name.h"

/* How many bytes of a text say what its charset is. */
#define LP_CHARSET_HEAD 65536

/**
 * The charset of a text that begins with `head` (LP_CHARSET_HEAD bytes of it,
 * or all if it is shorter) and is declared to be in `declared`, by the rule
 * of docs/FORMAT-identity.md. It is one of which we know how to read it, and
 * neither GUESS, UTF16 nor UTF32. `*mark` is the length of the byte order
 * mark, which is not of the text.
 */
struct lp_charset lp_charset_guess(struct lp_slice head,
                                   struct lp_charset declared, size_t *mark);

/**
 * One step through bytes that may be UTF-8 (Unicode 15, table 3-7, and
 * "U+FFFD Substitution of Maximal Subparts" in section 3.9).
 *
 * Returns the length of the well-formed sequence at the start of `s`, which is
 * not empty; or 0, and then `*bad` is the length of the maximal subpart that
 * is none, and `*cut` says that it is one only because `s` ends.
 */
size_t lp_charset_utf8(struct lp_slice s, size_t *bad, bool *cut);

/* How many bytes of ASCII `s` begins with. */
size_t lp_charset_ascii(struct lp_slice s);

#endif
