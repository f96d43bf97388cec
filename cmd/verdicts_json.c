#include "cmd/verdicts_json.h"

#include "cmd/records.h"
#include "cmd/trusted.h"
#include "cmd/verdicts.h"

static void
put_digest(struct lp_json *j, const char *key, enum lp_alg alg,
           const uint8_t *digest)
{
    lp_json_hex(j, key, (struct lp_slice){digest, lp_alg_len(alg)});
}

static void
put_evidence(struct lp_json *j, const struct lp_verify_event *e)
{
    enum lp_alg alg = e->alg == LP_ALG_NONE ? LP_ALG_SHA256 : e->alg;

    lp_json_object(j, "evidence");
    if (e->list) {
        lp_json_number(j, "line", e->line);
        lp_json_number(j, "offset", e->at);
    }
    if (alg != LP_ALG_SHA256) {
        lp_json_text(j, "algorithm", lp_alg_word(alg));
    }
    if (e->has_expected) {
        put_digest(j, "expected", alg, e->expected);
    }
    if (e->has_found) {
        put_digest(j, "found", alg, e->found);
    }
    if (e->to.len > 0) {
        lp_json_slice(j, "to", e->to);
    }
    lp_json_object_end(j);
}

static void
put_item(struct lp_json *j, const struct lp_verify_event *e)
{
    enum lp_alg alg = e->alg == LP_ALG_NONE ? LP_ALG_SHA256 : e->alg;

    if (e->to.len > 0) {
        lp_json_slice(j, e->what == LP_VERIFY_MATCHED ? "same_as" : "to",
                      e->to);
    }
    lp_json_number(j, "size", e->size);
    lp_json_object(j, "digests");
    if (e->has_found) {
        put_digest(j, lp_alg_word(alg), alg, e->found);
    }
    lp_json_object_end(j);
    if ((e->flags | e->rule_flags) != 0) {
        lp_records_flags(j, e->flags, e->rule_flags);
    }
}

void
lp_verdicts_event_json(struct lp_json *j, struct lp_slice of,
                       const struct lp_verify_event *e)
{
    bool finding = e->list || (e->what != LP_VERIFY_MATCHED &&
                               e->what != LP_VERIFY_UNREADABLE);

    lp_json_begin(j, finding ? "finding" : "item");
    if (of.len > 0) {
        lp_json_slice(j, "case", of);
    }
    if (finding) {
        lp_json_text(j, "code", lp_verdicts_code(e));
        lp_json_text(j, "severity", "error");
    }
    lp_json_slice(j, "path", e->path);
    lp_json_text(j, "verdict", e->list ? "BROKEN" : lp_verify_word(e->what));
    if (!finding) {
        put_item(j, e);
    }
    if (e->rule != LP_RULE_NONE) {
        lp_json_array(j, "rules");
        lp_records_rule(j, e->rule, e->at);
        lp_json_array_end(j);
    }
    if (e->note.len > 0) {
        lp_json_slice(j, "note", e->note);
    }
    if (finding) {
        put_evidence(j, e);
    }
    lp_json_end(j);
}

static void
put_incomplete(struct lp_json *j, const struct lp_verify_report *r)
{
    static const char *const words[] = {
        [LP_SIG_NONE] = "unsigned",
        [LP_SIG_UNKNOWN_KEY] = "unknown-key",
        [LP_SIG_LEGACY] = "legacy-signature",
    };
    enum lp_sig_verdict s = r->signature.verdict;
    bool good = r->verdict == LP_VERIFIED || r->verdict == LP_REPACKED;

    lp_json_array(j, "incomplete");
    if ((s == LP_SIG_NONE || s == LP_SIG_UNKNOWN_KEY || s == LP_SIG_LEGACY) &&
        !good) {
        lp_records_reason(j, words[s], 1);
    }
    lp_records_reason(j, "unreadable", r->count[LP_VERIFY_UNREADABLE]);
    lp_records_reason(j, "undigested", r->undigested);
    lp_records_reason(j, "unopened", r->unopened);
    lp_records_reason(j, lp_rule_info(LP_RULE_LIST_HINT)->word, r->hints);
    lp_records_reason(j, lp_rule_info(LP_RULE_LIST_LINE)->word, r->broken);
    if (lp_verify_nothing(r)) {
        lp_records_reason(j, "absent", r->absent);
    }
    lp_json_array_end(j);
}

static void
put_counts(struct lp_json *j, const struct lp_verify_report *r)
{
    static const char *const names[LP_VERIFY_COUNT] = {
        "matched", "changed", "unreadable", "missing", "moved", "added"};

    lp_json_object(j, "counts");
    for (unsigned w = 0; w < LP_VERIFY_COUNT; w++) {
        lp_json_number(j, names[w], r->count[w]);
    }
    if (r->absent > 0) {
        lp_json_number(j, "absent", r->absent);
    }
    if (r->by_content) {
        lp_json_number(j, "documents", r->documents);
    }
    if (r->list) {
        lp_json_number(j, "weak", r->weak);
        if (r->counted) {
            lp_json_number(j, "not_listed", r->unlisted);
        }
    }
    lp_json_object_end(j);
}

static void
put_claims(struct lp_json *j, const struct lp_manifest_trailer *t)
{
    lp_json_object(j, "claims");
    lp_json_number(j, "files", t->files);
    lp_json_number(j, "messages", t->messages);
    lp_json_number(j, "attachments", t->attachments);
    lp_json_number(j, "documents", t->documents);
    lp_json_number(j, "bytes", t->bytes);
    lp_json_object_end(j);
}

void
lp_verdicts_report_json(struct lp_json *j, const struct lp_verify_report *r)
{
    const struct lp_signature *s = &r->signature;

    lp_json_text(j, "verdict", lp_verdicts_word(r->verdict));
    lp_json_number(j, "exit", lp_verdicts_exit(r->verdict));
    lp_json_object(j, "signature");
    lp_json_text(j, "result", lp_trusted_word(s->verdict));
    if (s->id[0] != '\0') {
        lp_json_text(j, "key", s->id);
    }
    if (s->verdict == LP_SIG_GOOD) {
        lp_json_slice(j, "comment", lp_buf_slice(&s->comment));
    }
    lp_json_object_end(j);
    if (r->malformed[0] != '\0') {
        lp_json_escaped(j, "malformed", r->malformed);
    }
    if (r->compared && !r->list) {
        put_claims(j, &r->trailer);
    }
    put_counts(j, r);
    if (r->by_content) {
        lp_json_bool(j, "by_content", true);
    }
    if (r->derived) {
        lp_json_bool(j, "derived", true);
    }
    put_incomplete(j, r);
    lp_json_object(j, "checked");
    lp_json_number(j, "files", r->count[LP_VERIFY_MATCHED]);
    lp_json_number(j, "bytes", r->bytes);
    lp_json_object_end(j);
}
