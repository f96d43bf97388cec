#ifndef LP_CMD_JSON_H
#define LP_CMD_JSON_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "base/slice.h"

/* Records on their way out: one JSON object a line (docs/FORMAT-records.md).
 * Keys come in the order of the calls. */
struct lp_json {
    FILE *to;
    uint64_t open; /* a bit for each open level: something is in it */
};

/* `{"schema":"leafproof/1","type":TYPE` and `}` LF. */
void lp_json_begin(struct lp_json *j, const char *type);
void lp_json_end(struct lp_json *j);

/* In an array, `key` is NULL. */
void lp_json_text(struct lp_json *j, const char *key, const char *value);
/* The bytes must be UTF-8; controls are escaped. */
void lp_json_slice(struct lp_json *j, const char *key, struct lp_slice value);
/* Words that are not ours: escaped as for a terminal. */
void lp_json_escaped(struct lp_json *j, const char *key, const char *words);
void lp_json_number(struct lp_json *j, const char *key, uint64_t value);
/* From 0 to 1, to thousandths. */
void lp_json_part(struct lp_json *j, const char *key, double value);
void lp_json_bool(struct lp_json *j, const char *key, bool value);
void lp_json_null(struct lp_json *j, const char *key);
void lp_json_hex(struct lp_json *j, const char *key, struct lp_slice bytes);
void lp_json_time(struct lp_json *j, const char *key, int64_t seconds);
void lp_json_object(struct lp_json *j, const char *key);
void lp_json_object_end(struct lp_json *j);
void lp_json_array(struct lp_json *j, const char *key);
void lp_json_array_end(struct lp_json *j);

#endif
