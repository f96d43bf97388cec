#ifndef LP_FORMATS_PDF_VALUE_H
#define LP_FORMATS_PDF_VALUE_H

#include "base/buf.h"
#include "formats/pdf_lex.h"

/*
 * The values of PDF (ISO 32000-1, 7.3). Nothing is built: a value is a place
 * in the bytes that hold it, and what lies in an array or a dictionary is read
 * when it is asked for. All of it borrows from the bytes that were given.
 */

enum lp_pdf_kind {
    LP_PDF_NONE, /* there is no such thing */
    LP_PDF_NULL,
    LP_PDF_BOOL,
    LP_PDF_INT,
    LP_PDF_REAL,
    LP_PDF_STRING,
    LP_PDF_NAME,
    LP_PDF_ARRAY,
    LP_PDF_DICT,
    LP_PDF_REF,
};

/* Zeroed, it is NONE. */
struct lp_pdf_value {
    enum lp_pdf_kind kind;
    struct lp_slice raw;
    int64_t integer; /* of INT; 1 for true */
    double real;     /* of INT and REAL */
    uint32_t num;    /* of REF */
    uint32_t gen;
};

enum lp_pdf_got {
    LP_PDF_GOT,
    LP_PDF_CUT, /* the bytes end before the value does */
    LP_PDF_BAD, /* no value begins here, or it is nested too deep */
};

/* Arrays and dictionaries inside each other, at most. */
#define LP_PDF_NESTING 256

/* Take the value at `*at` of `s` with all that lies in it, and move `*at`
 * behind it. Unless GOT, `*at` is unchanged and `out` is NONE. */
enum lp_pdf_got lp_pdf_value(struct lp_slice s, size_t *at,
                             struct lp_pdf_value *out);

/* The rest of an array or dictionary that is gone through. */
struct lp_pdf_walk {
    struct lp_slice rest;
};

/* At the first item of `v`; of anything but an array or dictionary, at the
 * end of nothing. */
struct lp_pdf_walk lp_pdf_walk(const struct lp_pdf_value *v);

/* The next item of an array; false at its end. */
bool lp_pdf_item(struct lp_pdf_walk *w, struct lp_pdf_value *out);

/* The next key and value of a dictionary; false at its end. What is no pair
 * is passed over. */
bool lp_pdf_pair(struct lp_pdf_walk *w, struct lp_pdf_value *key,
                 struct lp_pdf_value *out);

/* What `dict` holds under `key`, or NONE. Of two, the last counts. */
struct lp_pdf_value lp_pdf_get(const struct lp_pdf_value *dict,
                               const char *key);
struct lp_pdf_value lp_pdf_get_slice(const struct lp_pdf_value *dict,
                                     struct lp_slice key);

/* Whether `v` is the name `name` (without the slash), #xx undone. */
bool lp_pdf_is(const struct lp_pdf_value *v, const char *name);

/* Append the bytes of a name (#xx undone) or of a string; nothing for other
 * values. */
void lp_pdf_bytes_of(struct lp_buf *to, const struct lp_pdf_value *v);

/* As lp_pdf_bytes_of, from the raw form of a name or string. */
void lp_pdf_undo(struct lp_buf *to, struct lp_slice raw);

/* The integer of `v` if it is one from `min` to `max`, else `other`. */
int64_t lp_pdf_integer(const struct lp_pdf_value *v, int64_t min, int64_t max,
                       int64_t other);

/* The number that `v` is, else `other`. */
double lp_pdf_number(const struct lp_pdf_value *v, double other);

#endif
