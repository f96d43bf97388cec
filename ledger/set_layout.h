#ifndef LP_LEDGER_SET_LAYOUT_H
#define LP_LEDGER_SET_LAYOUT_H

#include "base/err.h"
#include "crypto/digest.h"
#include "crypto/sketch.h"
#include "ledger/level.h"

/* How the file of a set is divided, for those who read and write it: see
 * docs/FORMAT-set.md. */

#define LP_SET_PAGE ((size_t)65536)
#define LP_SET_MAGIC "leafproof set "
#define LP_SET_MAGIC_LEN ((size_t)14)
#define LP_SET_VERSION "2"
#define LP_SET_FIRST_LINE LP_SET_MAGIC LP_SET_VERSION "\n"
#define LP_SET_KEYS_MAX ((uint64_t)UINT32_MAX)

/* What a section holds, as numbered in the file. KEYS, KEYREC and PREFIX come
 * once for each level with keys, together; the four of signatures and the two
 * of fragments at most once. */
enum lp_set_type {
    LP_SET_META = 1,
    LP_SET_KEYS,
    LP_SET_KEYREC,
    LP_SET_PREFIX,
    LP_SET_RECS,
    LP_SET_BLOB,
    LP_SET_PAGES,
    LP_SET_SIGS,    /* signatures */
    LP_SET_SIGREC,  /* the record of each */
    LP_SET_BANDS,   /* of each band: keys, each with its signature's number */
    LP_SET_BANDPRE, /* of each band: what PREFIX is for KEYS */
    LP_SET_FRAGS,   /* keys of fragments, each with a record's number */
    LP_SET_FRAGPRE
};

#define LP_SET_PARTS_MAX (4 + 3 * ((size_t)LP_LEVEL_COUNT - 3) + 4 + 2)
#define LP_SET_SIG_SIZE ((size_t)4 * LP_SKETCH_BINS)
#define LP_SET_BAND_SIZE ((size_t)8)
#define LP_SET_FRAG_SIZE ((size_t)12)

/* The records that one key of a fragment leads to, at most. */
#define LP_SET_FRAG_RECORDS 16

struct lp_set_section {
    enum lp_set_type type;
    enum lp_level level; /* NONE for what belongs to no level */
    uint64_t offset;
    uint64_t length; /* without the zeros up to the next page */
    uint64_t count;  /* of what it holds */
};

/* The numbers that all others follow from. */
struct lp_set_counts {
    uint64_t meta;                 /* bytes of META: 1..LP_SET_META_MAX */
    unsigned levels;               /* LP_LEVEL_BIT of each; at least one */
    uint64_t keys[LP_LEVEL_COUNT]; /* at each, up to LP_SET_KEYS_MAX, as the
                                      next three */
    uint64_t sigs;
    uint64_t frags;
    uint64_t records;
    uint64_t blob; /* bytes of BLOB: below 2^60 */
};

/* Where the keys of one level are. */
struct lp_set_shelf {
    uint64_t n;
    uint64_t keys; /* offsets in the file */
    uint64_t keyrec;
    uint64_t prefix;
    unsigned bits; /* of a key that choose its bucket */
};

/* Where the signatures are. */
struct lp_set_sigs_at {
    uint64_t n;
    uint64_t sigs; /* offsets in the file */
    uint64_t sigrec;
    uint64_t bands;
    uint64_t prefix;
    unsigned bits; /* of a band's key that choose its bucket */
};

/* Where the fragments are. */
struct lp_set_frags_at {
    uint64_t n;
    uint64_t frags; /* offsets in the file */
    uint64_t prefix;
    unsigned bits;
};

struct lp_set_layout {
    struct lp_set_counts counts;
    struct lp_set_section part[LP_SET_PARTS_MAX]; /* as in the file */
    size_t parts;
    struct lp_set_shelf shelf[LP_LEVEL_COUNT]; /* of the levels it has */
    struct lp_set_sigs_at sigs;
    struct lp_set_frags_at frags;
    struct lp_set_section meta; /* three of the parts */
    struct lp_set_section recs;
    struct lp_set_section blob;
    uint64_t pages; /* that come before PAGES, and are listed there */
    uint64_t size;  /* of the file */
};

/* The one layout of a set with these counts. */
void lp_set_layout_make(struct lp_set_layout *out,
                        const struct lp_set_counts *counts);

/* Write the first page of the file: LP_SET_PAGE bytes. */
void lp_set_layout_write(uint8_t *page, const struct lp_set_layout *l);

/* Read the first page of a file of `size` bytes, strictly: LP_E_FORMAT unless
 * lp_set_layout_write would write just that. `out` untouched on failure. */
LP_MUST_USE enum lp_code lp_set_layout_read(struct lp_set_layout *out,
                                            const uint8_t *page, uint64_t size,
                                            struct lp_err *err);

/* The bucket of a digest: its leading `bits`; and of a number. */
uint64_t lp_set_bucket(const uint8_t digest[LP_KEY_SIZE], unsigned bits);
uint64_t lp_set_bucket_of(uint64_t key, unsigned bits);

/* A signature as it stands in the file, LP_SET_SIG_SIZE bytes; and what a band
 * of it is found by: the first half of its key. */
void lp_set_sig_read(uint32_t sig[LP_SKETCH_BINS], const uint8_t *bytes);
uint32_t lp_set_band_key(const uint32_t sig[LP_SKETCH_BINS], unsigned band);

/* What stands for the whole set: the digest of the first page and the list of
 * pages. Writes LP_KEY_SIZE bytes. */
LP_MUST_USE enum lp_code lp_set_root_of(uint8_t *root, const uint8_t *page,
                                        struct lp_slice list,
                                        struct lp_err *err);

#endif
