#ifndef LP_FORMATS_RTF_EMBEDDED_H
#define LP_FORMATS_RTF_EMBEDDED_H

#include "base/limits.h"
#include "base/view.h"

enum lp_rtf_holds {
    LP_RTF_HOLDS_OBJECT, /* \objdata */
    LP_RTF_HOLDS_PICTURE,
};

/* Data in RTF, that lp_rtf_hex reads. */
struct lp_rtf_embedded {
    enum lp_rtf_holds holds;
    const char *ending; /* of a picture's name, for ever: "jpg" */
    uint64_t at;
    uint64_t end; /* where its group closes */
    bool open;    /* it does not */
};

/* Zeroed, it is empty. */
struct lp_rtf_embeddeds {
    struct lp_rtf_embedded *of; /* in their order */
    size_t n;
    size_t cap;
    bool tail;   /* bytes that are no blanks stand behind the last group ... */
    uint64_t at; /* ... from here on */
};

/**
 * Find the data of objects and pictures in the RTF `v`. What stands there for
 * those who cannot show the better one is left out: pictures in a \nonshppict
 * or \result. LP_E_LIMIT: more than limits->entries. Release `out` in any case.
 */
LP_MUST_USE enum lp_code lp_rtf_embedded_find(struct lp_rtf_embeddeds *out,
                                              struct lp_view *v,
                                              const struct lp_limits *limits,
                                              struct lp_err *err);
void lp_rtf_embedded_release(struct lp_rtf_embeddeds *e);

#endif
