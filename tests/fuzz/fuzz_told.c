/* What a helper says of XML signatures, as hostile bytes: it may make no sense,
 * and never more than that. */
#include <stdlib.h>

#include "evidence/xml_told.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct lp_source from = {0};
    struct lp_xml_told told = {0};
    struct lp_err err = {0};

    if (lp_source_bytes(&from, (struct lp_slice){data, size}, NULL, &err) ==
        LP_OK) {
        (void)!lp_xml_told_read(&told, &from, 4, &err);
        for (size_t i = 0; i < told.refs_n; i++) {
            if (told.refs[i].how == LP_XD_RAW && told.refs[i].member >= 4) {
                abort();
            }
        }
    }
    lp_xml_told_release(&told);
    lp_source_release(&from);
    return 0;
}
