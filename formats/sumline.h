#ifndef LP_FORMATS_SUMLINE_H
#define LP_FORMATS_SUMLINE_H

#include "base/buf.h"

/*
 * A checksum line as the tools of GNU coreutils 9.1 write it: hex, two blanks
 * and a name. In the name only `\`, LF and CR are escaped, as `\\`, `\n` and
 * `\r`; a line whose name has an escape begins with `\`.
 */

/* Append the line, with its LF. */
void lp_sumline_put(struct lp_buf *to, struct lp_slice digest,
                    struct lp_slice name);

/* Append it as `--tag` asks for: `TAG (name) = hex`. */
void lp_sumline_put_tagged(struct lp_buf *to, const char *tag,
                           struct lp_slice digest, struct lp_slice name);

/* Append both as `-z` asks for: NUL ends the line, and nothing is escaped.
 * `tag`: NULL for a line without one. */
void lp_sumline_put_nul(struct lp_buf *to, const char *tag,
                        struct lp_slice digest, struct lp_slice name);

/* Append the name behind `escaped`, which stood in a line that began with
 * `\`. False, and `to` as it was, if a `\` begins no known escape, or if there
 * is no memory (then `to->failed` is set). */
bool lp_sumline_unescape(struct lp_buf *to, struct lp_slice escaped);

#endif
