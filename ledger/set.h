#ifndef LP_LEDGER_SET_H
#define LP_LEDGER_SET_H

#include "formats/kind.h"
#include "ledger/level.h"
#include "ledger/set_meta.h"
#include "ledger/set_record.h"

/*
 * A published set: the documents of one publication, read-only, in a file that
 * nobody changes (docs/FORMAT-set.md). Several threads may look up at once.
 */
struct lp_set;

/* Whether a key is in a set, and what the set knows of the document. */
struct lp_set_hit {
    bool found; /* digest and size agree; if not, the rest is empty */
    struct lp_set_record record; /* its locator lives as long as the set */
};

/**
 * Open the set at `path`.
 *
 * Reads and checks the header, the root, the list of pages and what the set
 * says about itself, and nothing else: the time does not depend on the number
 * of keys. LP_E_TRUST if these are damaged; LP_E_FORMAT if it is not a set, or
 * one that breaks the format or is newer than this program.
 *
 * The file is mapped. Whoever writes to it or cuts it short while it is open
 * can make a process stop (SIGBUS) or make the answers worthless: sets are
 * replaced by rename, never written in place.
 */
LP_MUST_USE enum lp_code lp_set_open(struct lp_set **out, const char *path,
                                     struct lp_err *err);
void lp_set_free(struct lp_set *s); /* NULL is nothing */

/* Borrowed; they live as long as the set. The path is as given to open. */
const struct lp_set_meta *lp_set_about(const struct lp_set *s);
const uint8_t *lp_set_root(const struct lp_set *s); /* LP_KEY_SIZE bytes */
const char *lp_set_path(const struct lp_set *s);

/* How many different keys the set has at `level`; 0 if it has no such level. */
uint64_t lp_set_keys(const struct lp_set *s, enum lp_level level);

/**
 * Look `key` up at `level`.
 *
 * LP_OK and out->found is the answer. LP_E_TRUST ("the set is damaged at byte
 * N") or LP_E_FORMAT if a page that must be read is damaged or breaks the
 * format: then there is no answer, and `out` is empty.
 */
LP_MUST_USE enum lp_code lp_set_find(struct lp_set *s, enum lp_level level,
                                     const struct lp_set_key *key,
                                     struct lp_set_hit *out,
                                     struct lp_err *err);

/* As lp_set_find for each of `n` keys, faster: out[i] answers keys[i]. After a
 * failure none of the answers may be used. */
LP_MUST_USE enum lp_code lp_set_find_many(struct lp_set *s, enum lp_level level,
                                          const struct lp_set_key *keys,
                                          size_t n, struct lp_set_hit *out,
                                          struct lp_err *err);

#endif
