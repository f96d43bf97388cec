#ifndef LP_LEDGER_SET_H
#define LP_LEDGER_SET_H

#include "ledger/secret.h"
#include "ledger/set_map.h"
#include "ledger/set_meta.h"
#include "ledger/set_record.h"

/*
 * A published set: the documents of one publication, read-only, in a file that
 * nobody changes (docs/FORMAT-set.md). Several threads may look up at once.
 *
 * A keyed set answers nobody who does not hold its secret: it is locked when
 * it is opened.
 */
struct lp_set;

/* Whether a key is in a set, and what the set knows of the document. */
struct lp_set_hit {
    bool found; /* digest and size agree; if not, the rest is empty */
    struct lp_set_record record; /* its locator lives as long as the set; in
                                    a keyed set it tells nothing */
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

/* How many different keys the set has at `level`; 0 if it has no such
 * level, and at those that have no keys. */
uint64_t lp_set_keys(const struct lp_set *s, enum lp_level level);

/* Give a keyed set its secret, before any lookup. LP_E_TRUST, and nothing
 * changed, if it is another one. A set that is not keyed needs none. */
LP_MUST_USE enum lp_code lp_set_unlock(struct lp_set *s,
                                       const uint8_t secret[LP_SECRET_SIZE],
                                       struct lp_err *err);
bool lp_set_locked(const struct lp_set *s);

/**
 * Look `key` up at `level`.
 *
 * LP_OK and out->found is the answer; a set without that level has no key at
 * it. Sizes must agree where lp_level_sized says so. What is looked up at
 * the level `decoded` is also looked for among the raw keys, with `key->size`
 * (that of the decoded form, if known), because a document that is its own
 * decoded form has no key of its own for that.
 *
 * LP_E_TRUST ("the set is damaged at byte N") or LP_E_FORMAT if a page that
 * must be read is damaged or breaks the format, LP_E_TRUST if the set is
 * locked: then there is no answer, and `out` is empty.
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

/* For those who read all of a set: the file, and record number `number`, which
 * must be below the count of records. */
struct lp_set_map *lp_set_file(struct lp_set *s);
const struct lp_set_layout *lp_set_layout_of(const struct lp_set *s);
LP_MUST_USE enum lp_code lp_set_record_at(struct lp_set *s, uint64_t number,
                                          struct lp_set_record *out,
                                          struct lp_err *err);

#endif
