#include "base/tempfolder.h"

#include <stdio.h>
#include <stdlib.h>

enum lp_code
lp_tempfolder(char **folder, struct lp_err *err)
{
    const char *in = getenv("TMPDIR");
    char *made;

    if (asprintf(&made, "%s/leafproof-XXXXXX",
                 in != NULL && in[0] == '/' ? in : "/tmp") < 0) {
        return lp_no_memory(err);
    }
    if (mkdtemp(made) == NULL) {
        free(made);
        (void)lp_fail(err, LP_E_IO, "no place for a temporary folder");
        lp_hint(err, "set TMPDIR to a folder that can be written to");
        return LP_E_IO;
    }
    *folder = made;
    return LP_OK;
}
