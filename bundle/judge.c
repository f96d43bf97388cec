#include "bundle/judge.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#define PUBLISHED LP_SET_STATUS_BIT(LP_SET_PUBLISHED)
#define SOFTWARE LP_SET_STATUS_BIT(LP_SET_SOFTWARE)
#define HELD                                                                  \
    (LP_SET_STATUS_BIT(LP_SET_RECEIVED) | LP_SET_STATUS_BIT(LP_SET_REFUSED) | \
     LP_SET_STATUS_BIT(LP_SET_WITHHELD))

/* What a container means for its members. */
struct lp_level_up {
    struct lp_judgement own;
    struct lp_judgement holds; /* it, or one around it, is public as it is */
    bool doubtful;  /* it, or one around it, is malformed or ambiguous */
    uint64_t spans; /* of the documents in it, if it is a message; then also: */
    enum lp_rule sealed; /* why something attached to it is encrypted */
    bool says;           /* it has own text */
};

/* Levels that say that bytes are equal, the strongest first; then those that
 * say less. */
static const enum lp_level strong[] = {LP_LEVEL_RAW, LP_LEVEL_SHA512,
                                       LP_LEVEL_BLAKE2B, LP_LEVEL_NONE};
static const enum lp_level decoded[] = {LP_LEVEL_DECODED, LP_LEVEL_NONE};
static const enum lp_level weak[] = {LP_LEVEL_SHA1, LP_LEVEL_MD5,
                                     LP_LEVEL_NONE};

static const enum lp_level *const levels_for[LP_VERDICT_COUNT] = {
    [LP_VERDICT_EXACT] = strong,
    [LP_VERDICT_DECODED] = decoded,
    [LP_VERDICT_WEAK] = weak,
};

bool
lp_judgement_alone(const struct lp_judgement *j)
{
    return j->rule == LP_RULE_TAINTED || j->rule == LP_RULE_LEFT ||
           j->rule == LP_RULE_INCOMPARABLE;
}

/* What `r` is looked up by at `level`; false if that is not known of it. What
 * only a digest is known of may be its own decoded form. */
static bool
key_of(const struct lp_record *r, enum lp_level level, struct lp_set_key *key)
{
    uint64_t size = r->sizeless ? LP_SIZE_UNKNOWN : r->size;
    enum lp_alg alg = lp_level_alg(level);
    struct lp_slice digest = {0};

    if (level == LP_LEVEL_DECODED && r->has_digest) {
        digest.data = r->has_decoded ? r->decoded : r->digest.bytes;
        /* The size of a form that is not the bytes is not known. */
        if (memcmp(digest.data, r->digest.bytes, 32) != 0) {
            size = LP_SIZE_UNKNOWN;
        }
    } else if (level == LP_LEVEL_RAW && r->has_digest) {
        digest.data = r->digest.bytes;
    } else if (level != LP_LEVEL_RAW && (r->algs >> alg & 1) != 0) {
        digest.data = r->other[alg];
    } else {
        return false;
    }
    digest.len = lp_alg_len(alg);
    lp_set_key_make(key, digest, size);
    return true;
}

/* The levels at which some set can be asked for `r`, as bits. */
static unsigned
levels_of(const struct lp_judge *j, const struct lp_record *r)
{
    unsigned levels = 0;

    for (unsigned l = LP_LEVEL_NONE + 1; l < LP_LEVEL_MESSAGE; l++) {
        struct lp_set_key key;

        if (key_of(r, (enum lp_level)l, &key) &&
            (l != LP_LEVEL_DECODED || r->has_decoded)) {
            levels |= LP_LEVEL_BIT(l);
        }
    }
    return levels & lp_index_levels(j->index);
}

/* The earliest of the sets of these statuses that has `r` at one of `levels`,
 * of which the first counts most. */
static enum lp_code
find(struct lp_judge *j, const struct lp_record *r, const enum lp_level *levels,
     unsigned statuses, struct lp_index_hit *out, struct lp_err *err)
{
    enum lp_code rc = LP_OK;

    for (; rc == LP_OK && out->set == NULL && *levels != LP_LEVEL_NONE;
         levels++) {
        struct lp_set_key key;

        if (key_of(r, *levels, &key)) {
            rc = lp_index_find(j->index, *levels, statuses, &key, out, err);
        }
    }
    return rc;
}

/* SHA-256 of nothing: all that a list may tell of an empty file. */
static const uint8_t nothing[32] = {
    0xe3, 0xb0, 0xc4, 0x42, 0x98, 0xfc, 0x1c, 0x14, 0x9a, 0xfb, 0xf4,
    0xc8, 0x99, 0x6f, 0xb9, 0x24, 0x27, 0xae, 0x41, 0xe4, 0x64, 0x9b,
    0x93, 0x4c, 0xa4, 0x95, 0x99, 0x1b, 0x78, 0x52, 0xb8, 0x55};

static bool
is_empty(const struct lp_record *r)
{
    return r->has_digest &&
           (r->sizeless ? memcmp(r->digest.bytes, nothing, sizeof nothing) == 0
                        : r->size == 0);
}

/* The container around what is asked about; NULL: none. */
static struct lp_level_up *
innermost(const struct lp_judge *j)
{
    return j->n == 0 ? NULL : &j->open[j->n - 1];
}

static enum lp_code
find_trivial(struct lp_judge *j, const struct lp_record *r,
             const struct lp_where *at, struct lp_judgement *out,
             struct lp_err *err)
{
    const struct lp_level_up *up = innermost(j);
    enum lp_code rc = LP_OK;

    if (is_empty(r)) {
        out->trivial = LP_TRIVIAL_EMPTY;
    } else if (j->recur != NULL && lp_recur_many(j->recur, r, at)) {
        out->trivial = LP_TRIVIAL_RECURS;
    } else if (up != NULL && up->holds.trivial == LP_TRIVIAL_SOFTWARE) {
        *out = up->holds;
        out->via_container = true;
    } else {
        /* A weak digest would let somebody call his document software. */
        rc = find(j, r, strong, SOFTWARE, &out->match, err);
        out->trivial =
            out->match.set == NULL ? LP_TRIVIAL_NOT : LP_TRIVIAL_SOFTWARE;
    }
    if (out->trivial != LP_TRIVIAL_NOT) {
        out->verdict = LP_VERDICT_TRIVIAL;
    }
    return rc;
}

static enum lp_code
find_public(struct lp_judge *j, const struct lp_record *r,
            struct lp_judgement *out, struct lp_err *err)
{
    const struct lp_level_up *up = innermost(j);
    enum lp_code rc = LP_OK;

    for (unsigned v = LP_VERDICT_EXACT; v <= LP_VERDICT_WEAK; v++) {
        LP_TRY(find(j, r, levels_for[v], PUBLISHED, &out->match, err));
        if (out->match.set == NULL && up != NULL && up->holds.verdict == v) {
            out->match = up->holds.match;
            out->via_container = true;
        }
        if (out->match.set != NULL) {
            out->verdict = (enum lp_verdict)v;
            break;
        }
    }

done:
    return rc;
}

/* Whether it was received before, and not published. */
static enum lp_code
find_prior(struct lp_judge *j, const struct lp_record *r,
           struct lp_judgement *out, struct lp_err *err)
{
    enum lp_code rc = LP_OK;

    for (unsigned v = LP_VERDICT_EXACT;
         rc == LP_OK && out->prior.set == NULL && v <= LP_VERDICT_WEAK; v++) {
        rc = find(j, r, levels_for[v], HELD, &out->prior, err);
        out->prior_level = (enum lp_verdict)v;
    }
    return rc;
}

/* Whether some set could know it by a digest that is not known here. */
static bool
incomparable(const struct lp_judge *j, const struct lp_record *r)
{
    unsigned levels = levels_of(j, r) & ~LP_LEVEL_BIT(LP_LEVEL_DECODED);

    return levels == 0 || lp_index_beyond(j->index, levels);
}

/* Nothing that is not known well enough falls through to "new". */
static void
give_up(const struct lp_judge *j, const struct lp_record *r,
        struct lp_judgement *out)
{
    const struct lp_level_up *up = innermost(j);

    out->verdict = LP_VERDICT_UNKNOWN;
    if (r->closed != LP_RULE_NONE) {
        out->rule = (enum lp_rule)r->closed;
    } else if (r->found.n > 0) {
        out->rule = (enum lp_rule)r->found.of[0].rule;
    } else if (up != NULL && up->doubtful) {
        out->rule = LP_RULE_TAINTED;
    } else if ((r->flags & LP_FLAG_OPAQUE) != 0) {
        out->rule = LP_RULE_LEFT;
    } else if (incomparable(j, r)) {
        out->rule = LP_RULE_INCOMPARABLE;
    } else {
        out->verdict = LP_VERDICT_NEW;
        out->tried = levels_of(j, r);
    }
}

/* The order of the questions is that of docs/DESIGN.md: what proves most
 * comes first. */
static enum lp_code
decide(struct lp_judge *j, const struct lp_record *r, const struct lp_where *at,
       struct lp_judgement *out, struct lp_err *err)
{
    enum lp_code rc = LP_OK;

    *out = (struct lp_judgement){0};
    if (!lp_record_has_bytes(r)) {
        if (r->closed != LP_RULE_NONE) {
            out->verdict = LP_VERDICT_UNKNOWN;
            out->rule = (enum lp_rule)r->closed;
        }
        return LP_OK;
    }
    LP_TRY(find_trivial(j, r, at, out, err));
    if (out->verdict == LP_VERDICT_NONE) {
        LP_TRY(find_public(j, r, out, err));
    }
    if (out->verdict == LP_VERDICT_NONE) {
        give_up(j, r, out);
        LP_TRY(find_prior(j, r, out, err));
    }

done:
    return rc;
}

static void
add(struct lp_share *s, uint64_t bytes)
{
    s->documents++;
    s->bytes += bytes;
}

/* A document that has `bytes` of its own. Of one that a list knows without a
 * size, what it equals may tell. */
static void
share(struct lp_judge *j, const struct lp_record *r,
      const struct lp_judgement *own, uint64_t bytes)
{
    if (r->sizeless && own->trivial != LP_TRIVIAL_EMPTY) {
        if (own->verdict == LP_VERDICT_EXACT &&
            own->match.record.size != LP_SIZE_UNKNOWN) {
            bytes = own->match.record.size;
        } else {
            j->shares.sizeless++;
        }
    }
    add(&j->shares.by[own->verdict], bytes);
    add(&j->shares.all, bytes);
    j->shares.trivial[own->trivial]++;
    if (own->verdict == LP_VERDICT_NEW && own->prior.set != NULL) {
        add(&j->shares.prior, bytes);
    }
    if (lp_verdict_public(own->verdict) && j->shares.in != NULL) {
        add(&j->shares.in[own->match.number], bytes);
    }
}

/* The sets beside out->match that prove the same of `r`. */
static enum lp_code
find_also(struct lp_judge *j, const struct lp_record *r,
          struct lp_judgement *out, struct lp_err *err)
{
    const enum lp_level *levels = levels_for[out->verdict];
    enum lp_code rc = LP_OK;

    for (; levels != NULL && *levels != LP_LEVEL_NONE; levels++) {
        struct lp_set_key key;
        struct lp_index_hit hit;
        size_t at = 0;

        if (!key_of(r, *levels, &key)) {
            continue;
        }
        for (;;) {
            struct lp_index_hit *grown;

            LP_TRY(lp_index_next(j->index, *levels, PUBLISHED, &key, &at, &hit,
                                 err));
            if (hit.set == NULL) {
                break;
            }
            if (hit.set == out->match.set) {
                continue;
            }
            grown =
                lp_mem_grow(j->also, out->also_n, &j->also_cap, sizeof *grown);
            if (grown == NULL) {
                return lp_no_memory(err);
            }
            j->also = grown;
            j->also[out->also_n++] = hit;
        }
    }
    out->also = j->also;

done:
    return rc;
}

static enum lp_code
tell(struct lp_judge *j, const struct lp_record *r, const struct lp_where *at,
     struct lp_judgement *own, struct lp_err *err)
{
    enum lp_code rc = j->all ? find_also(j, r, own, err) : LP_OK;

    return rc == LP_OK ? j->told(j->who, r, at, own, err) : rc;
}

static const struct lp_judgement lost = {.verdict = LP_VERDICT_UNKNOWN};

/* The bytes of a document in a message are not the message's own. */
static void
take_span(struct lp_judge *j, const struct lp_record *r,
          const struct lp_where *at)
{
    struct lp_level_up *up = innermost(j);

    if (up != NULL && at->in == LP_KIND_MESSAGE && r->has_span &&
        (r->flags & LP_FLAG_OWN_TEXT) == 0) {
        up->spans += r->span;
    }
}

static enum lp_code
judge_enter(void *self, const struct lp_record *r, const struct lp_where *at,
            struct lp_err *err)
{
    struct lp_judge *j = self;
    const struct lp_level_up *up = innermost(j);
    struct lp_level_up level = {0};
    enum lp_code rc;
    struct lp_level_up *grown;

    if (up != NULL) {
        level.holds = up->holds;
        level.doubtful = up->doubtful;
    }
    LP_TRY(decide(j, r, at, &level.own, err));
    if ((lp_verdict_public(level.own.verdict) ||
         level.own.trivial == LP_TRIVIAL_SOFTWARE) &&
        !level.own.via_container) {
        level.holds = level.own;
    }
    level.doubtful = level.doubtful || lp_record_taints(r);
    grown = lp_mem_grow(j->open, j->n, &j->cap, sizeof *grown);
    if (grown == NULL) {
        return lp_no_memory(err);
    }
    j->open = grown;
    j->open[j->n++] = level;

done:
    return rc;
}

/* A message whose text is not known is not known to be new. */
static void
doubt(struct lp_judgement *message, enum lp_rule why)
{
    if (message->verdict == LP_VERDICT_NEW) {
        message->verdict = LP_VERDICT_UNKNOWN;
        message->rule = why;
        message->tried = 0;
    }
}

static enum lp_code
judge_leave(void *self, const struct lp_record *r, const struct lp_where *at,
            struct lp_err *err)
{
    struct lp_judge *j = self;
    struct lp_level_up level = j->open[--j->n];
    bool gone = r->lost && !lp_verdict_public(level.own.verdict);

    take_span(j, r, at);
    if (gone) {
        share(j, r, &lost, r->unread);
    }
    if (level.sealed != LP_RULE_NONE && !level.says) {
        doubt(&level.own, level.sealed);
    }
    if (r->kind == LP_KIND_MESSAGE) {
        uint64_t others = level.spans + (gone ? r->unread : 0);

        share(j, r, &level.own, r->size > others ? r->size - others : 0);
    }
    return tell(j, r, at, &level.own, err);
}

/* What is said by a message, of which `r` is told. What is encrypted stands for
 * the own text of one that has none (RFC 3156, RFC 8551). */
static void
hear(struct lp_judge *j, const struct lp_record *r, const struct lp_where *at,
     const struct lp_judgement *part)
{
    struct lp_level_up *message = innermost(j);
    bool text = (r->flags & LP_FLAG_OWN_TEXT) != 0;

    if (message == NULL || at->in != LP_KIND_MESSAGE) {
        return;
    }
    if (text && part->verdict == LP_VERDICT_UNKNOWN) {
        doubt(&message->own, part->rule);
    } else if (text) {
        message->says = true;
    } else if (r->closed == LP_RULE_ENC_PGP || r->closed == LP_RULE_ENC_CMS) {
        message->sealed = (enum lp_rule)r->closed;
    }
}

static enum lp_code
judge_item(void *self, const struct lp_record *r, const struct lp_where *at,
           struct lp_err *err)
{
    struct lp_judge *j = self;
    struct lp_judgement own;
    enum lp_code rc;

    take_span(j, r, at);
    LP_TRY(decide(j, r, at, &own, err));
    hear(j, r, at, &own);
    if (lp_record_is_document(r)) {
        share(j, r, &own, r->size);
    } else if (own.verdict == LP_VERDICT_UNKNOWN && !lp_record_has_bytes(r)) {
        share(j, r, &lost, 0); /* a folder: who knows what is in it */
    }
    LP_TRY(tell(j, r, at, &own, err));

done:
    return rc;
}

static const struct lp_family_ops judge_ops = {judge_enter, judge_item,
                                               judge_leave};

struct lp_family
lp_judge_family(struct lp_judge *j)
{
    return (struct lp_family){.ops = &judge_ops, .self = j};
}

void
lp_judge_release(struct lp_judge *j)
{
    free(j->open);
    free(j->also);
    free(j->shares.in);
    *j = (struct lp_judge){0};
}
