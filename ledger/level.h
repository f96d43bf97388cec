#ifndef LP_LEDGER_LEVEL_H
#define LP_LEDGER_LEVEL_H

#include "base/alg.h"
#include "base/buf.h"

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
    LP_LEVEL_MESSAGE, /* what these six are made of: docs/FORMAT-identity.md */
    LP_LEVEL_BODY,
    LP_LEVEL_LOOSE,
    LP_LEVEL_MIH,
    LP_LEVEL_TEXT,
    LP_LEVEL_LETTERS,
    LP_LEVEL_NEAR, /* signatures: ledger/set_near.h */
    LP_LEVEL_PART, /* fragments: ledger/set_part.h */
    LP_LEVEL_BTV2, /* of the own bytes: the root of a tree, which says something
                      only together with a size */
    LP_LEVEL_COUNT
};

/* A set of levels is an `unsigned` with these bits. Those of the digests say
 * which document it is; at the others, different documents may be alike. */
#define LP_LEVEL_BIT(level) (1U << (level))
#define LP_LEVEL_ALL (LP_LEVEL_BIT(LP_LEVEL_COUNT) - 2)
/* All but these have keys. */
#define LP_LEVEL_ALL_KEYS (LP_LEVEL_ALL & ~LP_LEVEL_OPEN)
/* Levels that would tell of the content: no keyed set has them. */
#define LP_LEVEL_OPEN \
    (LP_LEVEL_BIT(LP_LEVEL_NEAR) | LP_LEVEL_BIT(LP_LEVEL_PART))
#define LP_LEVEL_ALL_DIGESTS \
    ((LP_LEVEL_BIT(LP_LEVEL_MESSAGE) - 2) | LP_LEVEL_BIT(LP_LEVEL_BTV2))

/* What a document is looked up by, at one level. */
struct lp_set_key {
    uint8_t digest[LP_KEY_SIZE];
    uint64_t size; /* of the document, in bytes; or LP_SIZE_UNKNOWN */
};

/* The key that a digest makes: filled up with zeros, or its first bytes. */
void lp_set_key_make(struct lp_set_key *out, struct lp_slice digest,
                     uint64_t size);

/* Whether documents have keys at a level. */
static inline bool
lp_level_has_keys(unsigned level)
{
    return (LP_LEVEL_BIT(level) & LP_LEVEL_ALL_KEYS) != 0;
}

/* The word of a level ("raw"), as it appears in sets and reports. */
const char *lp_level_word(enum lp_level level);

/* The level with this word; LP_LEVEL_NONE if there is none. */
enum lp_level lp_level_by_word(struct lp_slice word);

/* The digest whose values are the keys of a level; and the level that digests
 * of the own bytes of documents are keys at. NONE: none, as at the levels whose
 * keys are made otherwise. */
enum lp_alg lp_level_alg(enum lp_level level);
enum lp_level lp_level_of_alg(enum lp_alg alg);

/* Whether its keys are digests of the own bytes by an algorithm by which two
 * different documents with one key can be made at will. */
bool lp_level_weak(enum lp_level level);

/* Whether a key belongs to a document of one size. At the other levels, sizes
 * are never compared. */
bool lp_level_sized(enum lp_level level);

/*
 * Of each level, the id of the rule that keys are made by: a word of
 * [a-z0-9_.+-], at most LP_LEVEL_RULE_MAX bytes, that outlives its use. It
 * changes when keys do. NULL: none is known; but a digest has one always
 * ("dec-v1" for `decoded`, for the others the word of the level).
 */
struct lp_level_rules {
    const char *of[LP_LEVEL_COUNT];
};

#define LP_LEVEL_RULE_MAX ((size_t)64)

/* The rule of `level`: of `rules`, which may be NULL, or the one that there is
 * always; NULL if there is none. */
const char *lp_level_rule(const struct lp_level_rules *rules,
                          enum lp_level level);

/* Append the rules of `levels`, in order, with a comma between two. False, and
 * nothing appended, if one of them has none. */
bool lp_level_rules_put(struct lp_buf *to, const struct lp_level_rules *rules,
                        unsigned levels);

/* The word for `level` in such a text for `levels`; empty if it has none. */
struct lp_slice lp_level_rules_get(struct lp_slice text, unsigned levels,
                                   enum lp_level level);

/* Whether `text` is such a text: as many words as levels. */
bool lp_level_rules_ok(struct lp_slice text, unsigned levels);

#endif
