#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "bundle/do_check.h"
#include "bundle/row_count.h"
#include "cmd/common.h"
#include "cmd/overlap.h"
#include "cmd/records.h"
#include "cmd/row_lines.h"

/* Which verdicts are listed. */
enum show {
    SHOW_ALL,
    SHOW_KNOWN,
    SHOW_ALIKE,
    SHOW_NEW,
    SHOW_UNKNOWN,
    SHOW_WRONG
};

struct check {
    struct lp_env *env;
    struct lp_json json;
    bool as_json;
    bool quiet;
    bool verbose;
    bool fail_on_new;
    enum show show;
    struct lp_buf row;
    struct lp_row_lines rows;
    struct lp_progress_bar bar;
};

static void
set_text(struct lp_buf *to, const struct lp_set_meta *about)
{
    lp_text_escape(to, about->publication);
    if (about->date.len > 0) {
        lp_buf_str(to, ", ");
        lp_buf_put(to, about->date);
    }
}

static void
match_text(struct lp_buf *to, const struct lp_index_hit *hit, bool via)
{
    lp_buf_str(to, "  = ");
    set_text(to, lp_set_about(hit->set));
    if (hit->record.locator.len > 0) {
        lp_buf_str(to, ", ");
        lp_buf_put(to, hit->record.locator);
    }
    if (via) {
        lp_buf_str(to, " (by its container)");
    }
}

static void
score_text(struct lp_buf *to, const struct lp_judgement *v)
{
    const struct lp_likeness *like = &v->like;

    if (v->verdict == LP_VERDICT_NEAR) {
        lp_buf_printf(to, "  %s, %.2f",
                      like->score >= LP_LIKENESS_HIGH ? "nearly identical"
                                                      : "similar text",
                      like->score);
    } else if (v->by_rows) {
        lp_buf_printf(to, "  %llu of %llu rows",
                      (unsigned long long)v->rows.known,
                      (unsigned long long)lp_row_count_all(&v->rows));
    } else if (v->verdict == LP_VERDICT_PARTIAL) {
        lp_buf_printf(to, "  %.0f %% of it", like->share * 100.0);
        for (unsigned i = 0; i < like->pages; i++) {
            lp_buf_printf(to, i == 0 ? ", page %u" : ",%u",
                          like->page[i].first);
            if (like->page[i].last > like->page[i].first) {
                lp_buf_printf(to, "-%u", like->page[i].last);
            }
        }
    }
}

/* What agrees beside what gave the verdict. */
static void
weaker_text(struct lp_buf *to, const struct lp_judgement *v)
{
    const struct lp_likeness *like = &v->like;

    for (unsigned i = 0; i < v->weaker_n; i++) {
        lp_buf_printf(to, "  also %s", lp_verdict_word(v->weaker[i].verdict));
        match_text(to, &v->weaker[i].match, false);
    }
    if (like->near.set != NULL && v->verdict < LP_VERDICT_NEAR) {
        lp_buf_printf(to, "  also NEAR %.2f", like->score);
        match_text(to, &like->near, false);
    }
    if (like->part.set != NULL && v->verdict < LP_VERDICT_PARTIAL) {
        lp_buf_printf(to, "  also PARTIAL %.0f %%", like->share * 100.0);
        match_text(to, &like->part, false);
    }
}

/* What a message has to say as one of a family, or of a pair. */
static void
mail_text(struct lp_buf *to, const struct lp_judgement *v)
{
    if (lp_verdict_public(v->verdict) && v->attached.new > 0) {
        lp_buf_printf(to, "  news: %llu of its attachments not public",
                      (unsigned long long)v->attached.new);
    }
    if (v->same_id.set != NULL) {
        lp_buf_str(to, "  same Message-ID, different content");
        match_text(to, &v->same_id, false);
    }
}

/* What a table has to say that is not public as it is, or by its text alone. */
static void
rows_text(struct lp_buf *to, const struct lp_judgement *v)
{
    uint64_t all = lp_row_count_all(&v->rows);

    if (!v->by_rows && v->verdict != LP_VERDICT_TRIVIAL &&
        v->rows.known + v->rows.trivial < all) {
        lp_buf_printf(to, "  %llu of its %llu row%s public",
                      (unsigned long long)v->rows.known,
                      (unsigned long long)all, all == 1 ? "" : "s");
        if (v->rows.unknown > 0) {
            lp_buf_printf(to, ", %llu unknown",
                          (unsigned long long)v->rows.unknown);
        }
    } else if (!v->by_rows && !lp_verdict_public(v->verdict) &&
               lp_row_count_known(&v->rows)) {
        lp_buf_str(to, "  all its rows that say enough are public");
    }
}

/* What there is to say beside path and verdict. */
static void
evidence(struct lp_buf *to, const struct lp_record *r,
         const struct lp_judgement *v)
{
    score_text(to, v);
    if (v->match.set != NULL) {
        match_text(to, &v->match, v->via_container);
    }
    weaker_text(to, v);
    mail_text(to, v);
    rows_text(to, v);
    for (size_t i = 0; i < v->also_n; i++) {
        match_text(to, &v->also[i], false);
    }
    if (v->trivial == LP_TRIVIAL_RECURS) {
        lp_buf_str(to, "  recurs in many messages");
    }
    if (v->rule != LP_RULE_NONE) {
        lp_buf_printf(to, "  %s%s%s [%s]", lp_rule_info(v->rule)->word,
                      r->note[0] == '\0' ? "" : ": ", r->note,
                      lp_rule_info(v->rule)->id);
    }
    if (v->prior.set != NULL) {
        const struct lp_set_meta *about = lp_set_about(v->prior.set);

        lp_buf_str(to, "  received before, not public: ");
        set_text(to, about);
        lp_buf_printf(to, " (%s, %s)", lp_set_status_word(about->status),
                      lp_verdict_word(v->prior_level));
    }
    if (v->first.len > 0) {
        lp_buf_str(to, "  same as ");
        lp_buf_put(to, v->first);
    }
}

/* The rows of a table that came to its end. */
static void
end_rows(struct check *k)
{
    lp_progress_clear(&k->bar);
    lp_row_lines_put(&k->rows, k->env->out, k->show != SHOW_ALL);
}

static void
line(struct check *k, const struct lp_record *r, const struct lp_where *at,
     const struct lp_judgement *v)
{
    struct lp_buf *to = &k->row;
    bool row = r->kind == LP_KIND_ROW && !k->verbose;

    if (lp_row_lines_over(&k->rows, at->path)) {
        end_rows(k);
    }
    if (row) {
        to = lp_row_lines_take(&k->rows, at->parent, v->verdict);
        if (to == NULL) {
            return;
        }
    }
    lp_buf_clear(to);
    lp_buf_printf(to, "  %-10s ", lp_verdict_word(v->verdict));
    lp_buf_put(to, at->path);
    evidence(to, r, v);
    lp_buf_byte(to, '\n');
    if (!row) {
        lp_progress_clear(&k->bar);
        (void)fwrite(to->data, 1, to->len, k->env->out);
    }
}

static bool
shown(const struct check *k, enum lp_verdict v)
{
    switch (k->show) {
    case SHOW_KNOWN:
        return lp_verdict_public(v);
    case SHOW_ALIKE:
        return lp_verdict_alike(v);
    case SHOW_NEW:
        return v == LP_VERDICT_NEW;
    case SHOW_UNKNOWN:
        return v == LP_VERDICT_UNKNOWN;
    default:
        return true;
    }
}

/* That the rows of a public table are public goes without saying. */
static bool
is_told_row(const struct lp_record *r, const struct lp_judgement *v)
{
    return r->kind == LP_KIND_ROW &&
           !(v->in_public && (lp_verdict_public(v->verdict) ||
                              v->verdict == LP_VERDICT_TRIVIAL));
}

static enum lp_code
on_judged(void *who, const struct lp_record *r, const struct lp_where *at,
          const struct lp_judgement *v, struct lp_err *err)
{
    struct check *k = who;
    enum lp_code rc;

    if (!shown(k, v->verdict)) {
        return LP_OK;
    }
    if (k->as_json) {
        lp_records_item(&k->json, r, at, v);
        return LP_OK;
    }
    if (!k->quiet && v->verdict != LP_VERDICT_NONE &&
        (lp_record_is_document(r) || v->verdict == LP_VERDICT_UNKNOWN ||
         k->verbose || is_told_row(r, v))) {
        line(k, r, at, v);
    }
    rc = lp_buf_check(&k->row, err);
    return rc == LP_OK ? lp_buf_check(&k->rows.first[v->verdict], err) : rc;
}

static int
check(struct check *k, const struct lp_common *c, struct lp_check_options *o)
{
    struct lp_listener listener = {.progress = lp_progress_tell,
                                   .who = &k->bar};
    struct lp_json *json = k->as_json ? &k->json : NULL;
    struct lp_check_report report;
    struct lp_err err = {0};
    enum lp_code rc;
    int exit;

    if (!lp_common_how(k->env, c, &o->what.how)) {
        return LP_EXIT_UNABLE;
    }
    lp_common_progress(k->env, c, json, &o->what.how, &k->bar);
    if (k->as_json) {
        lp_records_start(&k->json, k->env);
    }
    rc = lp_do_check(o, &listener, &report, &err);
    lp_progress_clear(&k->bar);
    end_rows(k);
    if (rc != LP_OK) {
        exit = lp_common_fail(k->env, json, &err);
    } else {
        struct lp_overlap found = {.report = &report,
                                   .fail_on_new = k->fail_on_new,
                                   .within = o->within};

        exit = (int)lp_overlap_exit(&found);
        if (k->as_json) {
            lp_overlap_json(&k->json, &found);
        } else {
            lp_overlap_text(k->env->out, &found, k->quiet);
        }
    }
    lp_check_report_release(&report);
    return exit;
}

/* The words of the options that are not simply kept. */
struct words {
    const char *show;
    const char *fail_on;
    const char *recur_size;
    const char *near;
};

static enum show
show_by_word(const char *word)
{
    static const char *const words[] = {"all", "known", "alike", "new",
                                        "unknown"};

    for (unsigned i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (strcmp(words[i], word) == 0) {
            return (enum show)i;
        }
    }
    return SHOW_WRONG;
}

/* A part of one, as 0.5 or 0.55 or 1. */
static bool
read_near(const char *text, double *near)
{
    unsigned hundredths = 0;
    size_t n = strlen(text);

    if ((text[0] != '0' && text[0] != '1') || n > 4 ||
        (n > 1 && text[1] != '.') || n == 2) {
        return false;
    }
    hundredths = (unsigned)(text[0] - '0') * 100;
    for (size_t i = 2; i < n; i++) {
        if (text[i] < '0' || text[i] > '9') {
            return false;
        }
        hundredths += (unsigned)(text[i] - '0') * (i == 2 ? 10 : 1);
    }
    *near = hundredths / 100.0;
    return hundredths >= 30 && hundredths <= 100;
}

/* What makes no sense about the options, or NULL. */
static const char *
senseless(struct check *k, const struct words *w, struct lp_check_options *o)
{
    if (o->what.n == 0) {
        return "nothing to check";
    }
    if (o->against.n == 0) {
        return "no set to search";
    }
    k->show = w->show == NULL ? SHOW_ALL : show_by_word(w->show);
    if (k->show == SHOW_WRONG) {
        return "--show must be known, alike, new, unknown or all";
    }
    k->fail_on_new = w->fail_on != NULL && strcmp(w->fail_on, "new") == 0;
    if (w->fail_on != NULL && !k->fail_on_new &&
        strcmp(w->fail_on, "known") != 0) {
        return "--fail-on must be known or new";
    }
    if (w->near != NULL && !read_near(w->near, &o->near)) {
        return "--near must be a resemblance from 0.30 to 1.00";
    }
    if (w->recur_size != NULL &&
        !lp_common_size(w->recur_size, &o->recur_bytes)) {
        return "--recurring-size must be a size such as 32K";
    }
    return NULL;
}

/* The sets that were named, or else those that stand in the environment;
 * `*standing` has the name of these, as long as `o` is used. */
static void
choose_sets(struct lp_check_options *o, const struct lp_list *sets,
            const struct lp_list *software, const char **standing)
{
    *standing = getenv("LEAFPROOF_INDEX");
    o->against.published = sets->n == 0 ? standing : sets->of;
    o->against.n = sets->n == 0 && *standing != NULL ? 1 : sets->n;
    o->against.software = software->of;
    o->against.software_n = software->n;
    if (o->against.secret == NULL) {
        o->against.secret = getenv("LEAFPROOF_INDEX_KEY");
    }
}

static int
run_check(struct lp_env *env, int argc, char **argv)
{
    struct check k = {.env = env, .json = {.to = env->out}};
    struct lp_common c = LP_COMMON_INIT;
    struct lp_list paths = {0};
    struct lp_list sets = {0};
    struct lp_list software = {0};
    const char *standing = NULL;
    struct words words = {0};
    unsigned long long recur = LP_CHECK_MESSAGES;
    struct lp_check_options o = {.told = on_judged,
                                 .who = &k,
                                 .recur_bytes = LP_CHECK_BYTES,
                                 .near = LP_CHECK_NEAR};
    struct lp_opt more[LP_COMMON_MAX];
    const struct lp_opt opts[] = {
        {LP_OPT_LIST, 'a', "against", &sets, "SET",
         "a published set, a folder of sets, a manifest or a list of digests "
         "(repeatable; default: $LEAFPROOF_INDEX)"},
        {LP_OPT_TEXT, 0, "index-key", &o.against.secret, "FILE",
         "the key of sets of what was received, refused or withheld (default: "
         "$LEAFPROOF_INDEX_KEY)"},
        {LP_OPT_LIST, 0, "software", &software, "LIST",
         "known software, whose files are trivial (repeatable)"},
        {LP_OPT_TEXT, 0, "show", &words.show, "WHICH",
         "list known, alike, new, unknown or all (default) of it"},
        {LP_OPT_TEXT, 0, "fail-on", &words.fail_on, "WHICH",
         "known (default): exit 1 if anything is public; new: if not all is"},
        {LP_OPT_TEXT, 0, "near", &words.near, "N",
         "texts that resemble each other by N are similar (default: 0.50)"},
        {LP_OPT_FLAG, 0, "within", &o.within, NULL,
         "say what is there more than once, too"},
        {LP_OPT_NUMBER, 0, "recurring", &recur, "N",
         "attachments in more than N messages are trivial (default: 10; 0: "
         "none)"},
        {LP_OPT_TEXT, 0, "recurring-size", &words.recur_size, "SIZE",
         "... if they are smaller than this (default: 32K)"},
        {LP_OPT_MORE, .into = more},
    };
    int exit;

    c.lists = true;
    lp_common_opts(&c, LP_COMMON_WALK | LP_COMMON_OUTPUT | LP_COMMON_VERBOSE,
                   more);
    exit = lp_common_parse(env, &lp_cmd_check, opts, &c, argc, argv, &paths);
    o.what.paths = paths.of;
    o.what.n = paths.n;
    o.what.list = lp_common_list(&c);
    o.against.list = o.what.list;
    o.recur_messages = recur;
    choose_sets(&o, &sets, &software, &standing);
    if (exit < 0) {
        const char *wrong = senseless(&k, &words, &o);

        if (wrong != NULL) {
            fprintf(env->log,
                    "leafproof: %s [E0101]\n"
                    "  try: leafproof check PATH... --against SET\n",
                    wrong);
            exit = LP_EXIT_UNABLE;
        }
    }
    if (exit < 0) {
        k.as_json = lp_common_json(&c);
        k.quiet = c.quiet;
        k.verbose = o.all = c.verbose;
        exit = lp_common_end(env, check(&k, &c, &o));
    }
    lp_buf_release(&k.row);
    lp_row_lines_release(&k.rows);
    lp_list_release(&paths);
    lp_list_release(&sets);
    lp_list_release(&software);
    return exit;
}

const struct lp_cmd lp_cmd_check = {
    .name = "check",
    .operands = "PATH... --against SET",
    .summary = "Say of every document whether it is already public.",
    .run = run_check,
};
