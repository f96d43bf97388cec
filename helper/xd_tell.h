#ifndef LP_HELPER_XD_TELL_H
#define LP_HELPER_XD_TELL_H

#include "helper/xd_package.h"

/* Tell the signatures in one member, as formats/xmldsig.h says. */
void lp_xd_tell(struct lp_xd_package *p, uint32_t member);

#endif
