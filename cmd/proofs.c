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

/* "hint", or "flag" for what honest documents show too. */
static const char *
hint_grade(const struct lp_hint_info *info)
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
        lp_json_text(j, "severity", hint_grade(info));
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
            begin_finding(j, item, info->code, info->word, hint_grade(info),
                          info->text);
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

static void
put_words(struct lp_buf *to, const char *before, const char *words)
{
    if (words[0] != '\0') {
        lp_buf_str(to, before);
        lp_text_escape(to, lp_slice_str(words));
    }
}

/* "dkim example.org match" */
static void
put_short(struct lp_buf *to, const struct lp_evidence *e)
{
    lp_buf_str(to, lp_method_word(e->method));
    if (e->method == LP_METHOD_ARC) {
        lp_buf_printf(to, " %u", e->instance);
    }
    put_words(to, " ", e->signer);
    lp_buf_printf(to, " %s", lp_result_word(e->result));
    if (e->undone) {
        lp_buf_str(to, ", match once edits are undone");
    }
}

static void
put_doubts(struct lp_buf *to, unsigned doubts)
{
    const char *before = "      doubts     ";

    for (unsigned bit = 0; lp_doubt_word(bit) != NULL; bit++) {
        if ((doubts >> bit & 1) != 0) {
            lp_buf_printf(to, "%s%s", before, lp_doubt_word(bit));
            before = ", ";
        }
    }
    lp_buf_str(to, doubts != 0 ? "\n" : "");
}

static void
put_codes(struct lp_buf *to, unsigned codes)
{
    const char *before = "      codes      ";

    for (unsigned i = 0; lp_pgp_code_info(i) != NULL; i++) {
        if ((codes >> i & 1) != 0) {
            lp_buf_printf(to, "%s%s %s", before, lp_pgp_code_info(i)->code,
                          lp_pgp_code_info(i)->word);
            before = ", ";
        }
    }
    lp_buf_str(to, codes != 0 ? "\n" : "");
}

static void
put_key(struct lp_buf *to, const struct lp_evidence *e)
{
    put_words(to, "      key        ", e->key);
    lp_buf_printf(to, "  from %s", lp_key_from_word(e->key_from));
    put_words(to, ", ", e->key_source);
    if (e->key_first != 0) {
        bool valid = e->key_from == LP_KEY_FROM_DOCUMENT ||
                     e->method == LP_METHOD_OPENPGP;

        lp_buf_str(to, valid ? ", valid from " : ", seen from ");
        lp_text_time(to, e->key_first);
    }
    if (e->key_last != 0) {
        lp_buf_str(to, " to ");
        lp_text_time(to, e->key_last);
    }
    put_words(to, "  ", e->algorithm);
    if (e->key_bits > 0) {
        lp_buf_printf(to, ", %u bits", e->key_bits);
    }
    lp_buf_byte(to, '\n');
}

static void
put_entry(struct lp_buf *to, const struct lp_evidence *e)
{
    lp_buf_str(to, "    ");
    put_short(to, e);
    lp_buf_byte(to, '\n');
    if (e->key[0] != '\0') {
        put_key(to, e);
    }
    if (e->method == LP_METHOD_ARC) {
        lp_buf_printf(to, "      seal       %s, message %s\n",
                      lp_result_word(e->seal), lp_result_word(e->message));
    }
    if (e->signed_at != 0) {
        lp_buf_str(to, "      time       ");
        lp_text_time(to, e->signed_at);
        lp_buf_str(to, e->signed_at_proven ? "\n" : " as the signer claims\n");
    }
    if (e->result == LP_RESULT_MATCH) {
        lp_buf_printf(to, "      covers     %" PRIu64 " of %" PRIu64 " bytes",
                      e->covered, e->total);
        put_words(to, "; fields ", e->fields);
        lp_buf_byte(to, '\n');
    }
    if (e->result == LP_RESULT_MATCH || e->undone) {
        lp_buf_printf(to, "      strength   %s; alignment %s\n",
                      lp_strength_word(e->strength),
                      lp_alignment_word(e->alignment));
    }
    put_doubts(to, e->doubts);
    put_codes(to, e->codes);
    put_words(to, "      read with  ", e->edits);
    lp_buf_str(to, e->edits[0] != '\0' ? "\n" : "");
    put_words(to, "      undone     ", e->edits_undone);
    lp_buf_str(to, e->edits_undone[0] != '\0' ? "\n" : "");
    put_words(to, "      note       ", e->note);
    lp_buf_str(to, e->note[0] != '\0' ? "\n" : "");
}

/* What does not fit; what honest documents show too only if `all` is asked. */
static void
put_hints(struct lp_buf *to, const struct lp_hints *h, bool all)
{
    for (size_t i = 0; i < h->n; i++) {
        const struct lp_hint_info *info = lp_hint_info(h->of[i].kind);

        if (info->hard || all) {
            lp_buf_printf(to, "    %s  %s  ", hint_grade(info), info->code);
            lp_text_escape(to, lp_slice_str(h->of[i].text));
            lp_buf_str(to, "\n");
        }
    }
}

/* What is the matter with the keys of what matches. */
static void
put_faults(struct lp_buf *to, const struct lp_evidence *e)
{
    for (unsigned f = 0; lp_key_faults_tell(e) && f < LP_KEY_FAULTS; f++) {
        if ((e->key_faults & LP_FAULT_BIT(f)) != 0) {
            const struct lp_key_fault_info *info = lp_key_fault_info(f);

            lp_buf_printf(to, "    key   %s  %s  ", info->code, info->word);
            lp_text_escape(to, lp_slice_str(e->key));
            lp_buf_byte(to, '\n');
        }
    }
}

void
lp_proofs_hints_text(struct lp_buf *to, const struct lp_auth_item *item,
                     bool all)
{
    if (lp_hints_hard(item->hints) > 0) {
        lp_buf_str(to, "  ");
        lp_buf_put(to, item->at->path);
        lp_buf_byte(to, '\n');
        put_hints(to, item->hints, all);
    }
}

/* What is wrong with a signature of an office package; likewise. */
static void
put_flaws(struct lp_buf *to, const struct lp_evidence *e, bool all)
{
    bool hard = lp_seal_hard(e->flaws) > 0;
    const char *before = hard ? "    finding  " : "    flag  ";

    if (!hard && (!all || e->flaws == 0)) {
        return;
    }
    for (unsigned i = 0; i < LP_SEAL_CODES; i++) {
        if ((e->flaws >> i & 1) != 0 && (all || lp_seal_info(i)->hard)) {
            lp_buf_printf(to, "%s%s", before, lp_seal_info(i)->code);
            before = ", ";
        }
    }
    put_words(to, "  ", e->note);
    lp_buf_byte(to, '\n');
}

void
lp_proofs_text(struct lp_buf *to, const struct lp_auth_item *item, bool all)
{
    const struct lp_evidence *best = NULL;

    for (size_t i = 0; i < item->n; i++) {
        if (best == NULL ||
            lp_proof_of(&item->evidence[i]) > lp_proof_of(best)) {
            best = &item->evidence[i];
        }
    }
    lp_buf_printf(to, "  %-13s  ", lp_proof_word(item->proof));
    lp_buf_put(to, item->at->path);
    if (best != NULL) {
        lp_buf_str(to, "  ");
        put_short(to, best);
    }
    if (item->n > 1) {
        lp_buf_printf(to, "  and %zu more", item->n - 1);
    }
    lp_buf_byte(to, '\n');
    for (unsigned m = 0; m < LP_METHOD_COUNT; m++) {
        if ((item->absent >> m & 1) != 0) {
            lp_buf_printf(to, "    required and not there: %s\n",
                          lp_method_word((enum lp_method)m));
        }
    }
    for (size_t i = 0; all && i < item->n; i++) {
        put_entry(to, &item->evidence[i]);
    }
    for (size_t i = 0; i < item->n; i++) {
        put_faults(to, &item->evidence[i]);
        put_flaws(to, &item->evidence[i], all);
    }
    put_hints(to, item->hints, all);
    if (item->passed_over > 0) {
        lp_buf_printf(to, "    %" PRIu64 " more signatures not looked at\n",
                      item->passed_over);
    }
}
