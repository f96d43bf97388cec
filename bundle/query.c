#include "bundle/query.h"

#include <string.h>

#include "bundle/levels.h"

/* Levels that say that bytes are equal, the strongest first; then those that
 * say less. */
static const enum lp_level strong[] = {LP_LEVEL_RAW, LP_LEVEL_SHA512,
                                       LP_LEVEL_BLAKE2B, LP_LEVEL_BTV2,
                                       LP_LEVEL_NONE};
static const enum lp_level decoded[] = {LP_LEVEL_DECODED, LP_LEVEL_NONE};
static const enum lp_level weak[] = {LP_LEVEL_SHA1, LP_LEVEL_MD5,
                                     LP_LEVEL_NONE};
static const enum lp_level message[] = {LP_LEVEL_MESSAGE, LP_LEVEL_NONE};
static const enum lp_level text[] = {LP_LEVEL_BODY, LP_LEVEL_TEXT,
                                     LP_LEVEL_LETTERS, LP_LEVEL_NONE};
static const enum lp_level loose[] = {LP_LEVEL_LOOSE, LP_LEVEL_NONE};
static const enum lp_level none[] = {LP_LEVEL_NONE};

const enum lp_level *
lp_query_levels_for(enum lp_verdict v)
{
    static const enum lp_level *const levels[LP_VERDICT_COUNT] = {
        [LP_VERDICT_EXACT] = strong, [LP_VERDICT_DECODED] = decoded,
        [LP_VERDICT_WEAK] = weak,    [LP_VERDICT_MESSAGE] = message,
        [LP_VERDICT_TEXT] = text,    [LP_VERDICT_PROBABLE] = loose,
    };

    return levels[v] == NULL ? none : levels[v];
}

/* The identity for a level from MESSAGE to LETTERS. */
static bool
id_of(const struct lp_record *r, enum lp_level level, struct lp_slice *digest)
{
    unsigned id = level - LP_LEVEL_MESSAGE;

    *digest = (struct lp_slice){r->id[id], lp_id_len((enum lp_id)id)};
    return (r->ids >> id & 1) != 0;
}

bool
lp_query_key(const struct lp_record *r, enum lp_level level,
             struct lp_set_key *key)
{
    uint64_t size = r->sizeless ? LP_SIZE_UNKNOWN : r->size;
    enum lp_alg alg = lp_level_alg(level);
    struct lp_slice digest = {.len = LP_KEY_SIZE};

    if (level >= LP_LEVEL_MESSAGE && level <= LP_LEVEL_LETTERS) {
        if (!id_of(r, level, &digest)) {
            return false;
        }
        size = LP_SIZE_UNKNOWN;
    } else if (level == LP_LEVEL_DECODED && r->has_digest) {
        /* What only a digest is known of may be its own decoded form. */
        digest.data = r->has_decoded ? r->decoded : r->digest.bytes;
        /* The size of a form that is not the bytes is not known. */
        if (memcmp(digest.data, r->digest.bytes, 32) != 0) {
            size = LP_SIZE_UNKNOWN;
        }
    } else if (level == LP_LEVEL_RAW && r->has_digest) {
        digest.data = r->digest.bytes;
    } else if (level > LP_LEVEL_RAW && (r->algs >> alg & 1) != 0 &&
               (level != LP_LEVEL_BTV2 || !r->sizeless)) {
        digest = (struct lp_slice){r->other[alg], lp_alg_len(alg)};
    } else {
        return false;
    }
    lp_set_key_make(key, digest, size);
    return true;
}

unsigned
lp_query_levels(const struct lp_index *ix, const struct lp_record *r)
{
    unsigned levels = 0;

    for (unsigned l = LP_LEVEL_NONE + 1; l < LP_LEVEL_COUNT; l++) {
        struct lp_set_key key;

        if (lp_query_key(r, (enum lp_level)l, &key) &&
            (l != LP_LEVEL_DECODED || r->has_decoded)) {
            levels |= LP_LEVEL_BIT(l);
        }
    }
    levels |= r->words.bins.len > 0 ? LP_LEVEL_BIT(LP_LEVEL_NEAR) : 0;
    levels |= r->words.fragments.len > 0 && !r->words.cut
                  ? LP_LEVEL_BIT(LP_LEVEL_PART)
                  : 0;
    return levels & lp_index_levels(ix);
}

enum lp_code
lp_query_find(struct lp_index *ix, const struct lp_record *r, enum lp_verdict v,
              unsigned statuses, struct lp_index_hit *out, enum lp_level *level,
              struct lp_err *err)
{
    const enum lp_level *levels = lp_query_levels_for(v);
    enum lp_code rc = LP_OK;

    *out = (struct lp_index_hit){0};
    for (; rc == LP_OK && out->set == NULL && *levels != LP_LEVEL_NONE;
         levels++) {
        struct lp_set_key key;

        if (lp_query_key(r, *levels, &key)) {
            rc = lp_index_find(ix, *levels, statuses, &key, out, err);
            *level = *levels;
        }
    }
    return rc;
}

bool
lp_query_incomparable(const struct lp_index *ix, const struct lp_record *r)
{
    unsigned levels = lp_query_levels(ix, r) & LP_LEVEL_ALL_DIGESTS &
                      ~LP_LEVEL_BIT(LP_LEVEL_DECODED);

    return levels == 0 || lp_index_beyond(ix, levels);
}

enum lp_rule
lp_query_unread(const struct lp_index *ix, const struct lp_record *r)
{
    unsigned asked =
        (LP_LEVELS_OF_TEXT | LP_LEVELS_OF_LIKENESS) & lp_index_levels(ix);

    if (asked == 0) {
        return LP_RULE_NONE;
    }
    return (r->flags & LP_FLAG_NO_TEXT) != 0       ? LP_RULE_NO_TEXT
           : (r->flags & LP_FLAG_TEXT_UNREAD) != 0 ? LP_RULE_TEXT_UNREAD
                                                   : LP_RULE_NONE;
}
