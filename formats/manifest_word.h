#ifndef LP_FORMATS_MANIFEST_WORD_H
#define LP_FORMATS_MANIFEST_WORD_H

#include "base/alg.h"
#include "formats/entry.h"

/* The words of a manifest's fields, read back. Each says false for what is no
 * such word; another spelling of a lawful one is caught when the entry is
 * written again. */

/* CODE@NUMBER: a rule, and where it showed. */
bool lp_manifest_get_rule(struct lp_slice text, uint16_t *rule, uint64_t *at);

/* A list of these, or of flags, added to what is there. */
bool lp_manifest_get_found(struct lp_slice list, struct lp_findings *f);
bool lp_manifest_get_flags(struct lp_slice list, uint32_t *flags);

bool lp_manifest_get_kind(struct lp_slice word, enum lp_kind *kind);

/* A list of digests, as bits 1 << enum lp_alg. */
bool lp_manifest_get_algs(struct lp_slice list, unsigned *algs);

/* AT SIZE. */
bool lp_manifest_get_span(struct lp_slice text, uint64_t *at, uint64_t *size);

/* How many words a list has: of [a-z0-9.-], with a comma between two. 0 if it
 * is no such list. */
size_t lp_manifest_words(struct lp_slice list);

#endif
