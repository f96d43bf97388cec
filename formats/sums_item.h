#ifndef LP_FORMATS_SUMS_ITEM_H
#define LP_FORMATS_SUMS_ITEM_H

#include "base/alg.h"
#include "base/buf.h"

/* What the kinds of lists of digests have in common. The way in is
 * formats/sums.h. */

enum lp_sums_kind {
    LP_SUMS_NONE,
    LP_SUMS_GNU,      /* as `sha256sum` */
    LP_SUMS_BSD,      /* as `sha256sum --tag` */
    LP_SUMS_HASHDEEP, /* as `hashdeep` */
    LP_SUMS_CSV,      /* with a header that names its columns */
};

/* One document of a list. */
struct lp_sums_item {
    struct lp_slice name; /* raw; empty where a CSV has none. Read ones borrow
                             from the reader until its next call */
    uint64_t line;        /* where it was read, from 1 */
    bool has_size;
    uint64_t size;
    unsigned has; /* bits 1 << enum lp_alg */
    bool either;  /* the digest by SHA-512 may as well be one by BLAKE2b: the
                     list does not tell */
    uint8_t digest[LP_ALG_COUNT][LP_ALG_LEN_MAX];
};

/* What a column holds: an algorithm, or one of these. */
#define LP_SUMS_SKIP LP_ALG_NONE
#define LP_SUMS_NAME LP_ALG_COUNT
#define LP_SUMS_SIZE (LP_ALG_COUNT + 1)
#define LP_SUMS_COLUMNS 256

/* No line is longer. */
#define LP_SUMS_MAX ((size_t)1 << 20)

/* A list being read. Zeroed, it may be released. */
struct lp_sums {
    struct lp_slice text;
    enum lp_sums_kind kind;
    enum lp_alg long_alg; /* of 128 digits without a tag */
    size_t at;            /* of the next line */
    uint64_t line;        /* number of the line at `at`, from 1 */
    bool nul;             /* lines end in NUL and have no escapes */
    bool crlf;            /* hashdeep: lines end in CR LF */
    uint8_t sep;          /* CSV */
    size_t columns;       /* how many of `column` there are */
    uint8_t column[LP_SUMS_COLUMNS];
    struct lp_buf name; /* the last one, when it is not as in the text */
};

/* The algorithms in the order in which lists name them. */
extern const enum lp_alg lp_sums_algs[LP_ALG_COUNT - 1];

/* One more than the value of a hexadecimal digit of either case; 0 for any
 * other byte. */
extern const uint8_t lp_sums_digit[256];

/* Put a digest into `item`: exactly as many digits as `alg` has. */
bool lp_sums_set(struct lp_sums_item *item, enum lp_alg alg,
                 struct lp_slice hex);

/* The digest of `item` by `alg`. */
struct lp_slice lp_sums_digest(const struct lp_sums_item *item,
                               enum lp_alg alg);

/**
 * Look at the line at l->at, without its end. `*end`: there is none. A last
 * line may lack its end. LP_E_LIMIT if it is longer than LP_SUMS_MAX.
 */
LP_MUST_USE enum lp_code lp_sums_peek(const struct lp_sums *l,
                                      struct lp_slice *line, bool *end,
                                      struct lp_err *err);

/* Step over the line that was looked at. */
void lp_sums_step(struct lp_sums *l, struct lp_slice line);

/* LP_E_FORMAT for the line at l->at. */
LP_MUST_USE enum lp_code lp_sums_refuse(const struct lp_sums *l,
                                        struct lp_err *err, const char *what);

/* LP_E_LIMIT for it. */
LP_MUST_USE enum lp_code lp_sums_too_long(const struct lp_sums *l,
                                          struct lp_err *err);

#endif
