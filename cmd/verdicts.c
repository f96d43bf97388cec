#include "cmd/verdicts.h"

#include <inttypes.h>

#include "base/text.h"
#include "cmd/progress.h"
#include "cmd/records.h"
#include "cmd/say.h"

/* The code of a finding, by what happened; as in docs/FORMAT-records.md. */
const char *
lp_verdicts_code(const struct lp_verify_event *e)
{
    static const char *const codes[LP_VERIFY_COUNT] = {
        [LP_VERIFY_MATCHED] = "",    [LP_VERIFY_CHANGED] = "F0501",
        [LP_VERIFY_UNREADABLE] = "", [LP_VERIFY_MISSING] = "F0502",
        [LP_VERIFY_MOVED] = "F0503", [LP_VERIFY_ADDED] = "F0504",
    };

    if (e->what == LP_VERIFY_UNREADABLE && e->rule != LP_RULE_NONE) {
        return lp_rule_info(e->rule)->id;
    }
    return e->derived ? "F0505" : codes[e->what];
}

/* Seconds from a `timestamp:N` field of a trusted comment. */
static bool
claimed_time(struct lp_slice comment, int64_t *out)
{
    struct lp_cursor c = lp_cursor_over(comment);

    while (c.rest.len > 0) {
        struct lp_slice rest = c.rest;
        struct lp_slice field = lp_cursor_until(&c, '\t');

        if (c.failed) {
            field = rest;
            c = lp_cursor_over((struct lp_slice){0});
        }
        if (lp_slice_begins(field, lp_slice_str("timestamp:"))) {
            return lp_text_i64(lp_slice_from(field, 10), out);
        }
    }
    return false;
}

static void
say_good(FILE *to, const struct lp_signature *s)
{
    struct lp_buf when = {0};
    int64_t seconds;

    fprintf(to, "Signature  good    \"");
    lp_say(to, lp_buf_slice(&s->signer));
    fprintf(to, "\" (key %s)", s->id);
    if (claimed_time(lp_buf_slice(&s->comment), &seconds)) {
        lp_text_time(&when, seconds);
        fprintf(to, ", %.*s as claimed by the signer", (int)when.len,
                (char *)when.data);
        lp_buf_release(&when);
    }
    fputc('\n', to);
}

void
lp_verdicts_signature(FILE *to, const struct lp_signature *s)
{
    switch (s->verdict) {
    case LP_SIG_GOOD:
        say_good(to, s);
        break;
    case LP_SIG_NONE:
        fprintf(to, "Signature  none\n");
        break;
    case LP_SIG_BAD:
        fprintf(to, "Signature  BAD     this is not what key %s signed\n",
                s->id);
        break;
    case LP_SIG_BAD_COMMENT:
        fprintf(to, "Signature  BAD     its trusted comment was changed\n");
        break;
    case LP_SIG_MALFORMED:
        fprintf(to, "Signature  BAD     ");
        lp_say(to, lp_slice_str(s->reason));
        fputc('\n', to);
        break;
    case LP_SIG_LEGACY:
        fprintf(to, "Signature  legacy  of key %s; not accepted\n", s->id);
        break;
    case LP_SIG_UNKNOWN_KEY:
        fprintf(
            to,
            "Signature  unknown made by key %s, which is not trusted here\n",
            s->id);
        break;
    }
}

void
lp_verdicts_claims(FILE *to, const struct lp_manifest_trailer *t)
{
    if (t->messages == 0) {
        return;
    }
    fputs("Claims     ", to);
    lp_say_many(to, t->messages, "message");
    fputs(" and ", to);
    lp_say_many(to, t->attachments, "attachment");
    fputs(" in ", to);
    lp_say_many(to, t->documents, "document");
    fputc('\n', to);
}

static void
short_hex(FILE *to, const uint8_t *digest)
{
    fprintf(to, "%02x%02x%02x%02x...", digest[0], digest[1], digest[2],
            digest[3]);
}

static void
why_changed(FILE *to, const struct lp_verify_event *e)
{
    if (e->kind_note) {
        fputs("  is now of another kind: ", to);
    } else if (e->note.len > 0) {
        fputs("  ", to);
    } else if (e->has_found && e->has_expected) {
        fputs("  expected ", to);
        short_hex(to, e->expected);
        fputs(", found ", to);
        short_hex(to, e->found);
    }
    fprintf(to, "%.*s", (int)e->note.len, (const char *)e->note.data);
}

void
lp_verdicts_event(FILE *to, const struct lp_verify_event *e)
{
    if (e->list) {
        fprintf(to, "  BROKEN     %.*s  %.*s (byte %" PRIu64 ") [%s]\n",
                (int)e->path.len, (const char *)e->path.data, (int)e->note.len,
                (const char *)e->note.data, e->at, lp_verdicts_code(e));
        return;
    }
    fprintf(to, "  %-10s %.*s", lp_verify_word(e->what), (int)e->path.len,
            (const char *)e->path.data);
    if (e->to.len > 0) {
        fprintf(to, " %s %.*s", e->what == LP_VERIFY_MOVED ? "->" : "=",
                (int)e->to.len, (const char *)e->to.data);
    } else if (e->what == LP_VERIFY_CHANGED) {
        why_changed(to, e);
    } else if (e->what == LP_VERIFY_UNREADABLE) {
        fprintf(to, "  %.*s [%s]", (int)e->note.len, (const char *)e->note.data,
                lp_rule_info(e->rule)->id);
    } else if (e->note.len > 0) {
        fprintf(to, "  %.*s", (int)e->note.len, (const char *)e->note.data);
    }
    fputc('\n', to);
}

const char *
lp_verdicts_word(enum lp_verify_verdict v)
{
    static const char *const words[] = {
        [LP_NOT_VERIFIED] = "NOT VERIFIED",
        [LP_VERIFY_INCOMPLETE] = "INCOMPLETE",
        [LP_VERIFIED] = "VERIFIED",
        [LP_REPACKED] = "REPACKED",
    };

    return words[v];
}

enum lp_exit
lp_verdicts_exit(enum lp_verify_verdict v)
{
    return v == LP_NOT_VERIFIED        ? LP_EXIT_FINDING
           : v == LP_VERIFY_INCOMPLETE ? LP_EXIT_INCOMPLETE
                                       : LP_EXIT_GOOD;
}

void
lp_verdicts_stopped(FILE *log, const char *manifest,
                    const struct lp_verify_report *r)
{
    struct lp_buf name = {0};

    lp_text_escape(&name, lp_slice_str(manifest));
    lp_buf_byte(&name, '\0');
    if (r->malformed[0] != '\0') {
        fprintf(log, "leafproof: %s: ", (char *)name.data);
        lp_say(log, lp_slice_str(r->malformed));
        fprintf(log, " [E0103]\n");
    } else if (r->signature.verdict == LP_SIG_NONE) {
        fprintf(log,
                "leafproof: %s is not signed [E0203]\n"
                "  looked for: %s.minisig\n"
                "  try: %s %s, or --allow-unsigned\n",
                (char *)name.data, (char *)name.data,
                r->list ? "minisign -S -m" : "leafproof sign",
                (char *)name.data);
    } else if (r->signature.verdict == LP_SIG_UNKNOWN_KEY) {
        fprintf(log,
                "leafproof: %s is signed by key %s, which is not trusted "
                "here [E0204]\n"
                "  try: --pubkey KEY or --trust FILE, with a key that you got "
                "from the signer\n",
                (char *)name.data, r->signature.id);
    } else if (r->signature.verdict == LP_SIG_LEGACY) {
        fprintf(log,
                "leafproof: %s has a legacy signature [E0205]\n"
                "  try: sign it again, with leafproof sign or minisign -S\n",
                (char *)name.data);
    }
    lp_buf_release(&name);
}

void
lp_verdicts_files(FILE *to, const uint64_t n[LP_VERIFY_COUNT])
{
    fprintf(to,
            "Files      %" PRIu64 " matched, %" PRIu64 " changed, %" PRIu64
            " missing, %" PRIu64 " moved, %" PRIu64 " added, %" PRIu64
            " unreadable",
            n[LP_VERIFY_MATCHED], n[LP_VERIFY_CHANGED], n[LP_VERIFY_MISSING],
            n[LP_VERIFY_MOVED], n[LP_VERIFY_ADDED], n[LP_VERIFY_UNREADABLE]);
}

void
lp_verdicts_counts(FILE *to, const struct lp_verify_report *r)
{
    const uint64_t *n = r->count;
    char size[24];

    lp_progress_size(size, (double)r->bytes);
    if (r->by_content) {
        fprintf(to,
                "Documents  %" PRIu64 " found, %" PRIu64 " missing, %" PRIu64
                " added, %" PRIu64 " unreadable",
                r->documents, n[LP_VERIFY_MISSING], n[LP_VERIFY_ADDED],
                n[LP_VERIFY_UNREADABLE]);
    } else {
        lp_verdicts_files(to, n);
    }
    if (r->absent > 0) {
        fprintf(to, ", %" PRIu64 " absent", r->absent);
    }
    if (r->list) {
        fprintf(to, ", %" PRIu64 " not listed", r->unlisted);
    }
    if (r->broken > 0) {
        fprintf(to, "; %" PRIu64 " %s of the list could not be read", r->broken,
                r->broken == 1 ? "line" : "lines");
    }
    fprintf(to, "; every byte of %s was re-read%s\n", size,
            r->derived ? "; every member was derived again" : "");
    if (r->undigested > 0) {
        fputs("  not comparable by content: ", to);
        lp_say_many(to, r->undigested, "document");
        fputs(" that the manifest has no digest of\n", to);
    }
    if (r->unopened > 0) {
        fputs("  could not be looked into: ", to);
        lp_say_many(to, r->unopened, "item");
        fputs(" that may hold other documents\n", to);
    }
}

static void
close_good(FILE *to, const struct lp_verify_report *r)
{
    bool trusted = r->signature.verdict == LP_SIG_GOOD;
    const char *what = r->list ? "list" : "manifest";

    if (r->verdict == LP_REPACKED) {
        fputs(": all ", to);
        lp_say_many(to, r->trailer.documents, "document");
        fprintf(to, "%s are there, by content%s",
                trusted ? "" : " of the manifest",
                trusted ? "" : "; nobody trusted has signed it");
        return;
    }
    if (r->weak > 0) {
        fputs(" by weak digests", to);
    }
    if (r->absent > 0 && trusted) {
        fprintf(to, ": what is there is as signed; %" PRIu64 " absent",
                r->absent);
    } else if (r->absent > 0) {
        fprintf(to,
                ": what is there is as in the %s, which nobody trusted has "
                "signed; %" PRIu64 " absent",
                what, r->absent);
    } else if (trusted) {
        fputs(": the files are the signed ones", to);
    } else {
        fprintf(to,
                ": the files are those of the %s, which nobody trusted has "
                "signed",
                what);
    }
    if (r->weak > 0) {
        fprintf(to, "; MD5 and SHA-1 can be forged (%" PRIu64 ")", r->weak);
    }
}

static void
close_stopped(FILE *to, const struct lp_verify_report *r)
{
    if (r->malformed[0] != '\0') {
        fprintf(to, ": the %s is malformed", r->list ? "list" : "manifest");
    } else {
        fputs(r->verdict == LP_NOT_VERIFIED
                  ? ": the signature is bad; no file was read"
                  : ": no trusted signature; no file was read",
              to);
    }
}

static const char *
close_incomplete(const struct lp_verify_report *r)
{
    if (r->count[LP_VERIFY_UNREADABLE] > 0) {
        return ": not everything could be read";
    }
    if (r->undigested > 0) {
        return ": not every document has a digest to look for";
    }
    if (r->hints > 0) {
        return ": by CRC-32 alone, which shows damage by chance and no change "
               "that was meant";
    }
    return r->unopened > 0 ? ": not everything could be looked into"
                           : ": nothing of it is there";
}

void
lp_verdicts_close(FILE *to, const struct lp_verify_report *r)
{
    fputs(lp_verdicts_word(r->verdict), to);
    if (r->verdict == LP_VERIFIED || r->verdict == LP_REPACKED) {
        close_good(to, r);
    } else if (!r->compared) {
        close_stopped(to, r);
    } else if (r->verdict == LP_VERIFY_INCOMPLETE) {
        fputs(close_incomplete(r), to);
    } else if (r->broken > 0) {
        fputs(": not all of the list could be read", to);
    } else if (r->derived) {
        fputs(": the files are there, but other members come out of them than "
              "the manifest says",
              to);
    } else if (r->signature.verdict == LP_SIG_GOOD) {
        fputs(": the signature is good, the files are not the signed ones", to);
    } else {
        fprintf(to, ": the files are not those of the %s",
                r->list ? "list" : "manifest");
    }
    fputc('\n', to);
}
