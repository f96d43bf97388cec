#include "cmd/codes.h"

#include <stddef.h>

#include "bundle/do_auth.h"

#define FINDING "a finding (exit 1)"

static const struct lp_code_text codes[] = {
    {"F0501", "CHANGED",
     "The file is there, but its bytes are not those that the manifest lists.",
     FINDING,
     "Ask for the file again, or find out who changed it; the old digest is in "
     "the finding."},
    {"F0502", "MISSING", "The manifest lists a file that is not there.",
     FINDING,
     "Ask for the file; with --partial, files that are not there are no "
     "finding."},
    {"F0503", "MOVED",
     "The bytes that the manifest lists are there under another path.", FINDING,
     "Move the file back, or make a new manifest."},
    {"F0504", "ADDED", "A file is there that the manifest does not list.",
     FINDING, "Nobody vouched for this file: look at it apart."},
    {"F0505", "CHANGED",
     "What was derived of a member (verify --deep) is not what the manifest "
     "says, though the file around it is the same: the manifest or the "
     "program that made it was wrong.",
     FINDING, "Make the manifest again, and compare the two with diff."},
    {"F0602", "SAME-ID",
     "A public message has the Message-ID of this one and says something "
     "else: one of the two was changed, or a program gives its identifiers "
     "twice.",
     FINDING, "Compare the two messages."},
    {"F0603", "BAD",
     "doctor found that the program, or a published set, does not tell what "
     "it must.",
     FINDING, "Trust no answer of it before that is put right."},
    {"F0901", "MISSING-MESSAGE",
     "A message names another that is not in the bundle.", FINDING,
     "Ask who has that message, and why it is not here."},
    {"F0902", "STRIPPED-ATTACHMENT",
     "An attachment was here, by what is left of it or by what the text says.",
     FINDING, "Ask who took it out, and who has it."},
    {"F0903", "SERIES-HOLE", "Names are numbered, and numbers are left out.",
     FINDING, "Ask whether documents with these numbers exist."},
    {"F0904", "SILENCE",
     "For a long time there is no message, where there were many before and "
     "after.",
     FINDING, "Ask whether nothing was written then."},
    {"F0905", "ONE-SIDED",
     "Many messages go to a correspondent of whom there is none.", FINDING,
     "Ask where the answers are."},
    {"F0907", "QUOTED-MISSING",
     "A message quotes text that no message of the bundle says.", FINDING,
     "Ask who has the message that is quoted."},
};

#define CODES ((unsigned)(sizeof codes / sizeof codes[0]))

static const char flag[] = "a flag: seen in honest documents too; no finding";

static void
of_hint(unsigned i, struct lp_code_text *out)
{
    const struct lp_hint_info *hint = lp_hint_info(i);

    *out = (struct lp_code_text){
        hint->code, hint->word, hint->text,
        hint->hard
            ? "a hint: claims that cannot all be true; a finding (exit 1)"
            : flag,
        "It proves nothing, for anybody may write it and clocks go wrong: ask "
        "where the document comes from, and look for a copy of it."};
}

static void
of_pgp(unsigned i, struct lp_code_text *out)
{
    const struct lp_pgp_code_info *pgp = lp_pgp_code_info(i);

    *out = (struct lp_code_text){
        pgp->code, pgp->word, pgp->text,
        pgp->finding ? FINDING
                     : "no finding: the verdict of the document says what is "
                       "left of it",
        pgp->next};
}

static void
of_seal(unsigned i, struct lp_code_text *out)
{
    const struct lp_seal_info *seal = lp_seal_info(i);

    *out = (struct lp_code_text){seal->code, seal->word, seal->text,
                                 seal->hard ? FINDING : flag, seal->next};
}

static void
of_fault(unsigned i, struct lp_code_text *out)
{
    const struct lp_key_fault_info *fault = lp_key_fault_info(i);

    *out = (struct lp_code_text){
        fault->code, fault->word, fault->text, FINDING,
        "Take what this key signed for what anybody could have written, and "
        "look for other evidence."};
}

static void
of_table(unsigned i, struct lp_code_text *out)
{
    *out = codes[i];
}

/* Where codes are explained, each with how many there are. */
static const struct {
    unsigned n;
    void (*get)(unsigned i, struct lp_code_text *out);
} families[] = {
    {CODES, of_table},      {LP_HINT_KINDS, of_hint}, {LP_KEY_FAULTS, of_fault},
    {LP_PGP_CODES, of_pgp}, {LP_SEAL_CODES, of_seal},
};

bool
lp_codes_get(unsigned i, struct lp_code_text *out)
{
    for (size_t f = 0; f < sizeof families / sizeof families[0]; f++) {
        if (i < families[f].n) {
            families[f].get(i, out);
            return true;
        }
        i -= families[f].n;
    }
    return false;
}
