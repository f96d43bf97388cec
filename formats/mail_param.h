#ifndef LP_FORMATS_MAIL_PARAM_H
#define LP_FORMATS_MAIL_PARAM_H

#include "base/buf.h"

/* More parameters than this are passed over. */
#define LP_MAIL_PARAMS_MAX 128

/* A file name is cut behind so many bytes of UTF-8. */
#define LP_MAIL_NAME_MAX 4096

/* The value of a Content-Type or a Content-Disposition. All slices are of the
 * text that it was read from. */
struct lp_mail_value {
    struct lp_slice word; /* "text/plain", "attachment"; may be empty */
    unsigned n;
    struct {
        struct lp_slice name; /* without the stars of RFC 2231 */
        int number;           /* of a continuation; -1 for none */
        bool extended;        /* percent-escaped, perhaps with a charset */
        struct lp_slice text; /* with its quotes, if it has any */
    } of[LP_MAIL_PARAMS_MAX];
};

/* Take an unfolded value apart. Whatever it says, something is read. */
void lp_mail_value_read(struct lp_mail_value *v, struct lp_slice text);

/* Whether the word is `what`, or begins with it if that ends with a slash;
 * letters count whatever their case. */
bool lp_mail_value_is(const struct lp_mail_value *v, const char *what);

/* A type and its subtype are no longer than 127 bytes each (RFC 6838, 4.2). */
#define LP_MAIL_TYPE_MAX ((size_t)255)

/* Whether the word is a type and a subtype, of LP_MAIL_TYPE_MAX bytes at most.
 */
bool lp_mail_value_is_type(const struct lp_mail_value *v);

/* Append the first parameter of this name, as it stands without its quotes;
 * false if there is none. `*twice`: another says something else. */
LP_MUST_USE bool lp_mail_value_plain(struct lp_buf *to,
                                     const struct lp_mail_value *v,
                                     const char *name, bool *twice);

/* Append the name that a part says its file has, as UTF-8 where its charset
 * can be read and as it stands where not. False if there is none or it is
 * empty. */
LP_MUST_USE bool lp_mail_value_file(struct lp_buf *to,
                                    const struct lp_mail_value *disposition,
                                    const struct lp_mail_value *type);

#endif
