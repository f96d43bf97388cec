#ifndef LP_FORMATS_ROW_H
#define LP_FORMATS_ROW_H

#include "base/buf.h"

/* Rows of tables, and the forms of row-v1: docs/FORMAT-identity-rows.md. */

/* The values of one row may have so many bytes in all. */
#define LP_ROW_MAX ((size_t)2 << 20)
/* A table may have so many columns; the name of one so many bytes, and those
 * of all together. */
#define LP_ROW_COLUMNS_MAX ((size_t)16384)
#define LP_ROW_NAME_MAX ((size_t)1024)
#define LP_ROW_NAMES_MAX ((size_t)256 * 1024)
/* What is said in fewer bytes than these is no text of its own ... */
#define LP_ROW_SAID_MIN ((size_t)256)
/* ... and a row that has fewer bytes of values is the same by chance. */
#define LP_ROW_TELLS_MIN ((size_t)16)

/* The letters are those of the form. */
enum lp_row_type {
    LP_ROW_NULL = 'n',
    LP_ROW_INTEGER = 'i',
    LP_ROW_REAL = 'r',
    LP_ROW_TEXT = 't',
    LP_ROW_BYTES = 'b',
    LP_ROW_JSON = 'j', /* true, false, an array or an object */
};

/* The names of the columns of a table, in its order. Zeroed, there are none. */
struct lp_row_names {
    struct lp_buf text; /* one behind another */
    struct lp_buf ends; /* 4 bytes each: where it ends there */
    size_t n;
    struct lp_buf order; /* 4 bytes each: the columns by their names ... */
    struct lp_buf lower; /* ... and by their names in lower case */
};

void lp_row_names_clear(struct lp_row_names *t);

/* Append a name. What is too long is seen by lp_row_names_ready. */
void lp_row_names_add(struct lp_row_names *t, struct lp_slice name);
struct lp_slice lp_row_names_get(const struct lp_row_names *t, size_t column);

/* All names were added. `*good` says whether they are lawful: no two are the
 * same, and none of the limits is passed. */
LP_MUST_USE enum lp_code lp_row_names_ready(struct lp_row_names *t, bool *good,
                                            struct lp_err *err);
bool lp_row_names_same(const struct lp_row_names *a,
                       const struct lp_row_names *b);
void lp_row_names_release(struct lp_row_names *t);

/* One row. Zeroed, it is empty. */
struct lp_row {
    struct lp_buf text;  /* its values, one behind another */
    struct lp_buf cells; /* 5 bytes each: the type; where the value ends */
    size_t n;            /* values */
    bool too_long;       /* ... which are more than LP_ROW_MAX: some are left
                            out */
    struct lp_buf typed; /* lp_row_form made these three */
    struct lp_buf plain;
    struct lp_buf said;
    bool tells; /* enough to be known by */
};

void lp_row_clear(struct lp_row *r);

/* More of the value at hand. */
void lp_row_put(struct lp_row *r, struct lp_slice bytes);
static inline void
lp_row_byte(struct lp_row *r, uint8_t byte)
{
    if (r->text.len < LP_ROW_MAX) {
        lp_buf_byte(&r->text, byte);
    } else {
        r->too_long = true;
    }
}

/* What there is of the value at hand. */
struct lp_slice lp_row_at_hand(const struct lp_row *r);

/* Forget it, and go on with another one in its place. */
void lp_row_again(struct lp_row *r);

/* Take the last value in hand again. */
void lp_row_reopen(struct lp_row *r);

/* The value at hand is over. A text that is no UTF-8 is taken as bytes. */
void lp_row_end(struct lp_row *r, enum lp_row_type type);

/* As these in one: a number in decimal digits. */
void lp_row_integer(struct lp_row *r, int64_t v);
void lp_row_real(struct lp_row *r, double v);

struct lp_slice lp_row_value(const struct lp_row *r, size_t column,
                             enum lp_row_type *type);

bool lp_row_is_utf8(struct lp_slice s);

/* Make the forms of a row that has as many values as `t` has names. Values for
 * which `apart` says so (it may be NULL) are not told again in r->said. */
LP_MUST_USE enum lp_code
lp_row_form(struct lp_row *r, const struct lp_row_names *t,
            bool (*apart)(struct lp_slice value, enum lp_row_type type),
            struct lp_err *err);
void lp_row_release(struct lp_row *r);

#endif
