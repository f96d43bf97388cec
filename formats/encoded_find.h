#ifndef LP_FORMATS_ENCODED_FIND_H
#define LP_FORMATS_ENCODED_FIND_H

#include "base/buf.h"
#include "base/limits.h"
#include "base/view.h"
#include "formats/rule.h"

enum lp_encoded_form { LP_ENCODED_UU, LP_ENCODED_BASE64, LP_ENCODED_YENC };

/* A file in a text. */
struct lp_encoded {
    enum lp_encoded_form form;
    enum lp_rule closed; /* why it cannot be had */
    uint64_t at;         /* its first line of data */
    uint64_t end;        /* behind the last one */
    uint64_t size;       /* YENC: as stated ... */
    uint32_t crc;
    bool has_crc;
    size_t name; /* in `names` */
    size_t name_len;
};

/* Zeroed, it is empty. */
struct lp_encodeds {
    struct lp_encoded *of; /* in their order */
    size_t n;
    size_t cap;
    struct lp_buf names;
};

/**
 * Find the files in the text `v`. LP_E_LIMIT: there are more than
 * limits->entries. Release `out` in any case.
 */
LP_MUST_USE enum lp_code lp_encoded_find(struct lp_encodeds *out,
                                         struct lp_view *v,
                                         const struct lp_limits *limits,
                                         struct lp_err *err);
void lp_encoded_release(struct lp_encodeds *e);

#endif
