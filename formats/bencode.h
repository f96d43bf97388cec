#ifndef LP_FORMATS_BENCODE_H
#define LP_FORMATS_BENCODE_H

#include "base/err.h"
#include "base/slice.h"

/*
 * Bencoding (BEP 3): integers, strings, lists and dictionaries, of which the
 * keys are strings in the order of their bytes, each once.
 *
 * A text is checked once as a whole; after that it is walked without copying
 * anything.
 */

enum lp_bencode_kind {
    LP_BENCODE_NONE,
    LP_BENCODE_INTEGER,
    LP_BENCODE_STRING,
    LP_BENCODE_LIST,
    LP_BENCODE_DICT,
};

struct lp_bencode {
    enum lp_bencode_kind kind;
    int64_t number;        /* INTEGER */
    struct lp_slice bytes; /* STRING: what it holds; LIST, DICT: their elements,
                              as they are written */
    struct lp_slice whole; /* as it is written, its marks and all */
};

/* No more lists and dictionaries stand in each other. */
#define LP_BENCODE_DEPTH 256

/* Where keys are not in order; told of a text that is well-formed. */
struct lp_bencode_order {
    bool unsorted; /* the keys of some dictionary are not; ... */
    uint64_t at;   /* ... where the first one is that should be before */
};

/**
 * Check that `text` is one value and nothing else, and give it.
 *
 * There is one way to write an integer or a length: no zero in front, no minus
 * before a zero. LP_E_FORMAT with LP_RULE_TORRENT_BROKEN if the grammar is
 * broken, or an integer is beyond 64 bits; with LP_RULE_TORRENT_KEY_TWICE if a
 * dictionary has a key twice. LP_E_LIMIT if it is too deep, or too much of it
 * is out of order.
 */
LP_MUST_USE enum lp_code lp_bencode_check(struct lp_bencode *out,
                                          struct lp_slice text,
                                          struct lp_bencode_order *order,
                                          struct lp_err *err);

/*
 * Take the next element from `*rest`, which begins as the `bytes` of a checked
 * list, or of a checked dictionary: then `key` gets what it is called (NULL:
 * it is a list). False at the end.
 */
bool lp_bencode_next(struct lp_slice *rest, struct lp_slice *key,
                     struct lp_bencode *out);

/* As lp_bencode_next, of a dictionary, if what comes next is a dictionary: goes
 * into it. The next elements are its own then; at their end lp_bencode_leave
 * goes on behind it. So a tree is walked once, however deep it is. */
bool lp_bencode_enter(struct lp_slice *rest, struct lp_slice *key);
bool lp_bencode_leave(struct lp_slice *rest);

/* The element of a checked dictionary with this key, which must be of `kind`;
 * of kind NONE if there is none such, or `dict` is none. */
struct lp_bencode lp_bencode_get(const struct lp_bencode *dict, const char *key,
                                 enum lp_bencode_kind kind);

/* Whether it has that key, whatever is there. */
bool lp_bencode_has(const struct lp_bencode *dict, const char *key);

#endif
