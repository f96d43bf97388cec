#include "cmd/proofs_say.h"

#include <inttypes.h>

#include "base/text.h"
#include "cmd/proofs.h"

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
            lp_buf_printf(to, "    %s  %s  ", lp_proofs_grade(info),
                          info->code);
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

/* Which entry the verdict is read off: one that comes to the same, and of these
 * one that speaks of what is there now. */
static unsigned
weight(const struct lp_auth_item *item, const struct lp_evidence *e)
{
    enum lp_proof p = lp_proof_of(e);

    return (p == item->proof ? 4U * LP_PROOFS : 0) + 2U * (unsigned)p +
           ((e->doubts & LP_DOUBT_CHANGED_LATER) == 0 ? 1U : 0U);
}

static void
put_reason(struct lp_buf *to, const char **between, const char *reason)
{
    lp_buf_str(to, *between);
    lp_text_escape(to, lp_slice_str(reason));
    *between = "; ";
}

/* Why it is no more than it is, in one line: doubts, what a match is worth,
 * and the reasons in words. */
static void
put_why(struct lp_buf *to, const struct lp_auth_item *item,
        const struct lp_evidence *e)
{
    bool match = e->result == LP_RESULT_MATCH || e->undone;
    const char *between = "    why        ";
    size_t before = to->len;

    if (item->proof == LP_PROOF_AUTHENTIC && e->doubts == 0) {
        return;
    }
    for (unsigned bit = 0; lp_doubt_word(bit) != NULL; bit++) {
        if ((e->doubts >> bit & 1) != 0) {
            lp_buf_printf(to, "%s%s", between, lp_doubt_word(bit));
            between = ", ";
        }
    }
    between = e->doubts != 0 ? "; " : between;
    if (match && e->strength > LP_STRENGTH_WEAK) {
        lp_buf_printf(to, "%s%s", between, lp_strength_word(e->strength));
        between = "; ";
    }
    if (e->note[0] != '\0' && e->flaws == 0) {
        put_reason(to, &between, e->note);
    }
    lp_buf_str(to, to->len > before ? "\n" : "");
}

void
lp_proofs_text(struct lp_buf *to, const struct lp_auth_item *item, bool all)
{
    const struct lp_evidence *best = NULL;

    for (size_t i = 0; i < item->n; i++) {
        const struct lp_evidence *e = &item->evidence[i];

        if (best == NULL || weight(item, e) > weight(item, best)) {
            best = e;
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
    if (best != NULL && !all) {
        put_why(to, item, best);
    }
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
