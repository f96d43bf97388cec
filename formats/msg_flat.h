#ifndef LP_FORMATS_MSG_FLAT_H
#define LP_FORMATS_MSG_FLAT_H

#include "formats/cfb_file.h"

/*
 * A message laid flat: the storages and streams of [MS-OXMSG], one behind the
 * other, as leafproof-pst tells them (docs/FORMAT-identity-pst.md).
 *
 *     message = magic items END
 *     items   = *( storage / stream )
 *     storage = STORAGE length-of-name (1) name items END
 *     stream  = STREAM length-of-name (1) name size (8) bytes state (1)
 *
 * Numbers are little-endian. Nothing follows the last END.
 */
#define LP_FLAT_MAGIC "\x89MAPI1\r\n"
#define LP_FLAT_MAGIC_LEN ((size_t)8)

enum lp_flat_mark {
    LP_FLAT_END = 0,
    LP_FLAT_STORAGE = 1,
    LP_FLAT_STREAM = 2,
};

enum lp_flat_state {
    LP_FLAT_WHOLE = 0,
    LP_FLAT_LACKING = 1, /* it could not be read: zeros stand for the rest */
};

/**
 * List the storages and streams of the message laid flat in `view`, of which a
 * reference is kept, as those of a compound file. LP_E_FORMAT with
 * LP_RULE_MSG_FLAT or LP_RULE_TRUNCATED: it breaks its grammar; LP_E_LIMIT:
 * there are too many, or too deep. A stream that lacks something is `bad`, and
 * `*lacking` tells of any.
 */
LP_MUST_USE enum lp_code lp_msg_flat_open(struct lp_cfb **out, bool *lacking,
                                          struct lp_view *view,
                                          const struct lp_limits *limits,
                                          struct lp_err *err);

#endif
