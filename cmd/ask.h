#ifndef LP_CMD_ASK_H
#define LP_CMD_ASK_H

#include "base/buf.h"

/* Where passphrases come from: a descriptor, or else the terminal. */
struct lp_asker {
    int fd; /* -1: the terminal */
};

/* For bundle/do_seal.h; `who` is the asker. The line's end is left out. Never
 * from arguments or the environment. */
enum lp_code lp_ask_passphrase(void *who, struct lp_buf *to, bool again,
                               struct lp_err *err);

#endif
