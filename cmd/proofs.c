#include "cmd/proofs.h"

#include <inttypes.h>
#include <string.h>

#include "base/text.h"

bool
lp_proofs_method(const char *word, unsigned *method)
{
    for (unsigned m = 0; m < LP_METHOD_COUNT; m++) {
        if (strcmp(word, lp_method_word((enum lp_method)m)) == 0) {
            *method = m;
            return true;
        }
    }
    return false;
}

static void
json_words(struct lp_json *j, const char *key, const char *words)
{
    if (words[0] != '\0') {
        lp_json_escaped(j, key, words);
    }
}

static void
json_time(struct lp_json *j, const char *key, int64_t at)
{
    if (at != 0) {
        lp_json_time(j, key, at);
    }
}

static void
json_key(struct lp_json *j, const struct lp_evidence *e)
{
    json_words(j, "key", e->key);
    lp_json_text(j, "key_from", lp_key_from_word(e->key_from));
    json_words(j, "key_source", e->key_source);
    json_time(j, "key_first", e->key_first);
    json_time(j, "key_last", e->key_last);
    if (e->key_faults != 0) {
        lp_json_array(j, "key_faults");
        for (unsigned i = 0; i < LP_KEY_FAULTS; i++) {
            if ((e->key_faults & LP_FAULT_BIT(i)) != 0) {
                lp_json_text(j, NULL, lp_key_fault_info(i)->code);
            }
        }
        lp_json_array_end(j);
        json_time(j, "key_bad_from", e->key_bad_from);
    }
    json_words(j, "algorithm", e->algorithm);
    if (e->key_bits != 0) {
        lp_json_number(j, "key_bits", e->key_bits);
    }
}

static void
json_doubts(struct lp_json *j, unsigned doubts)
{
    lp_json_array(j, "doubts");
    for (unsigned bit = 0; lp_doubt_word(bit) != NULL; bit++) {
        if ((doubts >> bit & 1) != 0) {
            lp_json_text(j, NULL, lp_doubt_word(bit));
        }
    }
    lp_json_array_end(j);
}

static void
json_codes(struct lp_json *j, const struct lp_evidence *e)
{
    if (e->codes == 0 && e->flaws == 0) {
        return;
    }
    lp_json_array(j, "codes");
    for (unsigned i = 0; lp_pgp_code_info(i) != NULL; i++) {
        if ((e->codes >> i & 1) != 0) {
            lp_json_text(j, NULL, lp_pgp_code_info(i)->code);
        }
    }
    for (unsigned i = 0; i < LP_SEAL_CODES; i++) {
        if ((e->flaws >> i & 1) != 0) {
            lp_json_text(j, NULL, lp_seal_info(i)->code);
        }
    }
    lp_json_array_end(j);
}

static void
json_entry(struct lp_json *j, const struct lp_evidence *e)
{
    lp_json_object(j, NULL);
    lp_json_text(j, "method", lp_method_word(e->method));
    lp_json_text(j, "result", lp_result_word(e->result));
    if (e->undone) {
        lp_json_text(j, "result_undone", lp_result_word(LP_RESULT_MATCH));
        json_words(j, "edits_undone", e->edits_undone);
    }
    if (e->method == LP_METHOD_ARC) {
        lp_json_number(j, "instance", e->instance);
        lp_json_text(j, "seal", lp_result_word(e->seal));
        lp_json_text(j, "message", lp_result_word(e->message));
    }
    json_words(j, "signer", e->signer);
    json_key(j, e);
    json_time(j, "signed_at", e->signed_at);
    json_time(j, "expires_at", e->expires_at);
    json_words(j, "fields", e->fields);
    if (e->total > 0 || e->covered > 0) {
        lp_json_number(j, "covered", e->covered);
        lp_json_number(j, "total", e->total);
    }
    lp_json_text(j, "strength", lp_strength_word(e->strength));
    lp_json_text(j, "alignment", lp_alignment_word(e->alignment));
    json_doubts(j, e->doubts);
    json_codes(j, e);
    json_words(j, "edits", e->edits);
    json_words(j, "note", e->note);
    lp_json_object_end(j);
}

const char *
lp_proofs_grade(const struct lp_hint_info *info)
{
    return info->hard ? "hint" : "flag";
}

static void
json_hints(struct lp_json *j, const struct lp_hints *h)
{
    if (h->n == 0) {
        return;
    }
    lp_json_array(j, "hints");
    for (size_t i = 0; i < h->n; i++) {
        const struct lp_hint_info *info = lp_hint_info(h->of[i].kind);

        lp_json_object(j, NULL);
        lp_json_text(j, "code", info->code);
        lp_json_text(j, "hint", info->word);
        lp_json_text(j, "severity", lp_proofs_grade(info));
        lp_json_escaped(j, "claims", h->of[i].text);
        lp_json_object_end(j);
    }
    lp_json_array_end(j);
}

/* The beginning of a finding about what `item` has. */
static void
begin_finding(struct lp_json *j, const struct lp_auth_item *item,
              const char *code, const char *word, const char *severity,
              const char *text)
{
    lp_json_begin(j, "finding");
    lp_json_text(j, "code", code);
    lp_json_text(j, "verdict", word);
    lp_json_text(j, "severity", severity);
    lp_json_slice(j, "path", item->at->path);
    lp_json_text(j, "message", text);
}

static void
json_fault(struct lp_json *j, const struct lp_auth_item *item,
           const struct lp_evidence *e, const struct lp_key_fault_info *info)
{
    begin_finding(j, item, info->code, info->word, "error", info->text);
    lp_json_object(j, "evidence");
    lp_json_escaped(j, "key", e->key);
    lp_json_object_end(j);
    lp_json_end(j);
}

void
lp_proofs_faults(struct lp_json *j, const struct lp_auth_item *item)
{
    for (size_t i = 0; i < item->n; i++) {
        const struct lp_evidence *e = &item->evidence[i];

        for (unsigned f = 0; lp_key_faults_tell(e) && f < LP_KEY_FAULTS; f++) {
            if ((e->key_faults & LP_FAULT_BIT(f)) != 0) {
                json_fault(j, item, e, lp_key_fault_info(f));
            }
        }
    }
}

void
lp_proofs_codes(struct lp_json *j, const struct lp_auth_item *item)
{
    unsigned codes = 0;

    for (size_t i = 0; i < item->n; i++) {
        codes |= item->evidence[i].codes;
    }
    for (unsigned i = 0; lp_pgp_code_info(i) != NULL; i++) {
        const struct lp_pgp_code_info *info = lp_pgp_code_info(i);

        if (info->finding && (codes >> i & 1) != 0) {
            begin_finding(j, item, info->code, info->word, "error", info->text);
            lp_json_end(j);
        }
    }
}

void
lp_proofs_hints(struct lp_json *j, const struct lp_auth_item *item)
{
    for (size_t i = 0; i < item->hints->n; i++) {
        const struct lp_hint_info *info = lp_hint_info(item->hints->of[i].kind);

        if (info->hard) {
            begin_finding(j, item, info->code, info->word,
                          lp_proofs_grade(info), info->text);
            lp_json_object(j, "evidence");
            lp_json_escaped(j, "claims", item->hints->of[i].text);
            lp_json_object_end(j);
            lp_json_end(j);
        }
    }
}

static void
json_flaw(struct lp_json *j, const struct lp_auth_item *item,
          const struct lp_evidence *e, const struct lp_seal_info *info)
{
    begin_finding(j, item, info->code, info->word, "finding", info->text);
    lp_json_object(j, "evidence");
    lp_json_text(j, "method", lp_method_word(e->method));
    json_words(j, "note", e->note);
    lp_json_object_end(j);
    lp_json_end(j);
}

void
lp_proofs_flaws(struct lp_json *j, const struct lp_auth_item *item)
{
    for (size_t i = 0; i < item->n; i++) {
        const struct lp_evidence *e = &item->evidence[i];

        for (unsigned k = 0; k < LP_SEAL_CODES; k++) {
            if ((e->flaws >> k & 1) != 0 && lp_seal_info(k)->hard) {
                json_flaw(j, item, e, lp_seal_info(k));
            }
        }
    }
}

void
lp_proofs_json(struct lp_json *j, const struct lp_auth_item *item)
{
    lp_json_array(j, "evidence");
    for (size_t i = 0; i < item->n; i++) {
        json_entry(j, &item->evidence[i]);
    }
    lp_json_array_end(j);
    if (item->passed_over > 0) {
        lp_json_number(j, "passed_over", item->passed_over);
    }
    if (item->absent != 0) {
        lp_json_array(j, "absent");
        for (unsigned m = 0; m < LP_METHOD_COUNT; m++) {
            if ((item->absent >> m & 1) != 0) {
                lp_json_text(j, NULL, lp_method_word((enum lp_method)m));
            }
        }
        lp_json_array_end(j);
    }
    json_hints(j, item->hints);
    lp_json_text(j, "verdict", lp_proof_word(item->proof));
}
