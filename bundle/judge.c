#include "bundle/judge.h"

#include <stdlib.h>

#include "base/mem.h"

/* What a container means for its members. */
struct lp_level_up {
    struct lp_judgement own;
    bool exact; /* it, or one around it, is public as it is */
    struct lp_index_hit match;
    bool doubtful; /* it, or one around it, is malformed or ambiguous */
};

const char *
lp_verdict_word(enum lp_verdict v)
{
    static const char *const words[LP_VERDICT_COUNT] = {"NONE", "EXACT", "NEW",
                                                        "TRIVIAL", "UNKNOWN"};

    return words[v];
}

static bool
has_bytes(const struct lp_record *r)
{
    return r->container || lp_record_is_document(r);
}

/* The order of the questions is that of docs/DESIGN.md: what proves most
 * comes first, and nothing unknown falls through to "new". */
static enum lp_code
decide(struct lp_judge *j, const struct lp_record *r, struct lp_judgement *out,
       struct lp_err *err)
{
    const struct lp_level_up *up = j->n == 0 ? NULL : &j->open[j->n - 1];
    struct lp_set_key key;
    enum lp_code rc = LP_OK;

    *out = (struct lp_judgement){0};
    if (!has_bytes(r)) {
        if (r->closed != LP_RULE_NONE) {
            *out = (struct lp_judgement){.verdict = LP_VERDICT_UNKNOWN,
                                         .rule = (enum lp_rule)r->closed};
        }
        return LP_OK;
    }
    if (r->has_digest && r->size == 0) {
        out->verdict = LP_VERDICT_TRIVIAL;
        return LP_OK;
    }
    if (r->has_digest) {
        lp_set_key_make(&key, (struct lp_slice){r->digest.bytes, r->digest.len},
                        r->size);
        LP_TRY(lp_index_find(j->index, LP_LEVEL_RAW,
                             LP_SET_STATUS_BIT(LP_SET_PUBLISHED), &key,
                             &out->match, err));
    }
    if (out->match.set == NULL && up != NULL && up->exact) {
        out->match = up->match;
        out->via_container = true;
    }
    if (out->match.set != NULL) {
        out->verdict = LP_VERDICT_EXACT;
        return LP_OK;
    }
    out->verdict = LP_VERDICT_UNKNOWN;
    if (r->closed != LP_RULE_NONE) {
        out->rule = (enum lp_rule)r->closed;
    } else if (r->found.n > 0) {
        out->rule = (enum lp_rule)r->found.of[0].rule;
    } else if (up != NULL && up->doubtful) {
        out->rule = LP_RULE_TAINTED;
    } else if ((r->flags & LP_FLAG_OPAQUE) != 0) {
        out->rule = LP_RULE_LEFT;
    } else if (r->has_digest) {
        out->verdict = LP_VERDICT_NEW;
    }

done:
    return rc;
}

static void
share(struct lp_judge *j, enum lp_verdict v, uint64_t bytes)
{
    j->shares.documents[v]++;
    j->shares.bytes[v] += bytes;
    j->shares.all_documents++;
    j->shares.all_bytes += bytes;
}

static enum lp_code
judge_enter(void *self, const struct lp_record *r, const struct lp_where *at,
            struct lp_err *err)
{
    struct lp_judge *j = self;
    struct lp_level_up level = {0};
    enum lp_code rc;
    struct lp_level_up *grown;

    (void)at;
    if (j->n > 0) {
        level = j->open[j->n - 1];
    }
    LP_TRY(decide(j, r, &level.own, err));
    if (level.own.verdict == LP_VERDICT_EXACT && !level.own.via_container) {
        level.exact = true;
        level.match = level.own.match;
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

static enum lp_code
judge_leave(void *self, const struct lp_record *r, const struct lp_where *at,
            struct lp_err *err)
{
    struct lp_judge *j = self;
    struct lp_judgement own = j->open[--j->n].own;

    if (r->lost && own.verdict != LP_VERDICT_EXACT) {
        share(j, LP_VERDICT_UNKNOWN, r->unread);
    }
    return j->told(j->who, r, at, &own, err);
}

static enum lp_code
judge_item(void *self, const struct lp_record *r, const struct lp_where *at,
           struct lp_err *err)
{
    struct lp_judge *j = self;
    struct lp_judgement own;
    enum lp_code rc;

    LP_TRY(decide(j, r, &own, err));
    if (lp_record_is_document(r)) {
        share(j, own.verdict, r->size);
    } else if (own.verdict == LP_VERDICT_UNKNOWN) {
        share(j, LP_VERDICT_UNKNOWN, 0); /* a folder: who knows what is in it */
    }
    LP_TRY(j->told(j->who, r, at, &own, err));

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
    j->open = NULL;
    j->n = 0;
    j->cap = 0;
}
