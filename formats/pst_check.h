#ifndef LP_FORMATS_PST_CHECK_H
#define LP_FORMATS_PST_CHECK_H

#include "base/view.h"
#include "formats/rule.h"

/**
 * Compare the checksums of a store of Outlook ([MS-PST] 2.2.2): of its header,
 * of the pages of both trees, and of every block that they list. libpff does
 * not, and would tell other bytes than were stored.
 *
 * What does not agree, and trees that break their grammar, are added to
 * `found` (LP_RULE_PST_SUM), as is that the store is of a form whose checksums
 * are not known here (LP_RULE_PST_UNCHECKED). LP_E_FORMAT: the store is
 * encrypted in a way that is not read. All of the file is read about once,
 * whatever the trees say.
 */
LP_MUST_USE enum lp_code
lp_pst_check(struct lp_view *v, struct lp_findings *found, struct lp_err *err);

#endif
