#include "bundle/do_index.h"

#include "base/text.h"
#include "formats/bid.h"
#include "ledger/set_build.h"

struct adder {
    struct lp_set_build *build;
    struct lp_tally *tally;
    uint64_t documents;
    uint64_t bytes;
};

/* Everything that has a digest may be met again: documents, and containers as
 * they are. A locator that is too long for a set is left out. */
static enum lp_code
add_one(void *self, const struct lp_record *r, const struct lp_where *at,
        struct lp_err *err)
{
    struct adder *a = self;
    struct lp_set_add add = {.counts = lp_record_is_document(r)};

    lp_tally_add(a->tally, r);
    if (!r->has_digest) {
        return LP_OK;
    }
    a->documents += lp_record_is_document(r) ? 1 : 0;
    a->bytes += lp_record_is_document(r) ? r->size : 0;
    add.record = (struct lp_set_record){
        .size = r->size,
        .role = r->role,
        .kind = r->kind,
        .locator =
            lp_set_record_text_ok(at->path) ? at->path : (struct lp_slice){0},
    };
    lp_set_add_key(&add, LP_LEVEL_RAW,
                   (struct lp_slice){r->digest.bytes, r->digest.len});
    return lp_set_build_add(a->build, &add, err);
}

/* A container goes in before its members, so that of two equal things the
 * outermost is named. */
static const struct lp_family_ops add_ops = {.enter = add_one, .item = add_one};

static enum lp_code
check_words(const struct lp_index_options *o, struct lp_err *err)
{
    if (o->publication == NULL || o->publication[0] == '\0') {
        (void)lp_fail(err, LP_E_USAGE, "the publication has no name");
        lp_hint(err, "give --publication NAME");
        return LP_E_USAGE;
    }
    if (o->date == NULL) {
        (void)lp_fail(err, LP_E_USAGE, "the publication has no date");
        lp_hint(err, "give --date YYYY-MM-DD, the day of publication");
        return LP_E_USAGE;
    }
    if (!lp_text_is_date(lp_slice_str(o->date))) {
        (void)lp_fail(err, LP_E_USAGE, "%s is not a date", o->date);
        lp_hint(err, "give --date YYYY-MM-DD, the day of publication");
        return LP_E_USAGE;
    }
    return LP_OK;
}

enum lp_code
lp_do_index_add(const struct lp_index_options *o,
                const struct lp_listener *listener,
                struct lp_index_report *report, struct lp_err *err)
{
    struct adder a = {.tally = &report->tally};
    struct lp_family family = {.ops = &add_ops, .self = &a};
    struct lp_set_meta meta = {0};
    struct lp_buf source = {0};
    struct lp_buf readers = {0};
    struct lp_submission_report told;
    enum lp_code rc;

    *report = (struct lp_index_report){0};
    LP_TRY(check_words(o, err));
    LP_TRY(lp_set_build_new(&a.build, o->what.out, true, NULL, err));
    LP_TRY(lp_submission_tell(&o->what, &family, listener, &told, err));
    if (told.manifests == 1 && o->what.n == 1) {
        lp_text_hex(&source,
                    (struct lp_slice){told.source, sizeof told.source});
    }
    lp_readers_list(&readers);
    meta.publication = lp_slice_str(o->publication);
    meta.date = lp_slice_str(o->date);
    meta.url = lp_slice_str(o->url == NULL ? "" : o->url);
    meta.made = o->now;
    meta.source = lp_buf_slice(&source);
    meta.readers = lp_buf_slice(&readers);
    meta.levels = LP_LEVEL_BIT(LP_LEVEL_RAW);
    meta.bytes = a.bytes;
    meta.unopened =
        report->tally.closed + report->tally.findings + report->tally.opaque;
    meta.containers = report->tally.containers + meta.unopened;
    meta.partial = report->tally.unread > 0 || report->tally.opaque > 0;
    report->documents = a.documents;
    LP_TRY(lp_set_build_finish(a.build, &meta, report->root, err));

done:
    lp_set_build_free(a.build);
    lp_buf_release(&source);
    lp_buf_release(&readers);
    return rc;
}
