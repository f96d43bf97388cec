#include "cmd/records.h"

#include <inttypes.h>

#include "base/text.h"
#include "cmd/matched.h"
#include "cmd/say.h"

void
lp_records_start(struct lp_json *j, const struct lp_env *env)
{
    lp_json_begin(j, "start");
    lp_json_text(j, "version", LP_VERSION);
    lp_json_time(j, "time", env->now);
    lp_json_end(j);
}

void
lp_records_rule(struct lp_json *j, unsigned rule, uint64_t at)
{
    const struct lp_rule_info *info = lp_rule_info(rule);

    lp_json_object(j, NULL);
    lp_json_text(j, "code", info->id);
    lp_json_text(j, "word", info->word);
    lp_json_number(j, "at", at);
    lp_json_object_end(j);
}

/* All rules that the record names, each once. */
static void
put_rules(struct lp_json *j, const struct lp_record *r,
          const struct lp_judgement *v)
{
    if (r->closed == LP_RULE_NONE && r->found.n == 0 &&
        (v == NULL || v->rule == LP_RULE_NONE)) {
        return;
    }
    lp_json_array(j, "rules");
    if (r->closed != LP_RULE_NONE) {
        lp_records_rule(j, r->closed, r->closed_at);
    }
    for (unsigned i = 0; i < r->found.n; i++) {
        if (r->found.of[i].rule != r->closed) {
            lp_records_rule(j, r->found.of[i].rule, r->found.of[i].at);
        }
    }
    if (v != NULL && lp_judgement_alone(v)) {
        lp_records_rule(j, v->rule, 0);
    }
    lp_json_array_end(j);
}

void
lp_records_flags(struct lp_json *j, uint32_t flags, uint32_t more)
{
    lp_json_array(j, "flags");
    for (unsigned bit = 0; bit < LP_FLAG_COUNT; bit++) {
        if ((flags >> bit & 1) != 0) {
            lp_json_text(j, NULL, lp_flag_word(bit));
        }
    }
    for (unsigned bit = 0; bit < LP_RULE_FLAG_COUNT; bit++) {
        if ((more >> bit & 1) != 0) {
            lp_json_text(j, NULL, lp_rule_flag_word(bit));
        }
    }
    lp_json_array_end(j);
}

static void
put_names(struct lp_json *j, const struct lp_record *r,
          const struct lp_where *at)
{
    struct lp_buf name = {0};

    lp_json_slice(j, "path", at->path);
    if ((r->flags & LP_FLAG_NAME_NOT_UTF8) != 0) {
        lp_record_name_b64(&name, r);
        lp_json_slice(j, "path_b64", lp_buf_slice(&name));
    }
    if (r->name_by != LP_NAME_FOUND) {
        lp_buf_clear(&name);
        lp_text_escape(&name, r->decoded_name);
        lp_json_slice(j, "name_decoded", lp_buf_slice(&name));
        lp_json_text(j, "name_by", lp_name_by_word(r->name_by));
    }
    if (r->depth == 0) {
        lp_json_null(j, "parent");
    } else {
        lp_json_slice(j, "parent", at->parent);
    }
    if (r->kind == LP_KIND_SYMLINK || r->kind == LP_KIND_HARDLINK) {
        lp_buf_clear(&name);
        lp_text_escape(&name, r->target);
        lp_json_slice(j, "target", lp_buf_slice(&name));
    }
    lp_buf_release(&name);
}

/* As lp_id_word, in the way of keys. */
static const char *const id_keys[LP_ID_COUNT] = {
    [LP_ID_MESSAGE] = "message",     [LP_ID_BODY] = "message_body",
    [LP_ID_LOOSE] = "message_loose", [LP_ID_MIH] = "mih",
    [LP_ID_TEXT] = "text",           [LP_ID_LETTERS] = "letters",
};

static void
put_digests(struct lp_json *j, const struct lp_record *r)
{
    lp_json_object(j, "digests");
    if (r->has_digest) {
        lp_json_hex(j, "sha256",
                    (struct lp_slice){r->digest.bytes, r->digest.len});
    }
    for (unsigned a = 0; a < LP_ALG_COUNT; a++) {
        enum lp_alg alg = (enum lp_alg)a;

        if ((r->algs >> a & 1) != 0) {
            lp_json_hex(j, lp_alg_word(alg),
                        (struct lp_slice){r->other[a], lp_alg_len(alg)});
        }
    }
    lp_json_object_end(j);
    lp_json_object(j, "ids");
    if (r->has_decoded) {
        lp_json_hex(j, "decoded",
                    (struct lp_slice){r->decoded, sizeof r->decoded});
    }
    for (unsigned i = 0; i < LP_ID_COUNT; i++) {
        if ((r->ids >> i & 1) != 0) {
            lp_json_hex(j, id_keys[i],
                        (struct lp_slice){r->id[i], lp_id_len((enum lp_id)i)});
        }
    }
    lp_json_object_end(j);
}

/* The sketch of a text, as near-v1 has it before it is made dense. */
static void
put_near(struct lp_json *j, const struct lp_words *w)
{
    if (w->bins.len > 0) {
        lp_json_object(j, "near");
        lp_json_hex(j, "bins", w->bins);
        lp_json_object_end(j);
    }
}

/* An item up to what is found of it by comparing. */
static void
begin_item(struct lp_json *j, const struct lp_record *r,
           const struct lp_where *at, const struct lp_judgement *v)
{
    lp_json_begin(j, "item");
    put_names(j, r, at);
    lp_json_text(j, "role", lp_role_word(r->role));
    lp_json_text(j, "kind", lp_kind_word(r->kind));
    lp_json_bool(j, "container", r->container);
    if (r->sizeless) {
        lp_json_null(j, "size");
    } else {
        lp_json_number(j, "size", r->size);
    }
    if (r->has_span) {
        lp_json_object(j, "span");
        lp_json_number(j, "at", r->span_at);
        lp_json_number(j, "size", r->span);
        lp_json_object_end(j);
    }
    lp_json_number(j, "depth", r->depth);
    if (r->has_time) {
        lp_json_time(j, "time", r->time);
    }
    put_digests(j, r);
    if (v == NULL) {
        put_near(j, &r->words);
    }
    lp_records_flags(j, r->flags, lp_rule_flags(r->closed, &r->found));
    put_rules(j, r, v);
    if (r->note[0] != '\0') {
        lp_json_text(j, "note", r->note);
    }
}

static void
put_finding(struct lp_json *j, unsigned rule, uint64_t offset,
            const struct lp_where *at)
{
    const struct lp_rule_info *info = lp_rule_info(rule);

    if (info->class == LP_CLASS_CLOSED) {
        return;
    }
    lp_json_begin(j, "finding");
    lp_json_text(j, "code", info->id);
    lp_json_text(j, "verdict",
                 info->class == LP_CLASS_AMBIGUOUS ? "AMBIGUOUS" : "MALFORMED");
    lp_json_text(j, "severity", "error");
    lp_json_slice(j, "path", at->path);
    lp_json_text(j, "message", info->text);
    lp_json_object(j, "evidence");
    lp_json_text(j, "word", info->word);
    lp_json_number(j, "at", offset);
    lp_json_object_end(j);
    lp_json_end(j);
}

void
lp_records_begin(struct lp_json *j, const struct lp_record *r,
                 const struct lp_where *at)
{
    begin_item(j, r, at, NULL);
}

void
lp_records_findings(struct lp_json *j, const struct lp_record *r,
                    const struct lp_where *at)
{
    if (r->closed != LP_RULE_NONE) {
        put_finding(j, r->closed, r->closed_at, at);
    }
    for (unsigned i = 0; i < r->found.n; i++) {
        if (r->found.of[i].rule != r->closed) {
            put_finding(j, r->found.of[i].rule, r->found.of[i].at, at);
        }
    }
}

void
lp_records_item(struct lp_json *j, const struct lp_record *r,
                const struct lp_where *at, const struct lp_judgement *verdict)
{
    begin_item(j, r, at, verdict);
    lp_matched_verdict(j, verdict);
    lp_json_end(j);
    lp_records_findings(j, r, at);
    if (verdict != NULL && verdict->same_id.set != NULL) {
        lp_matched_same_id(j, r, at, verdict);
    }
}

void
lp_records_counts(struct lp_json *j, const struct lp_tally *t)
{
    lp_json_object(j, "counts");
    lp_json_number(j, "files", t->files);
    lp_json_number(j, "items", t->items);
    lp_json_number(j, "inside", t->inside);
    lp_json_number(j, "containers", t->containers);
    lp_json_number(j, "messages", t->messages);
    lp_json_number(j, "attachments", t->attachments);
    lp_json_number(j, "documents", t->documents);
    if (t->tables > 0) {
        lp_json_number(j, "tables", t->tables);
        lp_json_number(j, "rows", t->rows);
    }
    lp_json_number(j, "unreadable", t->unread);
    lp_json_number(j, "unopened", t->closed);
    lp_json_number(j, "findings", t->findings);
    lp_json_object_end(j);
}

void
lp_records_rows(FILE *to, const struct lp_tally *t)
{
    if (t->tables > 0) {
        fputs("  ", to);
        lp_say_many(to, t->rows, "row");
        fputs(" in ", to);
        lp_say_many(to, t->tables, "table");
        fputs(": each table is one document\n", to);
    }
}

void
lp_records_reason(struct lp_json *j, const char *word, uint64_t count)
{
    if (count > 0) {
        lp_json_object(j, NULL);
        lp_json_text(j, "word", word);
        lp_json_number(j, "count", count);
        lp_json_object_end(j);
    }
}

void
lp_records_incomplete(struct lp_json *j, const struct lp_tally *t)
{
    for (unsigned rule = LP_RULE_NONE + 1; rule < LP_RULE_COUNT; rule++) {
        const struct lp_rule_info *info = lp_rule_info(rule);

        if (t->rule[rule] > 0 && info->class == LP_CLASS_CLOSED) {
            lp_json_object(j, NULL);
            lp_json_text(j, "code", info->id);
            lp_json_text(j, "word", info->word);
            lp_json_number(j, "count", t->rule[rule]);
            lp_json_object_end(j);
        }
    }
}

const char *
lp_records_verdict(enum lp_exit exit)
{
    return exit == LP_EXIT_GOOD      ? "COMPLETE"
           : exit == LP_EXIT_FINDING ? "FINDINGS"
                                     : "INCOMPLETE";
}

void
lp_records_checked(struct lp_json *j, const struct lp_tally *t)
{
    lp_json_object(j, "checked");
    lp_json_number(j, "files", t->files);
    lp_json_number(j, "bytes", t->bytes);
    lp_json_object_end(j);
}

void
lp_records_totals(struct lp_json *j, const struct lp_tally *t)
{
    lp_records_counts(j, t);
    lp_json_array(j, "incomplete");
    lp_records_incomplete(j, t);
    lp_json_array_end(j);
    lp_records_checked(j, t);
}

enum lp_exit
lp_records_exit(const struct lp_tally *t)
{
    if (t->findings > 0) {
        return LP_EXIT_FINDING;
    }
    return t->closed > 0 ? LP_EXIT_INCOMPLETE : LP_EXIT_GOOD;
}

static const char *class_word(enum lp_rule_class class)
{
    return class == LP_CLASS_CLOSED      ? "not opened"
           : class == LP_CLASS_MALFORMED ? "malformed"
                                         : "ambiguous";
}

static void
problem_line(FILE *to, unsigned rule, uint64_t offset,
             const struct lp_record *r, const struct lp_where *at)
{
    const struct lp_rule_info *info = lp_rule_info(rule);

    fprintf(to, "  %-10s  %.*s  %s", class_word(info->class), (int)at->path.len,
            (const char *)at->path.data, info->word);
    if (r->note[0] != '\0') {
        fprintf(to, " (%s)", r->note);
    } else if (offset > 0) {
        fprintf(to, " at byte %" PRIu64, offset);
    }
    fprintf(to, " [%s]\n", info->id);
}

void
lp_records_problem(FILE *to, const struct lp_record *r,
                   const struct lp_where *at)
{
    if (r->closed != LP_RULE_NONE) {
        problem_line(to, r->closed, r->closed_at, r, at);
    }
    for (unsigned i = 0; i < r->found.n; i++) {
        if (r->found.of[i].rule != r->closed) {
            problem_line(to, r->found.of[i].rule, r->found.of[i].at, r, at);
        }
    }
}

void
lp_records_reasons(FILE *to, const struct lp_tally *t)
{
    for (unsigned rule = LP_RULE_NONE + 1; rule < LP_RULE_COUNT; rule++) {
        const struct lp_rule_info *info = lp_rule_info(rule);

        if (t->rule[rule] == 0) {
            continue;
        }
        fprintf(to, "  %-11s %6" PRIu64 "  %-24s leafproof explain %s\n",
                class_word(info->class), t->rule[rule], info->word, info->id);
    }
}
