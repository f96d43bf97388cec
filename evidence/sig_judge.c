#include "evidence/sig_judge.h"

#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "evidence/sig_axes.h"
#include "formats/domain_name.h"

/* RFC 8301, 3.2: shorter keys prove nothing today. */
#define ARC_BITS_MIN 1024

/* More than any name takes while it is made ready. */
#define NAME_ROOM ((size_t)8192)

/* What came of the keys of one signature. */
struct trying {
    struct lp_evidence *e;
    const struct lp_claim *c;
    const struct lp_mail_said *said;
    bool usable; /* one may be used for this */
    bool timely; /* ... whose times do not exclude that of the message */
    bool plain;  /* the header verifies as it is ... */
    bool undone; /* ... or with edits undone */
    struct lp_slice edits;
    const char *why; /* the first that may not be used cannot be */
    bool forbidden;  /* that one verifies all the same */
    bool there;      /* there was a record at some time */
    const struct lp_archived_key *key;
};

static void
say(struct lp_evidence *e, const char *reason)
{
    if (reason != NULL && reason[0] != '\0') {
        lp_evidence_say(e->note, LP_EVIDENCE_NOTE_MAX, reason);
    }
}

static struct lp_slice
host_of(struct lp_slice address)
{
    size_t i = address.len;

    while (i > 0 && address.data[i - 1] != '@') {
        i--;
    }
    return i == 0 ? (struct lp_slice){0} : lp_slice_from(address, i);
}

/* g= of DomainKeys (RFC 4870, 3.2.3): the sender's local part, or one with a
 * "*". What is empty stands for all, as signers of the time meant it. */
static bool
is_granted(const struct lp_mail_key *k, struct lp_slice from)
{
    struct lp_slice local = from;
    const char *star = strchr(k->granted, '*');
    size_t before;
    size_t after;

    if (!k->has_granted || k->granted[0] == '\0') {
        return true;
    }
    local.len =
        host_of(from).len == 0 ? from.len : from.len - host_of(from).len - 1;
    if (star == NULL) {
        return lp_slice_is(local, k->granted);
    }
    before = (size_t)(star - k->granted);
    after = strlen(star + 1);
    return local.len >= before + after &&
           memcmp(local.data, k->granted, before) == 0 &&
           lp_slice_ends(local, lp_slice_str(star + 1));
}

/* Why this key may not be used for this signature (RFC 6376, 3.6.1 and
 * 6.1.2); NULL: it may. */
static const char *
objection(const struct lp_archived_key *k, const struct lp_claim *c)
{
    const struct lp_mail_key *r = k->key;
    bool arc = c->kind == LP_SIG_MESSAGE || c->kind == LP_SIG_SEAL;

    if (r->state == LP_MAIL_KEY_REVOKED) {
        return "the key is revoked: p= is empty";
    }
    if (r->state == LP_MAIL_KEY_BROKEN) {
        return r->why;
    }
    if (r->other || r->ed25519 != c->ed25519) {
        return "the key is of another kind than the signature";
    }
    if ((k->faults->bits & LP_FAULT_BIT(LP_FAULT_EXPONENT)) != 0) {
        return "the public exponent of the key is 1 or even: anybody can sign "
               "with it, or nobody";
    }
    if (k->rsa == NULL && k->public == NULL) {
        return "p= is no key that can be used";
    }
    if (r->no_hash ||
        (c->hash == LP_ALG_SHA256 ? r->only_sha1 : r->only_sha256)) {
        return "h= of the key leaves out the digest of the signature";
    }
    if (r->no_mail) {
        return "s= of the key leaves out e-mail";
    }
    if (r->strict && c->below) {
        return "t=s of the key forbids a subdomain in i=";
    }
    if (c->kind == LP_SIG_DOMAINKEY && !is_granted(r, c->identity)) {
        return "g= of the key is for another sender";
    }
    if (arc && k->rsa != NULL && lp_rsa_bits(k->rsa) < ARC_BITS_MIN) {
        return "the key is too short for a chain";
    }
    return NULL;
}

static bool
verifies(const struct lp_archived_key *k, const struct lp_claim *c,
         const struct lp_claim_try *t)
{
    struct lp_slice digest = {t->digest, lp_alg_len(c->hash)};

    if (c->ed25519) {
        return k->public != NULL && c->bytes.len == 64 &&
               lp_key_signed(k->public, c->bytes.data, digest);
    }
    return k->rsa != NULL && lp_rsa_signed(k->rsa, c->bytes, c->hash, digest);
}

/* The first reading that this key signed; NULL: none. */
static const struct lp_claim_try *
first_signed(const struct lp_archived_key *k, const struct lp_claim *c)
{
    for (size_t i = 0; i < c->tries; i++) {
        if (verifies(k, c, &c->try[i])) {
            return &c->try[i];
        }
    }
    return NULL;
}

static void
name_key(struct lp_evidence *e, const struct lp_archived_key *k)
{
    bool dated = k->first != 0 || k->last != 0;

    e->key_from =
        dated || k->source.len > 0 ? LP_KEY_FROM_ARCHIVE : LP_KEY_FROM_FILE;
    lp_axis_text(e->key_source, sizeof e->key_source, k->source);
    e->key_first = k->first;
    e->key_last = k->last;
    e->key_bits = k->rsa != NULL      ? lp_rsa_bits(k->rsa)
                  : k->public != NULL ? 256
                                      : 0;
}

/* Try one key. True if nothing better can come. */
static bool
try_key(struct trying *t, const struct lp_archived_key *k)
{
    const char *why = objection(k, t->c);
    const struct lp_claim_try *found;

    if (why != NULL) {
        found =
            k->key->state == LP_MAIL_KEY_LAWFUL ? first_signed(k, t->c) : NULL;
        if (t->why == NULL || (found != NULL && !t->forbidden)) {
            t->why = why;
            t->forbidden = found != NULL;
            if (!t->usable) {
                name_key(t->e, k);
            }
        }
        return false;
    }
    found = first_signed(k, t->c);
    if (found != NULL || !t->usable) {
        name_key(t->e, k);
        lp_axis_key(t->e, k, t->c);
    }
    t->usable = true;
    t->timely =
        t->timely || !lp_axis_untimely(k->first, k->last, t->c, t->said);
    if (found != NULL) {
        t->plain = !found->undone;
        t->undone = found->undone;
        t->edits = found->edits;
    }
    return found != NULL;
}

/* "there was no record of that name on 2026-11-30T12:00:00Z (dns)" */
static void
say_absent(struct lp_evidence *e, int64_t at, struct lp_slice source)
{
    char from[80];
    struct lp_buf words = {.max = 300};

    lp_axis_text(from, sizeof from, source);
    lp_buf_str(&words, "there was no record of that name on ");
    lp_text_time(&words, at);
    if (from[0] != '\0') {
        lp_buf_printf(&words, " (%s)", from);
    }
    lp_buf_byte(&words, '\0');
    if (at != 0 && words.failed == LP_OK) {
        say(e, (const char *)words.data);
    }
    lp_buf_release(&words);
}

/* What other records of the same name say: that the key was taken back, or
 * that there was none. */
static enum lp_code
say_others(struct lp_evidence *e, struct lp_judging *j, size_t n,
           struct lp_err *err)
{
    bool revoked = false;
    struct lp_slice source = {0};
    int64_t absent = 0;
    enum lp_code rc = LP_OK;

    for (size_t i = 0; i < n; i++) {
        struct lp_archived_key k;
        int64_t at;

        LP_TRY(lp_key_archive_get(j->keys, i, &k, err));
        at = k.last != 0 ? k.last : k.first;
        revoked = revoked || k.key->state == LP_MAIL_KEY_REVOKED;
        if (k.key->state == LP_MAIL_KEY_ABSENT && at > absent) {
            absent = at;
            source = k.source;
        }
    }
    say(e, revoked ? "another record of that name says that the key is revoked"
                   : "");
    say_absent(e, absent, source);

done:
    return rc;
}

static enum lp_code
try_keys(struct trying *t, struct lp_judging *j, size_t n, struct lp_err *err)
{
    enum lp_code rc = LP_OK;

    for (size_t i = 0; i < n; i++) {
        struct lp_archived_key k;

        LP_TRY(lp_key_archive_get(j->keys, i, &k, err));
        if (k.key->state == LP_MAIL_KEY_ABSENT) {
            continue;
        }
        t->there = true;
        if (try_key(t, &k)) {
            /* Others may have seen the same key, earlier or later. */
            lp_key_archive_seen(j->keys, k.text, &t->e->key_first,
                                &t->e->key_last);
            rc = say_others(t->e, j, n, err);
            break;
        }
    }

done:
    return rc;
}

static void
say_undone(struct lp_evidence *e, struct lp_slice words)
{
    char text[LP_EVIDENCE_NOTE_MAX + 1];

    lp_axis_text(text, sizeof text, words);
    if (text[0] != '\0') {
        lp_evidence_say(e->edits_undone, LP_EVIDENCE_NOTE_MAX, text);
    }
}

static void
say_edits(struct lp_evidence *e, struct lp_slice words)
{
    char text[LP_EVIDENCE_NOTE_MAX + 1];

    lp_axis_text(text, sizeof text, words);
    if (text[0] != '\0' && strstr(e->edits, text) == NULL) {
        lp_evidence_say(e->edits, LP_EVIDENCE_NOTE_MAX, text);
    }
}

/* What header and body come to together. */
static void
conclude(struct trying *t)
{
    struct lp_evidence *e = t->e;
    const struct lp_claim *c = t->c;
    bool body =
        c->body == LP_CLAIM_BODY_SAME || c->body == LP_CLAIM_BODY_IN_HEAD;
    bool body_undone = c->body_undone.len > 0;

    if (!body) {
        e->result = LP_RESULT_BODY_MISMATCH;
        say(e, t->plain ? "the signed header is as it was: only the body is not"
                        : "neither the body nor the header are as signed");
        say(e, t->said->large
                   ? "edits of the body were not tried: it is larger "
                     "than 1 MiB"
                   : "");
    } else {
        e->result = t->plain ? LP_RESULT_MATCH : LP_RESULT_HEADER_MISMATCH;
    }
    if (e->result == LP_RESULT_MATCH) {
        say_edits(e, t->said->edits);
        say_edits(e, t->edits);
        say_edits(e, c->body_edits);
        return;
    }
    e->undone = (t->plain || t->undone) && (body || body_undone);
    if (e->undone) {
        e->doubts |= LP_DOUBT_EDITED;
        if (t->undone) {
            say_undone(e, t->edits);
        }
        if (!body) {
            e->doubts |= LP_DOUBT_TAIL;
            e->covered = 0; /* how much it is, the edits say */
            e->total = 0;
            say_undone(e, c->body_undone);
        }
    }
}

/* What the fields alone say. */
static void
begin(struct lp_evidence *e, struct lp_judging *j, const struct lp_claim *c)
{
    static const enum lp_method methods[LP_SIG_KINDS] = {
        [LP_SIG_DKIM] = LP_METHOD_DKIM,
        [LP_SIG_DOMAINKEY] = LP_METHOD_DOMAINKEYS,
        [LP_SIG_MESSAGE] = LP_METHOD_ARC,
        [LP_SIG_SEAL] = LP_METHOD_ARC,
    };

    memset(e, 0, sizeof *e);
    e->method = methods[c->kind];
    e->instance = c->instance;
    e->signed_at = c->signed_at;
    e->expires_at = c->expires_at;
    e->covered = c->covered;
    e->total = c->total;
    lp_axis_text(e->signer, sizeof e->signer, c->domain);
    lp_axis_text(e->algorithm, sizeof e->algorithm, c->algorithm);
    lp_axis_fields(e->fields, sizeof e->fields, c->fields);
    lp_buf_clear(&j->room);
    lp_buf_put(&j->room, c->selector);
    lp_buf_str(&j->room, "._domainkey.");
    lp_buf_put(&j->room, c->domain);
    lp_axis_text(e->key, sizeof e->key, lp_buf_slice(&j->room));
}

static enum lp_code
judge_lawful(struct lp_evidence *e, struct lp_judging *j,
             const struct lp_claim *c, const struct lp_mail_said *said,
             struct lp_err *err)
{
    const char *other_body = "the body is not as signed, whatever the key";
    struct trying t = {.e = e, .c = c, .said = said};
    size_t name = j->room.len;
    size_t n = 0;
    enum lp_code rc;

    if (c->body == LP_CLAIM_BODY_SHORT) {
        e->result = LP_RESULT_MALFORMED;
        say(e, "l= is more than the body has");
        return LP_OK;
    }
    if (c->body == LP_CLAIM_BODY_CAPPED) {
        e->result = LP_RESULT_UNSUPPORTED;
        say(e, "more work than is done for one message");
        return LP_OK;
    }
    /* What is read from must stay where it is. */
    (void)lp_buf_room(&j->room, NAME_ROOM);
    if (j->room.failed == LP_OK &&
        lp_domain_name(&j->room, (struct lp_slice){j->room.data, name})) {
        n = lp_key_archive_find(
            j->keys, lp_buf_part(&j->room, name, j->room.len - name));
    }
    LP_TRY(try_keys(&t, j, n, err));
    if (!t.there) {
        e->result = LP_RESULT_NO_KEY;
        say(e, c->body == LP_CLAIM_BODY_OTHER ? other_body : "");
        rc = say_others(e, j, n, err);
    } else if (!t.usable) {
        e->result = LP_RESULT_KEY_UNUSABLE;
        say(e, t.why);
        say(e, t.forbidden ? "it verifies with that key all the same" : "");
    } else if (!t.timely && !t.plain && !t.undone) {
        /* It may be signed with the key of that time. */
        e->result = LP_RESULT_NO_KEY;
        e->note[0] = '\0';
        say(e, "the keys of that name were seen at another time, and are not "
               "those that signed it");
        say(e, c->body == LP_CLAIM_BODY_OTHER ? other_body : "");
    } else {
        conclude(&t);
    }

done:
    return rc;
}

enum lp_code
lp_sig_judge(struct lp_evidence *e, struct lp_judging *j,
             const struct lp_claim *c, const struct lp_mail_said *said,
             struct lp_err *err)
{
    enum lp_code rc;

    begin(e, j, c);
    LP_TRY(lp_buf_check(&j->room, err));
    if (c->state != LP_SIG_LAWFUL) {
        char why[200];

        e->result = c->state == LP_SIG_MALFORMED ? LP_RESULT_MALFORMED
                                                 : LP_RESULT_UNSUPPORTED;
        lp_axis_text(why, sizeof why, c->why);
        say(e, why);
        return LP_OK;
    }
    LP_TRY(judge_lawful(e, j, c, said, err));
    lp_axis_odd(e, c);
    if (e->result == LP_RESULT_MATCH || e->undone) {
        lp_axis_cover(e, c, said);
        rc = lp_axis_align(e, c, said, &j->room, err);
    } else {
        e->strength = LP_STRENGTH_UNKNOWN;
    }
    lp_axis_time(e, c, said, j->now);

done:
    return rc;
}
