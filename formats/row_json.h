#ifndef LP_FORMATS_ROW_JSON_H
#define LP_FORMATS_ROW_JSON_H

#include "formats/row.h"
#include "formats/rule.h"

/**
 * Read one object of JSON as a row: its keys into `names`, its values into
 * `row`. Numbers are kept as they are written; arrays and objects too, without
 * the blanks between their words. `room` is used on the way. False with the
 * rule if it is none, or has a key twice.
 */
bool lp_row_json(struct lp_slice object, struct lp_row_names *names,
                 struct lp_row *row, struct lp_buf *room, enum lp_rule *wrong);

#endif
