#include "cmd/overlap.h"

#include <inttypes.h>
#include <string.h>

#include "bundle/row_count.h"
#include "cmd/records.h"
#include "cmd/say.h"
#include "cmd/shares.h"

/* Whether something was called new, a document or a row of one. */
static bool
any_new(const struct lp_check_report *r)
{
    return r->shares.by[LP_VERDICT_NEW].documents > 0 || r->shares.rows.new > 0;
}

/* Whether something is public, a document or a row; or seems to be, by a digest
 * that can be forged. */
static bool
any_public(const struct lp_check_report *r)
{
    return lp_shares_public(&r->shares).documents > 0 ||
           r->shares.rows.known > 0 ||
           r->shares.by[LP_VERDICT_WEAK].documents > 0;
}

/* Documents that look like public ones, or hold parts of them. */
static uint64_t
alike(const struct lp_check_report *r)
{
    uint64_t n = 0;

    for (unsigned v = 0; v < LP_VERDICT_COUNT; v++) {
        n += lp_verdict_alike((enum lp_verdict)v) ? r->shares.by[v].documents
                                                  : 0;
    }
    return n;
}

/* What was asked for is there: something public, or something that is not. */
static bool
asked(const struct lp_overlap *v)
{
    const struct lp_check_report *r = v->report;

    return v->fail_on_new ? any_new(r) : any_public(r);
}

static bool
incomplete(const struct lp_overlap *v)
{
    const struct lp_check_report *r = v->report;
    const struct lp_share *by = r->shares.by;

    return by[LP_VERDICT_UNKNOWN].documents > 0 || r->tally.closed > 0 ||
           (v->fail_on_new && by[LP_VERDICT_WEAK].documents > 0) ||
           (!v->fail_on_new && any_new(r) &&
            (r->partial + r->unopened + r->lacking + r->shallow + r->lists >
                 0 ||
             (r->shares.rows.new > 0 && r->rowless > 0)));
}

enum lp_exit
lp_overlap_exit(const struct lp_overlap *v)
{
    const struct lp_check_report *r = v->report;

    if (asked(v) || alike(r) > 0 || r->shares.same_id > 0 ||
        r->tally.findings > 0) {
        return LP_EXIT_FINDING;
    }
    return incomplete(v) ? LP_EXIT_INCOMPLETE : LP_EXIT_GOOD;
}

static const char *
verdict_of(const struct lp_overlap *v)
{
    const struct lp_check_report *r = v->report;

    if (v->fail_on_new && any_new(r)) {
        return "NEW";
    }
    if (!v->fail_on_new && any_public(r)) {
        return "OVERLAP";
    }
    if (alike(r) > 0) {
        return "SIMILAR";
    }
    if (r->tally.findings > 0 || r->shares.same_id > 0) {
        return "FINDINGS";
    }
    if (incomplete(v)) {
        return "INCOMPLETE";
    }
    return v->fail_on_new ? "ALL KNOWN" : "NO OVERLAP";
}

static void
within_json(struct lp_json *j, const struct lp_within *w)
{
    lp_json_object(j, "within");
    lp_json_number(j, "documents", w->documents);
    lp_json_number(j, "bytes", w->bytes);
    lp_json_number(j, "unique", w->unique);
    lp_json_number(j, "unique_bytes", w->unique_bytes);
    lp_json_object_end(j);
}

void
lp_overlap_json(struct lp_json *j, const struct lp_overlap *v)
{
    const struct lp_check_report *r = v->report;
    struct lp_index_totals searched = lp_index_totals(r->index);

    lp_json_begin(j, "summary");
    lp_json_text(j, "verdict", verdict_of(v));
    lp_json_number(j, "exit", lp_overlap_exit(v));
    lp_records_counts(j, &r->tally);
    lp_shares_json(j, r);
    if (v->within) {
        within_json(j, &r->within);
    }
    lp_json_object(j, "searched");
    lp_json_number(j, "sets", searched.sets);
    lp_json_number(j, "documents", searched.documents);
    lp_json_object_end(j);
    lp_json_array(j, "incomplete");
    lp_records_incomplete(j, &r->tally);
    if (v->fail_on_new) {
        lp_records_reason(j, "weak-digest",
                          r->shares.by[LP_VERDICT_WEAK].documents);
    }
    if (any_new(r)) {
        /* "Not found" is less than "never published": how much less. */
        lp_records_reason(j, "partial-set", r->partial);
        lp_records_reason(j, "unopened-in-set", r->unopened);
        lp_records_reason(j, "level-missing-in-set", r->lacking);
        lp_records_reason(j, "level-missing-in-manifest", r->shallow);
        lp_records_reason(j, "digests-only", r->lists);
        lp_records_reason(j, "rows-missing-in-set",
                          r->shares.rows.new > 0 ? r->rowless : 0);
    }
    lp_json_array_end(j);
    lp_records_checked(j, &r->tally);
    lp_json_end(j);
}

static void
none_found(FILE *to, const struct lp_shares *s)
{
    fprintf(to, "none of the documents was found in the %ssets%s",
            s->prior.documents > 0 ? "published " : "",
            s->by[LP_VERDICT_TRIVIAL].documents > 0 ? ", trivial ones aside"
                                                    : "");
}

static void
nothing_sure(FILE *to, const struct lp_overlap *v)
{
    if (v->fail_on_new) {
        fputs("no document is called new", to);
    } else {
        none_found(to, &v->report->shares);
    }
    fputs(v->report->tally.findings > 0 || incomplete(v)
              ? ", but not everything is known\n"
              : "\n",
          to);
}

/* Rows are told beside documents where they say something else. */
static void
some_rows(FILE *to, const struct lp_shares *s, const char *words, uint64_t n)
{
    if (n > 0) {
        fprintf(to, ", %s %" PRIu64 " of ", words, n);
        lp_say_count(to, lp_row_count_all(&s->rows), "row");
        fputs(" of tables", to);
    }
    fputc('\n', to);
}

static void
last_line(FILE *to, const struct lp_overlap *v)
{
    const struct lp_check_report *r = v->report;
    const struct lp_shares *s = &r->shares;
    const char *word = verdict_of(v);
    char share[24];

    fprintf(to, "%s: ", word);
    if (strcmp(word, "OVERLAP") == 0) {
        lp_shares_percent(share, lp_shares_public(s).documents,
                          s->all.documents);
        fprintf(to, "%s of the documents are already public%s", share,
                s->by[LP_VERDICT_WEAK].documents > 0
                    ? ", and others by a weak digest only"
                    : "");
        some_rows(to, s, "and so are", s->rows.known);
    } else if (strcmp(word, "NEW") == 0) {
        lp_shares_percent(share, s->by[LP_VERDICT_NEW].documents,
                          s->all.documents);
        fprintf(to, "%s of the documents were not found in the sets", share);
        some_rows(to, s, "nor were", s->rows.new);
    } else if (strcmp(word, "SIMILAR") == 0) {
        lp_say_count(to, alike(r), "document");
        fprintf(to, " %s of them; %s\n",
                alike(r) == 1 ? "resembles public ones or holds parts"
                              : "resemble public ones or hold parts",
                v->fail_on_new ? "all others are known"
                               : "none is public as it is");
    } else if (strcmp(word, "FINDINGS") == 0) {
        if (r->shares.same_id > 0) {
            fprintf(to,
                    "%" PRIu64 " with a public Message-ID and other content; ",
                    r->shares.same_id);
        }
        if (r->tally.findings > 0) {
            fprintf(to, "%" PRIu64 " malformed or ambiguous; ",
                    r->tally.findings);
        }
        nothing_sure(to, v);
    } else if (strcmp(word, "INCOMPLETE") == 0) {
        nothing_sure(to, v);
    } else if (v->fail_on_new) {
        fprintf(to, "every document is public, or trivial\n");
    } else {
        none_found(to, s);
        fputs("; that does not mean never published\n", to);
    }
}

static void
count_line(FILE *to, uint64_t n, const char *noun, const char *what)
{
    if (n > 0) {
        fputs("  ", to);
        lp_say_count(to, n, noun);
        fprintf(to, " %s\n", what);
    }
}

static void
say_searched(FILE *to, const struct lp_check_report *r)
{
    struct lp_index_totals searched = lp_index_totals(r->index);
    const char *what = "published set";

    for (size_t i = 0; i < searched.sets; i++) {
        if (lp_set_about(lp_index_set(r->index, i))->status !=
            LP_SET_PUBLISHED) {
            what = "set";
        }
    }
    fputs("Searched   ", to);
    lp_say_count(to, searched.sets, what);
    fputs(", ", to);
    lp_say_count(to, searched.documents, "document");
    fputc('\n', to);
    if (r->manifests + r->lists > 0) {
        fputs("Believed   ", to);
        if (r->manifests > 0) {
            lp_say_count(to, r->manifests, "manifest");
        }
        fputs(r->manifests > 0 && r->lists > 0 ? " and " : "", to);
        if (r->lists > 0) {
            lp_say_count(to, r->lists, "list");
        }
        fputs(" in place of documents; no signature was asked for\n", to);
    }
    count_line(to, r->partial, "set", "with only a part of a publication");
    count_line(to, r->unopened, "thing",
               "in them could not be opened or believed");
    count_line(to, r->lacking, "set",
               "without some of the levels decoded, message and text: other "
               "transport hides a copy");
    if (any_new(r)) {
        count_line(to, r->shallow, "manifest",
                   "without some of the levels that the sets have: other "
                   "transport hides a copy");
        count_line(to, r->shares.rows.new > 0 ? r->rowless : 0, "set",
                   "made without rows of tables: a row that is in them is not "
                   "found");
        count_line(to, r->lists, "list",
                   "of digests alone: decoded copies and what is in containers "
                   "are hidden");
    }
}

void
lp_overlap_text(FILE *to, const struct lp_overlap *v, bool quiet)
{
    const struct lp_check_report *r = v->report;
    const struct lp_within *w = &r->within;

    if (!quiet) {
        say_searched(to, r);
        lp_shares_text(to, r);
        if (v->within) {
            fprintf(to,
                    "Within     %" PRIu64 " documents, %" PRIu64
                    " different ones\n",
                    w->documents, w->unique);
        }
        lp_records_reasons(to, &r->tally);
    }
    last_line(to, v);
}
