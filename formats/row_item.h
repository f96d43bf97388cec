#ifndef LP_FORMATS_ROW_ITEM_H
#define LP_FORMATS_ROW_ITEM_H

#include "base/limits.h"
#include "base/source.h"
#include "formats/entry.h"
#include "formats/row.h"

/* Bytes in a row that are a document of their own, if they are so many. */
#define LP_ROW_APART_MIN ((size_t)64)

/* A row as its reader has found it. */
struct lp_row_found {
    struct lp_slice table; /* its name, if it has one */
    bool has_span;         /* it lies in one place: */
    uint64_t at;           /* from here ... */
    uint64_t end;          /* ... up to here in the container */
    uint64_t front;        /* so much of the container was read */
    enum lp_rule wrong;    /* not NONE: nothing is known of its values, and
                              this is why */
};

/* Tells rows as entries, and then what lies in them. Set `limits`; zeroed
 * otherwise, it is ready. */
struct lp_row_items {
    const struct lp_limits *limits;
    uint64_t rows;
    uint64_t entries;
    struct lp_buf name; /* of the row at hand, and of what lies in it */
    size_t name_len;    /* ... of the row */
    struct lp_after after;
    size_t next; /* the column where to go on looking */
    uint64_t front;
};

/**
 * Tell `row`, of the columns `names`, as an entry. Both must stay until the
 * next row. LP_E_LIMIT if there are more than are lawful.
 */
LP_MUST_USE enum lp_code lp_row_item(struct lp_row_items *t, struct lp_entry *e,
                                     struct lp_source *body, struct lp_row *row,
                                     const struct lp_row_names *names,
                                     const struct lp_row_found *found,
                                     struct lp_err *err);

/* Tell the next document in the row that was told last: a mail, or bytes.
 * `*any` is false if there are no more. */
LP_MUST_USE enum lp_code
lp_row_inner(struct lp_row_items *t, struct lp_entry *e, struct lp_source *body,
             const struct lp_row *row, const struct lp_row_names *names,
             bool *any, struct lp_err *err);
void lp_row_items_release(struct lp_row_items *t);

#endif
