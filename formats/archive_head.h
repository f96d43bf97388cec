#ifndef LP_FORMATS_ARCHIVE_HEAD_H
#define LP_FORMATS_ARCHIVE_HEAD_H

#include "base/slice.h"
#include "formats/kind.h"
#include "formats/rule.h"

/* What the first bytes (up to LP_HEAD_MAX) say of an archive that a helper
 * reads: LP_KIND_7Z, AR, CAB, ISO, LHA, PST or RAR; OTHER for all else. */
enum lp_kind lp_archive_kind(struct lp_slice head);

/* Whether a header of LHA of levels 0 to 3 may begin here: its method, and at
 * 20 the level. */
bool lp_lha_begins(struct lp_slice head);

/* A number of RAR 5 from the front of `*s`: seven bits in a byte, the least
 * first. `*bad` is set if it does not end. */
uint64_t lp_rar_number(struct lp_slice *s, bool *bad);

/* Why an archive of this kind is not opened, if its first bytes say so: it is
 * one of several volumes, or its list of members is encrypted. Else NONE. */
enum lp_rule lp_archive_closed(enum lp_kind kind, struct lp_slice head);

#endif
