#include "evidence/key_heed.h"

#include <stdio.h>

#include "base/text.h"

/* Words before and behind, which may be a list's or an archive's own. */
static void
say(struct lp_evidence *e, const char *before, struct lp_slice words,
    const char *after)
{
    struct lp_buf text = {.max = LP_EVIDENCE_NOTE_MAX};

    lp_buf_str(&text, before);
    for (size_t i = 0; i < words.len && i < LP_EVIDENCE_NAME_MAX; i++) {
        lp_buf_byte(&text, words.data[i] < ' ' ? ' ' : words.data[i]);
    }
    lp_buf_str(&text, after);
    lp_buf_byte(&text, '\0');
    if (text.failed == LP_OK) {
        lp_evidence_say(e->note, LP_EVIDENCE_NOTE_MAX, (const char *)text.data);
    }
    lp_buf_release(&text);
}

static void
say_known(struct lp_evidence *e, const struct lp_key_faults *f)
{
    struct lp_buf at = {0};

    if (f->public_from != 0) {
        lp_text_time(&at, f->public_from);
        say(e, "known to be bad since ", lp_buf_slice(&at),
            ", and what is claimed to be older needs proof of that");
    }
    if (f->why.len > 0) {
        say(e, "known to be bad: ", f->why, "");
    }
    lp_buf_release(&at);
}

void
lp_key_heed(struct lp_evidence *e, const struct lp_key_faults *f)
{
    const unsigned public = LP_FAULT_BIT(LP_FAULT_PUBLIC);
    char text[80];

    e->key_faults = f->bits;
    e->key_bad_from = f->public_from;
    e->strength_before =
        lp_key_faults_strength(e->key_bits, f->bits & ~public, e->strength);
    e->strength = lp_key_faults_strength(e->key_bits, f->bits, e->strength);
    for (unsigned i = 0; i < LP_KEY_FAULTS; i++) {
        const struct lp_key_fault_info *info = lp_key_fault_info(i);

        if ((f->bits & LP_FAULT_BIT(i)) != 0) {
            (void)snprintf(text, sizeof text, "%s %s", info->word, info->code);
            lp_evidence_say(e->note, LP_EVIDENCE_NOTE_MAX, text);
        }
    }
    if (f->with.len > 0) {
        say(e, "it shares a prime with ", f->with, "");
    }
    if ((f->bits & public) != 0) {
        say_known(e, f);
    }
}
