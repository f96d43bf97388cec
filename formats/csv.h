#ifndef LP_FORMATS_CSV_H
#define LP_FORMATS_CSV_H

#include "base/buf.h"

/* The grammar of comma-separated values (RFC 4180), with any byte as the
 * separator and LF or CR LF as the end of a row. */

/* No field is longer, counted without the quotes around it. */
#define LP_CSV_MAX ((size_t)1 << 20)

/* A field of a row. */
struct lp_csv_field {
    struct lp_slice raw; /* between its quotes, if it had some */
    bool quoted;
    bool doubled; /* there are doubled quotes in it */
    bool last;    /* of its row */
};

/**
 * Take the field of `text` at `*at`, and what ends it.
 *
 * NULL if it is good; else why not, in words. If f->raw.len > LP_CSV_MAX, the
 * field is longer than lawful and no more of it was read, whatever is
 * returned. The end of the text ends a row.
 */
const char *lp_csv_take(struct lp_slice text, uint8_t sep, size_t *at,
                        struct lp_csv_field *f);

/* Set `to` to what a field with doubled quotes says. */
void lp_csv_undouble(struct lp_buf *to, struct lp_slice raw);

/* Append a field, quoted if it must be. */
void lp_csv_put(struct lp_buf *to, uint8_t sep, struct lp_slice field);

#endif
