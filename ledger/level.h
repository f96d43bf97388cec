#ifndef LP_LEDGER_LEVEL_H
#define LP_LEDGER_LEVEL_H

#include "base/slice.h"

#define LP_KEY_SIZE ((size_t)32)

/* In which sense two documents are the same. The numbers are those of
 * docs/FORMAT-set.md. */
enum lp_level {
    LP_LEVEL_NONE,
    LP_LEVEL_RAW, /* SHA-256 of the document's own bytes */
    LP_LEVEL_COUNT
};

/* What a document is looked up by, at one level. */
struct lp_set_key {
    uint8_t digest[LP_KEY_SIZE];
    uint64_t size; /* of the document, in bytes */
};

/* The word of a level ("raw"), as it appears in sets and reports. */
const char *lp_level_word(enum lp_level level);

/* The level with this word; LP_LEVEL_NONE if there is none. */
enum lp_level lp_level_by_word(struct lp_slice word);

#endif
