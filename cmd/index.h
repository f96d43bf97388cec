#ifndef LP_CMD_INDEX_H
#define LP_CMD_INDEX_H

#include "cmd/cmd.h"

/* What `leafproof index` can do, each in its own file. */
extern const struct lp_cmd lp_cmd_index_add;
extern const struct lp_cmd lp_cmd_index_list;
extern const struct lp_cmd lp_cmd_index_remove;
extern const struct lp_cmd lp_cmd_index_verify;
extern const struct lp_cmd lp_cmd_index_export;

#endif
