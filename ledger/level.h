#ifndef LP_LEDGER_LEVEL_H
#define LP_LEDGER_LEVEL_H

#include "base/alg.h"

#define LP_KEY_SIZE ((size_t)32)

/* A size that nobody told; it agrees with every size. */
#define LP_SIZE_UNKNOWN UINT64_MAX

/* In which sense two documents are the same. The numbers are those of
 * docs/FORMAT-set.md. */
enum lp_level {
    LP_LEVEL_NONE,
    LP_LEVEL_RAW,     /* SHA-256 of the document's own bytes */
    LP_LEVEL_DECODED, /* SHA-256 of what dec-v1 makes of them */
    LP_LEVEL_SHA512,  /* of the own bytes, as those that follow */
    LP_LEVEL_BLAKE2B,
    LP_LEVEL_SHA1,
    LP_LEVEL_MD5,
    LP_LEVEL_COUNT
};

/* A set of levels is an `unsigned` with these bits. */
#define LP_LEVEL_BIT(level) (1U << (level))
#define LP_LEVEL_ALL (LP_LEVEL_BIT(LP_LEVEL_COUNT) - 2)

/* What a document is looked up by, at one level. */
struct lp_set_key {
    uint8_t digest[LP_KEY_SIZE];
    uint64_t size; /* of the document, in bytes; or LP_SIZE_UNKNOWN */
};

/* The key that a digest makes: filled up with zeros, or its first bytes. */
void lp_set_key_make(struct lp_set_key *out, struct lp_slice digest,
                     uint64_t size);

/* The word of a level ("raw"), as it appears in sets and reports. */
const char *lp_level_word(enum lp_level level);

/* The level with this word; LP_LEVEL_NONE if there is none. */
enum lp_level lp_level_by_word(struct lp_slice word);

/* The digest whose values are the keys of a level; and the level that digests
 * of the own bytes of documents are keys at. NONE: none. */
enum lp_alg lp_level_alg(enum lp_level level);
enum lp_level lp_level_of_alg(enum lp_alg alg);

/* Whether two different documents with one key can be made at will. */
bool lp_level_weak(enum lp_level level);

#endif
