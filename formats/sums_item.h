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
    LP_SUMS_SFV,      /* names and CRC-32 */
    LP_SUMS_DAT,      /* load file of Concordance and others */
    LP_SUMS_ANNEX,    /* keys of git-annex */
    LP_SUMS_CDX,      /* index of a web archive ... */
    LP_SUMS_CDXJ,     /* ... with JSON */
    LP_SUMS_FILES,    /* _files.xml of the Internet Archive */
    LP_SUMS_RDS,      /* SQLite database of the NSRL, as a table */
    LP_SUMS_COUNT,
    LP_SUMS_UNSURE = LP_SUMS_COUNT, /* one of several */
};

/* What is known of a list before it is read. Zeroed: nothing. */
struct lp_sums_form {
    enum lp_sums_kind kind; /* NONE: as it is recognised */
    bool sure;              /* of a file that may be something else: it is one
                               of `kind`, whatever its first lines are */
    enum lp_alg only;       /* GNU: what lines without a tag are by; NONE: as
                               their length tells */
    enum lp_alg long_alg;   /* what 128 digits without a tag are by: SHA512,
                               BLAKE2B, or NONE if nobody knows; then such items
                               say `either` */
    struct lp_slice file;   /* the name of the list: some kinds are known by how
                               it ends alone; may be empty */
};

/* One document of a list. */
struct lp_sums_item {
    struct lp_slice name; /* raw; empty where a CSV has none. Read ones borrow
                             from the reader until its next call */
    uint64_t line;        /* where it was read, from 1 */
    bool has_size;
    uint64_t size;
    unsigned has;    /* bits 1 << enum lp_alg */
    const char *why; /* NULL; else why its line could not be read: nothing else
                        holds but `line` and ... */
    uint64_t at;     /* ... where that begins. The reader sets neither */
    bool either;     /* the digest by SHA-512 may as well be one by BLAKE2b: the
                        list does not tell */
    uint8_t digest[LP_ALG_COUNT][LP_ALG_LEN_MAX];
};

/* What a column holds: an algorithm, or one of these. */
#define LP_SUMS_SKIP LP_ALG_NONE
#define LP_SUMS_NAME LP_ALG_COUNT
#define LP_SUMS_SIZE (LP_ALG_COUNT + 1)
#define LP_SUMS_ANY (LP_ALG_COUNT + 2)    /* a digest: its length tells */
#define LP_SUMS_FOLDER (LP_ALG_COUNT + 3) /* the name goes behind it */
#define LP_SUMS_BATES (LP_ALG_COUNT + 4)  /* number of the first page ... */
#define LP_SUMS_LAST (LP_ALG_COUNT + 5)   /* ... and of the last */
#define LP_SUMS_HOLDS (LP_ALG_COUNT + 6)
#define LP_SUMS_COLUMNS 256

/* No line is longer. */
#define LP_SUMS_MAX ((size_t)1 << 20)

/* How the bytes of a list become the text that is read. */
enum lp_sums_bytes {
    LP_SUMS_PLAIN, /* they are it */
    LP_SUMS_UTF16, /* with a byte order mark */
    LP_SUMS_1252,  /* Windows-1252 */
};

/* A list being read. Zeroed, it may be released. */
struct lp_sums {
    struct lp_slice text;
    enum lp_sums_kind kind;
    struct lp_sums_form form;
    enum lp_sums_bytes bytes;
    struct lp_buf own;   /* `text`, if it is not the bytes */
    size_t counted;      /* of `own`, which come from ... */
    uint64_t counted_is; /* ... so many bytes */
    size_t at;           /* of the next line */
    uint64_t line;       /* number of the line at `at`, from 1 */
    bool nul;            /* lines end in NUL and have no escapes */
    bool crlf;           /* hashdeep: lines end in CR LF */
    uint8_t sep;         /* CSV, CDX */
    bool windows;        /* CSV: folders of names are parted by `\\` */
    size_t columns;      /* how many of `column` there are */
    uint8_t column[LP_SUMS_COLUMNS];
    struct lp_buf name; /* the last one, when it is not as in the text */
    void *self;         /* of FILES alone */
};

/* Where in the bytes of the list l->at is. */
uint64_t lp_sums_origin(struct lp_sums *l);

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
LP_MUST_USE enum lp_code lp_sums_peek(struct lp_sums *l, struct lp_slice *line,
                                      bool *end, struct lp_err *err);

/* Step over the line that was looked at. */
void lp_sums_step(struct lp_sums *l, struct lp_slice line);

/* LP_E_FORMAT for the line at l->at. */
LP_MUST_USE enum lp_code lp_sums_refuse(struct lp_sums *l, struct lp_err *err,
                                        const char *what);

/* LP_E_LIMIT for it. */
LP_MUST_USE enum lp_code lp_sums_too_long(struct lp_sums *l,
                                          struct lp_err *err);

#endif
