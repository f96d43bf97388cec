#include "bundle/do_check.h"

#include <stdlib.h>
#include <string.h>

#include "bundle/delay.h"
#include "bundle/levels.h"

/* What is between the submission and the judge, and behind him. */
struct court {
    const struct lp_check_options *o;
    struct lp_check_report *report;
    struct lp_judge judge;
    struct lp_recur recur;
    struct lp_delay delay;
};

/* Counts what the judge is told, on its way. */
static enum lp_code
count_and_tell(void *who, const struct lp_record *r, const struct lp_where *at,
               const struct lp_judgement *j, struct lp_err *err)
{
    struct court *c = who;
    struct lp_tally *tally = &c->report->tally;
    struct lp_judgement all = *j;
    struct lp_record counted = *r;
    enum lp_code rc = LP_OK;

    /* What is public as it is need not be opened to be known. */
    if (lp_verdict_public(j->verdict) && lp_record_is_closed(r)) {
        counted.closed = LP_RULE_NONE;
    }
    lp_tally_add(tally, &counted);
    if (lp_judgement_alone(j) && r->kind != LP_KIND_ROW) {
        tally->rule[j->rule]++;
    }
    if (c->o->within) {
        rc = lp_within_note(&c->report->within, r, at, &all.first, err);
    }
    return rc == LP_OK ? c->o->told(c->o->who, r, at, &all, err) : rc;
}

/* What recurs is known only when all was seen: from the first attachment that
 * may, everything waits. */
static enum lp_code
note(struct court *c, const struct lp_record *r, const struct lp_where *at,
     struct lp_err *err)
{
    if (lp_recur_counts(&c->recur, r, at)) {
        lp_delay_hold(&c->delay);
    }
    return lp_recur_note(&c->recur, r, at, err);
}

/* A manifest may say more than is asked for: then `room` says less. */
static const struct lp_record *
as_asked(const struct court *c, const struct lp_record *r,
         struct lp_record *room)
{
    unsigned levels = c->o->what.how.levels;

    if ((LP_LEVELS_OF_MANIFEST & ~levels) == 0) {
        return r;
    }
    *room = *r;
    room->has_decoded =
        r->has_decoded && (levels & LP_LEVEL_BIT(LP_LEVEL_DECODED)) != 0;
    for (unsigned i = 0; i < LP_ID_COUNT; i++) {
        if ((levels & LP_LEVEL_BIT(lp_levels_of_id((enum lp_id)i))) == 0) {
            room->ids &= ~(1U << i);
        }
    }
    return room;
}

static enum lp_code
court_enter(void *self, const struct lp_record *r, const struct lp_where *at,
            struct lp_err *err)
{
    struct court *c = self;
    struct lp_family to = lp_delay_family(&c->delay);
    struct lp_record room;
    const struct lp_record *some = as_asked(c, r, &room);
    enum lp_code rc = note(c, r, at, err);

    return rc == LP_OK ? to.ops->enter(to.self, some, at, err) : rc;
}

static enum lp_code
court_item(void *self, const struct lp_record *r, const struct lp_where *at,
           struct lp_err *err)
{
    struct court *c = self;
    struct lp_family to = lp_delay_family(&c->delay);
    struct lp_record room;
    const struct lp_record *some = as_asked(c, r, &room);
    enum lp_code rc = note(c, r, at, err);

    return rc == LP_OK ? to.ops->item(to.self, some, at, err) : rc;
}

static enum lp_code
court_leave(void *self, const struct lp_record *r, const struct lp_where *at,
            struct lp_err *err)
{
    struct court *c = self;
    struct lp_family to = lp_delay_family(&c->delay);
    struct lp_record room;
    const struct lp_record *some = as_asked(c, r, &room);

    return to.ops->leave(to.self, some, at, err);
}

static enum lp_code
court_sift(void *self, struct lp_record *r, struct lp_err *err)
{
    struct court *c = self;

    return lp_likeness_sift(&c->judge.search, &r->words, err);
}

static const struct lp_family_ops court_ops = {.enter = court_enter,
                                               .item = court_item,
                                               .leave = court_leave,
                                               .sift = court_sift};

static void
note_caveats(struct lp_check_report *report)
{
    const struct lp_index_caveat *caveats;
    size_t n = 0;

    caveats = lp_index_caveats(report->index, &n);
    for (size_t i = 0; i < n; i++) {
        if (strcmp(caveats[i].word, "partial") == 0) {
            report->partial += caveats[i].count;
        } else if (strcmp(caveats[i].word, "level-missing") == 0) {
            report->lacking += caveats[i].count;
        } else {
            report->unopened += caveats[i].count;
        }
    }
}

/* How many published sets were made without a reader of tables; whether all
 * were: then no row can be called new. */
static uint64_t
without_rows(const struct lp_index *ix, bool *all)
{
    uint64_t n = 0;

    *all = true;
    for (size_t i = 0; i < lp_index_totals(ix).sets; i++) {
        const struct lp_set_meta *about = lp_set_about(lp_index_set(ix, i));
        struct lp_slice readers = about->readers;
        bool has = readers.len > 0 &&
                   memmem(readers.data, readers.len, "rows-", 5) != NULL;

        if (about->status == LP_SET_PUBLISHED) {
            n += has ? 0 : 1;
            *all = *all && !has;
        }
    }
    return n;
}

/* Digests that the sets hold, beside SHA-256: the walk makes them too. */
static unsigned
algs_of(const struct lp_index *ix)
{
    unsigned levels = lp_index_levels(ix);
    unsigned algs = 0;

    for (unsigned l = LP_LEVEL_NONE + 1; l < LP_LEVEL_COUNT; l++) {
        if ((levels & LP_LEVEL_BIT(l) & LP_LEVEL_ALL_DIGESTS) != 0) {
            algs |= 1U << lp_level_alg((enum lp_level)l);
        }
    }
    return algs & LP_ALG_OTHERS;
}

static enum lp_code
hold_court(struct court *c, const struct lp_listener *listener,
           struct lp_err *err)
{
    struct lp_family family = {.ops = &court_ops, .self = c};
    struct lp_submission what = c->o->what;
    struct lp_submission_report told;
    enum lp_code rc;

    c->report->rowless = without_rows(c->judge.index, &c->judge.rowless);
    what.how.algs |= algs_of(c->judge.index);
    what.how.levels &= lp_index_levels(c->judge.index) | LP_LEVELS_OF_BYTES;
    LP_TRY(lp_delay_init(&c->delay, lp_judge_family(&c->judge), err));
    LP_TRY(lp_submission_tell(&what, &family, listener, &told, err));
    LP_TRY(lp_delay_end(&c->delay, err));
    c->report->manifests = told.manifests;
    if ((lp_index_levels(c->judge.index) & LP_LEVELS_OF_MANIFEST &
         what.how.levels & ~told.levels) != 0) {
        c->report->shallow = told.manifests;
    }
    c->report->lists = told.lists;
    c->report->shares = c->judge.counted.shares;
    c->judge.counted.shares.in = NULL;
    note_caveats(c->report);

done:
    return rc;
}

enum lp_code
lp_do_check(const struct lp_check_options *o,
            const struct lp_listener *listener, struct lp_check_report *report,
            struct lp_err *err)
{
    struct court c = {
        .o = o,
        .report = report,
        .recur = {.messages = o->recur_messages, .bytes = o->recur_bytes},
    };
    enum lp_code rc;

    *report = (struct lp_check_report){0};
    LP_TRY(lp_set_pool_open(&report->index, &o->against, err));
    c.judge =
        (struct lp_judge){.index = report->index,
                          .recur = &c.recur,
                          .all = o->all,
                          .search = {.index = report->index, .least = o->near},
                          .told = count_and_tell,
                          .who = &c};
    c.judge.counted.shares.in = calloc(lp_index_totals(report->index).sets,
                                       sizeof *c.judge.counted.shares.in);
    if (c.judge.counted.shares.in == NULL) {
        rc = lp_no_memory(err);
        goto done;
    }
    rc = hold_court(&c, listener, err);

done:
    lp_judge_release(&c.judge);
    lp_delay_release(&c.delay);
    lp_recur_release(&c.recur);
    return rc;
}

void
lp_check_report_release(struct lp_check_report *r)
{
    free(r->shares.in);
    lp_index_free(r->index);
    lp_within_release(&r->within);
    *r = (struct lp_check_report){0};
}
