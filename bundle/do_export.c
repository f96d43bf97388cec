#include "bundle/do_export.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "bundle/sums_out.h"
#include "formats/sums_hashdeep.h"
#include "ledger/set_each.h"
#include "ledger/set_strip.h"

/* Levels whose keys are whole digests. */
#define WHOLE                                                      \
    (LP_LEVEL_BIT(LP_LEVEL_RAW) | LP_LEVEL_BIT(LP_LEVEL_DECODED) | \
     LP_LEVEL_BIT(LP_LEVEL_SHA1) | LP_LEVEL_BIT(LP_LEVEL_MD5))

/* A key, by its level and its number there. */
struct slot {
    uint32_t number;
    uint8_t level;
};

/* The keys of a set, sorted by the records that they lead to. */
struct keys {
    uint64_t *end; /* of the slots of each record */
    struct slot *slot;
    uint64_t seen[LP_LEVEL_COUNT];
    uint64_t records;
};

struct export
{
    const struct lp_export_options *o;
    struct lp_set *set;
    struct keys keys;
    struct lp_sums_out out;
    struct lp_buf name;
    struct lp_export_report *report;
};

static enum lp_code
refuse_keyed(const struct lp_set *s, struct lp_err *err)
{
    if (lp_set_about(s)->keyed.len == 0) {
        return LP_OK;
    }
    (void)lp_fail(err, LP_E_USAGE,
                  "%s is keyed: it holds no digests and no names that could be "
                  "exported",
                  lp_set_path(s));
    lp_hint(err, "hash the documents themselves, and convert the manifest");
    return LP_E_USAGE;
}

static enum lp_code
count_key(void *who, const struct lp_set_item *item, struct lp_err *err)
{
    struct keys *k = who;

    (void)err;
    if ((WHOLE & LP_LEVEL_BIT(item->level)) != 0) {
        k->end[item->number]++;
    }
    return LP_OK;
}

static enum lp_code
place_key(void *who, const struct lp_set_item *item, struct lp_err *err)
{
    struct keys *k = who;
    uint32_t number = (uint32_t)k->seen[item->level]++;

    (void)err;
    if ((WHOLE & LP_LEVEL_BIT(item->level)) != 0) {
        k->slot[k->end[item->number]++] =
            (struct slot){number, (uint8_t)item->level};
    }
    return LP_OK;
}

/* Counted first, each key then finds its place: levels stay in their order. */
static enum lp_code
sort_keys(struct keys *k, struct lp_set *s, struct lp_err *err)
{
    uint64_t total = 0;
    enum lp_code rc;

    k->records = lp_set_file(s)->layout.counts.records;
    k->end = calloc((size_t)k->records + 1, sizeof *k->end);
    if (k->end == NULL) {
        return lp_no_memory(err);
    }
    LP_TRY(lp_set_each(s, count_key, k, err));
    for (uint64_t i = 0; i < k->records; i++) {
        uint64_t n = k->end[i];

        k->end[i] = total;
        total += n;
    }
    k->slot = calloc((size_t)total + 1, sizeof *k->slot);
    if (k->slot == NULL) {
        return lp_no_memory(err);
    }
    LP_TRY(lp_set_each(s, place_key, k, err));

done:
    return rc;
}

static enum lp_code
choose(struct export *x, struct lp_err *err)
{
    unsigned levels = lp_set_about(x->set)->levels & WHOLE;
    unsigned has = 0;

    for (unsigned l = LP_LEVEL_NONE + 1; l < LP_LEVEL_COUNT; l++) {
        if ((levels & LP_LEVEL_BIT(l)) != 0) {
            has |= 1U << lp_level_alg((enum lp_level)l);
        }
    }
    if (x->o->algs != 0 && (x->o->algs & ~has) != 0) {
        return lp_fail(err, LP_E_USAGE,
                       "%s has no whole digests by %s: of sha512 and blake2b, "
                       "sets keep the first half",
                       x->o->set, lp_alg_word(lp_sums_best(x->o->algs & ~has)));
    }
    has = x->o->algs != 0 ? x->o->algs : has;
    if (x->o->to == LP_SUMS_HASHDEEP && x->o->algs == 0) {
        /* One column, since hashdeep needs each in every line. */
        has = 1U << lp_sums_best(has & LP_SUMS_HASHDEEP_ALGS);
    } else if (x->o->to == LP_SUMS_GNU && x->o->algs == 0) {
        has = 1U << lp_sums_best(has);
    }
    x->out.kind = x->o->to;
    x->out.algs = has & ~(1U << LP_ALG_NONE);
    x->out.decoded = x->o->to == LP_SUMS_CSV &&
                     (levels & LP_LEVEL_BIT(LP_LEVEL_DECODED)) != 0;
    if (x->out.algs == 0) {
        return lp_fail(err, LP_E_USAGE,
                       "%s has no whole digests: of sha512 and blake2b, sets "
                       "keep the first half",
                       x->o->set);
    }
    return LP_OK;
}

static void
name_of(struct export *x, const struct lp_set_record *r,
        struct lp_sums_item *item)
{
    lp_buf_clear(&x->name);
    item->name = r->locator;
    /* Of several levels, it cannot be undone as one name. */
    if (lp_text_unescape(&x->name, r->locator)) {
        item->name = lp_buf_slice(&x->name);
    }
}

/* Where the slots of one record lie, by level. */
struct spans {
    uint64_t from[LP_LEVEL_COUNT];
    uint64_t n[LP_LEVEL_COUNT];
    uint64_t most; /* of `n` */
};

static struct spans
spans_of(const struct keys *k, uint64_t at, uint64_t end)
{
    struct spans s = {0};

    for (; at < end; at++) {
        uint8_t level = k->slot[at].level;

        s.from[level] = s.n[level] == 0 ? at : s.from[level];
        s.n[level]++;
        s.most = s.n[level] > s.most ? s.n[level] : s.most;
    }
    return s;
}

/* Row number `row` of a record: of each level its key of that number. */
static enum lp_code
take_row(struct export *x, const struct spans *s, uint64_t row,
         struct lp_sums_item *item, uint8_t decoded[LP_KEY_SIZE],
         struct lp_err *err)
{
    enum lp_code rc = LP_OK;

    for (unsigned i = LP_LEVEL_NONE + 1; i < LP_LEVEL_COUNT; i++) {
        enum lp_level level = (enum lp_level)i;
        enum lp_alg alg = lp_level_alg(level);
        struct lp_set_item key;

        if (row >= s->n[level]) {
            continue;
        }
        LP_TRY(lp_set_key_at(x->set, level,
                             x->keys.slot[s->from[level] + row].number, &key,
                             err));
        if (level == LP_LEVEL_DECODED) {
            memcpy(decoded, key.key.digest, LP_KEY_SIZE);
        } else {
            memcpy(item->digest[alg], key.key.digest, lp_alg_len(alg));
            item->has |= 1U << alg;
        }
    }

done:
    return rc;
}

/* Whether the list can say `item`; if it cannot say its name, that is an
 * error instead. */
static bool
sayable(const struct export *x, const struct lp_sums_item *item)
{
    if (x->out.kind == LP_SUMS_CSV || x->out.kind == LP_SUMS_BSD) {
        return (item->has & x->out.algs) != 0;
    }
    return (x->out.algs & ~item->has) == 0 &&
           (item->has_size || x->out.kind != LP_SUMS_HASHDEEP);
}

/* A record has more than one row if several documents share it, which agreed
 * at their best level and not at another. */
static enum lp_code
put_record(struct export *x, uint64_t number, uint64_t at, uint64_t end,
           struct lp_err *err)
{
    const struct spans spans = spans_of(&x->keys, at, end);
    struct lp_set_record record;
    enum lp_code rc;

    LP_TRY(lp_set_record_at(x->set, number, &record, err));
    if (record.kind == LP_KIND_ROW) {
        return LP_OK; /* a list is of files: its digests are of no form */
    }
    x->report->left_out += spans.most == 0 ? 1 : 0;
    for (uint64_t row = 0; row < spans.most; row++) {
        struct lp_sums_item item = {.has_size = record.size != LP_SIZE_UNKNOWN};
        bool has_decoded = row < spans.n[LP_LEVEL_DECODED];
        uint8_t decoded[LP_KEY_SIZE];

        item.size = item.has_size ? record.size : 0;
        name_of(x, &record, &item);
        LP_TRY(take_row(x, &spans, row, &item, decoded, err));
        if (!sayable(x, &item)) {
            x->report->left_out++;
            continue;
        }
        LP_TRY(
            lp_sums_out_put(&x->out, &item, has_decoded ? decoded : NULL, err));
        x->report->documents++;
    }

done:
    return rc;
}

static enum lp_code
put_all(struct export *x, struct lp_err *err)
{
    uint64_t at = 0;
    enum lp_code rc = LP_OK;

    for (uint64_t i = 0; rc == LP_OK && i < x->keys.records; i++) {
        rc = put_record(x, i, at, x->keys.end[i], err);
        at = x->keys.end[i];
    }
    return rc;
}

enum lp_code
lp_do_export(const struct lp_export_options *o, struct lp_export_report *report,
             struct lp_err *err)
{
    struct export x = {.o = o, .report = report};
    enum lp_code rc;

    *report = (struct lp_export_report){0};
    LP_TRY(lp_set_open(&x.set, o->set, err));
    LP_TRY(refuse_keyed(x.set, err));
    LP_TRY(choose(&x, err));
    LP_TRY(sort_keys(&x.keys, x.set, err));
    LP_TRY(lp_sums_out_open(&x.out, o->out, err));
    LP_TRY(put_all(&x, err));
    LP_TRY(lp_sums_out_finish(&x.out, err));
    report->text = x.out.text;
    x.out.text = (struct lp_buf){0};

done:
    lp_sums_out_release(&x.out);
    lp_buf_release(&x.name);
    free(x.keys.end);
    free(x.keys.slot);
    lp_set_free(x.set);
    return rc;
}

void
lp_export_report_release(struct lp_export_report *r)
{
    lp_buf_release(&r->text);
}

enum lp_code
lp_do_export_set(const char *set, const char *out, uint8_t *root,
                 struct lp_err *err)
{
    struct lp_set *s = NULL;
    enum lp_code rc;

    LP_TRY(lp_set_open(&s, set, err));
    LP_TRY(refuse_keyed(s, err));
    LP_TRY(lp_set_strip(s, out, root, err));

done:
    lp_set_free(s);
    return rc;
}
