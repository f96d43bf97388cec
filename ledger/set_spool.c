#include "ledger/set_spool.h"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

enum lp_code
lp_set_spool_open(FILE **out, const char *beside, struct lp_err *err)
{
    char *name = NULL;
    enum lp_code rc = LP_OK;
    int fd;

    if (asprintf(&name, "%s.XXXXXX", beside) < 0) {
        return lp_no_memory(err);
    }
    fd = mkostemp(name, O_CLOEXEC);
    if (fd < 0) {
        rc = lp_fail(err, LP_E_IO, "cannot write beside %s", beside);
        goto done;
    }
    (void)unlink(name);
    *out = fdopen(fd, "w+b");
    if (*out == NULL) {
        rc = lp_no_memory(err);
        (void)close(fd);
    }

done:
    free(name);
    return rc;
}

enum lp_code
lp_set_spool_seek(FILE *spool, uint64_t at, struct lp_err *err)
{
    return fflush(spool) == 0 && fseeko(spool, (off_t)at, SEEK_SET) == 0
               ? LP_OK
               : lp_set_spool_failed(err);
}

enum lp_code
lp_set_spool_failed(struct lp_err *err)
{
    (void)lp_fail(err, LP_E_IO, "cannot keep beside the set what goes into it");
    lp_hint(err, "free some space or choose another place");
    return LP_E_IO;
}
