#ifndef LP_FORMATS_JSON_CUT_H
#define LP_FORMATS_JSON_CUT_H

#include "base/buf.h"

/* So many arrays and objects may be open around what is cut out. */
#define LP_JSON_CUT_DEPTH 32
/* Keys and scalars around it are kept up to this length; longer ones are read
 * and not told. */
#define LP_JSON_CUT_WORD 512

/* Which objects are cut out. */
enum lp_json_cut_what {
    LP_JSON_CUT_LINES,    /* those at the top, one after the other */
    LP_JSON_CUT_ITEMS,    /* the items of an array at the top */
    LP_JSON_CUT_MESSAGES, /* the items of every array whose key is "messages" */
};

/* What the bytes that were taken came to. */
enum lp_json_cut_told {
    LP_JSON_CUT_MORE,   /* nothing yet: all were taken */
    LP_JSON_CUT_ENTER,  /* an object begins that is not cut out */
    LP_JSON_CUT_SCALAR, /* `word` is the value of `key` in such an object */
    LP_JSON_CUT_OBJECT, /* `object` is the next one */
    LP_JSON_CUT_BAD,    /* this is no JSON (RFC 8259) */
    LP_JSON_CUT_LONG,   /* an object is longer than `max` */
};

/*
 * Cuts objects out of JSON that may be larger than memory. What is around them
 * is read by its grammar, except that strings, numbers and literals are not
 * judged; of the objects only the ends are looked for. Whoever parses them says
 * whether they are well-formed.
 * Set `what` and `max`; zeroed otherwise, it is ready.
 */
struct lp_json_cut {
    enum lp_json_cut_what what;
    size_t max; /* bytes of one object */

    struct lp_buf key;    /* as it stands between its quotes */
    struct lp_buf word;   /* as it stands, with its quotes */
    struct lp_buf object; /* as it stands */
    uint64_t at;          /* bytes taken */
    uint64_t object_at;   /* where the object begins */

    /* For json_cut.c alone. */
    int state;
    bool string;   /* inside of a string ... */
    bool escape;   /* ... behind a backslash */
    bool cutting;  /* inside of an object that is cut out ... */
    size_t braces; /* ... so deep */
    unsigned depth;
    uint32_t arrays;   /* a bit for each open level: it is an array ... */
    uint32_t messages; /* ... of messages */
};

/* Take from the front of `*bytes` until something is told. */
enum lp_json_cut_told lp_json_cut_feed(struct lp_json_cut *c,
                                       struct lp_slice *bytes);

/* Whether the bytes may end here. */
bool lp_json_cut_whole(const struct lp_json_cut *c);

void lp_json_cut_release(struct lp_json_cut *c);

#endif
