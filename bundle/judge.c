#include "bundle/judge.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "bundle/levels.h"
#include "bundle/row_count.h"

/* What a container means for its members. */
struct lp_level_up {
    struct lp_judgement own;
    struct lp_judgement holds; /* it, or one around it, is public as it is */
    bool doubtful; /* it, or one around it, is malformed or ambiguous */
    struct lp_attached attached; /* in it, if it is a message; then also: */
    uint64_t spans;              /* of the documents in it */
    bool own_text;               /* it is what the message around it says */
    enum lp_rule sealed;         /* why something attached to it is encrypted */
    bool says;                   /* it has own text */
    struct lp_row_count rows;    /* of it, if it is a table */
};

/* The container around what is asked about; NULL: none. */
static struct lp_level_up *
innermost(const struct lp_judge *j)
{
    return j->n == 0 ? NULL : &j->open[j->n - 1];
}

/* The message that it lies in, as a part or written into a text; NULL: none. */
static struct lp_level_up *
message_around(const struct lp_judge *j, const struct lp_where *at)
{
    struct lp_level_up *up = innermost(j);

    if (up != NULL && up->own_text) {
        return up - 1;
    }
    return at->in == LP_KIND_MESSAGE ? up : NULL;
}

static enum lp_code
find_trivial(struct lp_judge *j, const struct lp_record *r,
             const struct lp_where *at, struct lp_judgement *out,
             struct lp_err *err)
{
    const struct lp_level_up *up = innermost(j);
    enum lp_code rc = LP_OK;

    if (lp_record_is_empty(r)) {
        out->trivial = LP_TRIVIAL_EMPTY;
    } else if (j->recur != NULL && lp_recur_many(j->recur, r, at)) {
        out->trivial = LP_TRIVIAL_RECURS;
    } else if (up != NULL && up->holds.trivial == LP_TRIVIAL_SOFTWARE) {
        *out = up->holds;
        out->via_container = true;
    } else {
        /* A weak digest would let somebody call his document software. */
        rc = lp_query_find(j->index, r, LP_VERDICT_EXACT, LP_QUERY_SOFTWARE,
                           &out->match, &out->level, err);
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

    for (unsigned v = LP_VERDICT_EXACT; v <= LP_VERDICT_PROBABLE; v++) {
        LP_TRY(lp_query_find(j->index, r, (enum lp_verdict)v,
                             LP_QUERY_PUBLISHED, &out->match, &out->level,
                             err));
        if (out->match.set == NULL && up != NULL && up->holds.verdict == v) {
            out->match = up->holds.match;
            out->via_container = true;
        }
        if (out->match.set != NULL) {
            out->verdict = (enum lp_verdict)v;
            break;
        }
    }
    if ((r->flags & LP_FLAG_SCANT) != 0 && out->match.set != NULL &&
        !out->via_container) {
        lp_judgement_scant(out, up == NULL ? NULL : &up->holds);
    }
    out->level = out->match.set == NULL || out->via_container ? LP_LEVEL_NONE
                                                              : out->level;

done:
    return rc;
}

/* Whether its bytes may not be what others see there. What is equal to
 * something is known all the same; what is only like it is not. */
static bool
is_doubtful(const struct lp_judge *j, const struct lp_record *r)
{
    const struct lp_level_up *up = innermost(j);

    return r->closed != LP_RULE_NONE || r->found.n > 0 ||
           (up != NULL && up->doubtful);
}

/* What is like it, if nothing is the same; or if all is asked for. */
static enum lp_code
find_alike(struct lp_judge *j, const struct lp_record *r,
           struct lp_judgement *out, struct lp_err *err)
{
    enum lp_code rc;

    LP_TRY(lp_likeness_near(&j->search, r, &out->like, err));
    if (out->like.near.set == NULL || j->all) {
        LP_TRY(lp_likeness_part(&j->search, r, &out->like, err));
    }
    if (out->verdict != LP_VERDICT_NONE || is_doubtful(j, r)) {
        return LP_OK;
    }
    if (out->like.near.set != NULL) {
        out->verdict = LP_VERDICT_NEAR;
        out->level = LP_LEVEL_NEAR;
        out->match = out->like.near;
    } else if (out->like.part.set != NULL) {
        out->verdict = LP_VERDICT_PARTIAL;
        out->level = LP_LEVEL_PART;
        out->match = out->like.part;
    }

done:
    return rc;
}

/* A public message has its Message-ID, but is not this one. */
static enum lp_code
find_same_id(struct lp_judge *j, const struct lp_record *r,
             struct lp_judgement *out, struct lp_err *err)
{
    struct lp_set_key key;
    /* What is probably that message says what it says. */
    bool other =
        out->verdict >= LP_VERDICT_NEAR && out->verdict != LP_VERDICT_TRIVIAL;

    if (r->kind != LP_KIND_MESSAGE || !other ||
        !lp_query_key(r, LP_LEVEL_MIH, &key)) {
        return LP_OK;
    }
    return lp_index_find(j->index, LP_LEVEL_MIH, LP_QUERY_PUBLISHED, &key,
                         &out->same_id, err);
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
    } else if (lp_query_incomparable(j->index, r) ||
               (r->kind == LP_KIND_ROW && j->rowless)) {
        out->rule = LP_RULE_INCOMPARABLE;
    } else if (lp_query_unread(j->index, r) != LP_RULE_NONE) {
        out->rule = lp_query_unread(j->index, r);
    } else {
        out->verdict = LP_VERDICT_NEW;
        out->tried = lp_query_levels(j->index, r);
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
    if (out->verdict == LP_VERDICT_NONE || j->all) {
        LP_TRY(find_alike(j, r, out, err));
    }
    if (out->verdict == LP_VERDICT_NONE) {
        give_up(j, r, out);
        LP_TRY(lp_judgement_prior(out, j->index, r, err));
    }
    LP_TRY(find_same_id(j, r, out, err));
    if (j->all && lp_verdict_public(out->verdict)) {
        LP_TRY(lp_judgement_weaker(out, j->index, r, err));
    }

done:
    return rc;
}

/* The sets beside out->match that prove the same of `r`. */
static enum lp_code
find_also(struct lp_judge *j, const struct lp_record *r,
          struct lp_judgement *out, struct lp_err *err)
{
    const enum lp_level *levels = lp_query_levels_for(out->verdict);
    enum lp_code rc = LP_OK;

    for (; *levels != LP_LEVEL_NONE; levels++) {
        struct lp_set_key key;
        struct lp_index_hit hit;
        size_t at = 0;

        if (!lp_query_key(r, *levels, &key)) {
            continue;
        }
        for (;;) {
            struct lp_index_hit *grown;

            LP_TRY(lp_index_next(j->index, *levels, LP_QUERY_PUBLISHED, &key,
                                 &at, &hit, err));
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

/* The bytes of what lies in a document are not the document's own: of a message
 * those that were transferred, of others as many as came out. */
static void
take_span(struct lp_judge *j, const struct lp_record *r,
          const struct lp_where *at)
{
    struct lp_level_up *up = message_around(j, at);

    if ((r->flags & LP_FLAG_OWN_TEXT) != 0) {
        return;
    }
    if (up != NULL) {
        up->spans += r->has_span ? r->span : r->size;
    } else if (lp_kind_is_document(at->in) && r->kind != LP_KIND_ROW) {
        innermost(j)->spans += r->size;
    }
}

static enum lp_code
judge_enter(void *self, const struct lp_record *r, const struct lp_where *at,
            struct lp_err *err)
{
    struct lp_judge *j = self;
    const struct lp_level_up *up = innermost(j);
    struct lp_level_up level = {
        .own_text = (r->flags & LP_FLAG_OWN_TEXT) != 0 && up != NULL};
    enum lp_code rc;
    struct lp_level_up *grown;

    if (up != NULL) {
        level.holds = up->holds;
        level.doubtful = up->doubtful;
    }
    LP_TRY(decide(j, r, at, &level.own, err));
    if ((lp_verdict_holds(level.own.verdict) ||
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

/* A message that is known, with something in it that is not, is news. */
static void
weigh_family(struct lp_judge *j, struct lp_judgement *message,
             const struct lp_attached *attached)
{
    message->attached = *attached;
    if (lp_verdict_public(message->verdict) && attached->new > 0) {
        j->counted.shares.news++;
    }
}

/* A table that was opened: what its rows say of it. */
static void
weigh_rows(struct lp_judge *j, const struct lp_record *r,
           struct lp_level_up *table)
{
    struct lp_shares *s = &j->counted.shares;
    enum lp_verdict v;

    if (r->kind == LP_KIND_ROWS) {
        lp_row_count_settle(&table->rows, &table->own);
        v = table->own.verdict;
        s->tables++;
        s->cut += r->lost ? 1 : 0;
        s->by_rows += !lp_verdict_public(v) && v != LP_VERDICT_TRIVIAL &&
                              lp_row_count_known(&table->rows.rows)
                          ? 1
                          : 0;
    }
}

/* Count what was judged for the message that it is attached to. */
static void
attach(struct lp_judge *j, const struct lp_record *r, const struct lp_where *at,
       enum lp_verdict v)
{
    struct lp_level_up *up = message_around(j, at);

    if (up == NULL || (r->flags & LP_FLAG_OWN_TEXT) != 0) {
        return;
    }
    if (lp_verdict_public(v) || v == LP_VERDICT_TRIVIAL) {
        up->attached.known++;
    } else if (v == LP_VERDICT_UNKNOWN) {
        up->attached.unknown++;
    } else {
        up->attached.new ++;
    }
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
judge_leave(void *self, const struct lp_record *r, const struct lp_where *at,
            struct lp_err *err)
{
    struct lp_judge *j = self;
    struct lp_level_up level = j->open[--j->n];
    /* A table has its own verdict, and rows that were lost are none of the
     * documents. */
    bool gone = r->lost && !lp_verdict_public(level.own.verdict) &&
                r->kind != LP_KIND_ROWS;
    enum lp_code rc = LP_OK;

    take_span(j, r, at);
    hear(j, r, at, &level.own);
    if (gone) {
        LP_TRY(lp_counted_lost(&j->counted, r, r->unread, err));
    }
    if (level.sealed != LP_RULE_NONE && !level.says) {
        doubt(&level.own, level.sealed);
    }
    if (lp_record_is_document(r)) {
        uint64_t others = level.spans + (gone ? r->unread : 0);

        weigh_family(j, &level.own, &level.attached);
        weigh_rows(j, r, &level);
        LP_TRY(lp_counted_add(&j->counted, r, &level.own,
                              r->size > others ? r->size - others : 0, err));
    }
    attach(j, r, at, level.own.verdict);
    rc = tell(j, r, at, &level.own, err);

done:
    return rc;
}

static void
count_row(struct lp_judge *j, struct lp_judgement *row)
{
    struct lp_level_up *table = innermost(j);

    row->in_public = lp_verdict_public(table->own.verdict);
    lp_row_count_add(&j->counted.shares.rows, row);
    lp_row_count_note(&table->rows, row);
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
    if (r->kind == LP_KIND_ROW && innermost(j) != NULL) {
        count_row(j, &own);
    } else if (lp_record_is_document(r)) {
        LP_TRY(lp_counted_add(&j->counted, r, &own, r->size, err));
    } else if (own.verdict == LP_VERDICT_UNKNOWN && !lp_record_has_bytes(r)) {
        /* A folder: who knows what is in it. */
        LP_TRY(lp_counted_lost(&j->counted, r, 0, err));
    }
    attach(j, r, at, own.verdict);
    LP_TRY(tell(j, r, at, &own, err));

done:
    return rc;
}

static const struct lp_family_ops judge_ops = {
    .enter = judge_enter, .item = judge_item, .leave = judge_leave};

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
    free(j->counted.shares.in);
    lp_counted_release(&j->counted);
    lp_likeness_release(&j->search);
    *j = (struct lp_judge){0};
}
