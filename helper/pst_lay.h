#ifndef LP_HELPER_PST_LAY_H
#define LP_HELPER_PST_LAY_H

#include <libpff.h>
#include <stdbool.h>

/* Say the message as DATA, laid flat (docs/FORMAT-identity-pst.md). What of it
 * cannot be read is marked there. False if nothing of it can. */
bool lp_pst_lay(libpff_item_t *message);

#endif
