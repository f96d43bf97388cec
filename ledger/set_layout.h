#ifndef LP_LEDGER_SET_LAYOUT_H
#define LP_LEDGER_SET_LAYOUT_H

#include "base/err.h"
#include "crypto/digest.h"
#include "ledger/level.h"

/* How the file of a set is divided, for those who read and write it: see
 * docs/FORMAT-set.md. */

#define LP_SET_PAGE ((size_t)65536)
#define LP_SET_MAGIC "leafproof set "
#define LP_SET_MAGIC_LEN ((size_t)14)
#define LP_SET_KEYS_MAX ((uint64_t)UINT32_MAX)

/* The sections, in the order of the file. Types in the file count from 1. */
enum lp_set_part {
    LP_SET_META,
    LP_SET_KEYS,
    LP_SET_KEYREC,
    LP_SET_PREFIX,
    LP_SET_RECS,
    LP_SET_BLOB,
    LP_SET_PAGES,
    LP_SET_PARTS
};

struct lp_set_section {
    uint64_t offset;
    uint64_t length; /* without the zeros up to the next page */
    uint64_t count;  /* of what it holds */
};

struct lp_set_layout {
    struct lp_set_section part[LP_SET_PARTS];
    unsigned prefix_bits;
    uint64_t pages; /* that come before PAGES, and are listed there */
    uint64_t size;  /* of the file */
};

/* The one layout of a set with that many bytes of META (1..LP_SET_META_MAX),
 * keys (at most LP_SET_KEYS_MAX) and bytes of BLOB (below 2^60). */
void lp_set_layout_make(struct lp_set_layout *out, uint64_t meta, uint64_t keys,
                        uint64_t blob);

/* Write the first page of the file: LP_SET_PAGE bytes. */
void lp_set_layout_write(uint8_t *page, const struct lp_set_layout *l);

/* Read the first page of a file of `size` bytes, strictly: LP_E_FORMAT unless
 * lp_set_layout_write would write just that. `out` untouched on failure. */
LP_MUST_USE enum lp_code lp_set_layout_read(struct lp_set_layout *out,
                                            const uint8_t *page, uint64_t size,
                                            struct lp_err *err);

/* The bucket of a digest: its leading `bits`. */
uint64_t lp_set_bucket(const uint8_t digest[LP_KEY_SIZE], unsigned bits);

/* What stands for the whole set: the digest of the first page and the list of
 * pages. Writes LP_KEY_SIZE bytes. */
LP_MUST_USE enum lp_code lp_set_root_of(uint8_t *root, const uint8_t *page,
                                        struct lp_slice list,
                                        struct lp_err *err);

#endif
